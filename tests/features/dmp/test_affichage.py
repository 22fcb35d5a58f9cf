"""The steps of what the screen says of the DMP."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

from pytest_bdd import given, parsers, scenarios, then
from pytestqt.qtbot import QtBot

from ambroise.domain.dmp import DocumentDmp, SituationDmp, Visibilite
from ambroise.domain.dmp_droits import DmpOuvrable, DroitsDmp
from ambroise.ui import painting
from ambroise.ui.dmp.screen import TITRES
from ambroise.ui.dmp.state import COLONNES, keeps
from ambroise.ui.words import NBSP
from esante.dmp.existence import DonneesGestion
from esante.dmp.habilitations import DmpAutorise
from esante.dmp.models import ExistenceDmp
from tests.fakes.dmp import document

scenarios("dmp/affichage.feature")

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guide" / "dmp.md"
TRANSACTIONS = (
    *("TD0.2", "TD0.3", "TD0.4", "TD0.9", "TD1.3a", "TD1.6", "TD2.1"),
    *("TD3.1", "TD3.2", "TD3.3a", "TD3.3b", "TD3.3c", "TD3.3d"),
)
TRAITS = {"nom", "prenom", "nom_naissance", "prenoms", "date_naissance", "sexe", "lieu_naissance"}
ETATS = {
    "masqué aux professionnels": {"visibilite": Visibilite(masque_ps=True)},
    "invisible au patient": {"visibilite": Visibilite(invisible_patient=True)},
    "invisible aux représentants": {"visibilite": Visibilite(invisible_representants=True)},
    "archivé": {"is_archive": True},
    "remplacé": {"is_obsolete": True},
    "du patient": {"is_du_patient": True},
}


@given(parsers.parse("un document créé le {jour} à {heure} en temps universel"), target_fixture="lu")
def _created(heure_de_paris: None, jour: str, heure: str) -> DocumentDmp:
    instant = datetime.strptime(f"{jour} {heure}", "%d/%m/%Y %H:%M").replace(tzinfo=UTC)
    return replace(document(), instant=instant, debut_acte=None)


@given(parsers.parse('un document "{etat}"'), target_fixture="lu")
def _in_state(etat: str) -> DocumentDmp:
    return replace(document(), **ETATS[etat])  # type: ignore[arg-type]


@then(parsers.parse('l’écran le date du "{jour}"'))
def _dated(lu: DocumentDmp, jour: str) -> None:
    assert painting.plain(COLONNES[2].cell(lu).spans).replace(NBSP, " ") == jour


@then(parsers.parse('l’écran s’intitule "{dmp}" et "{espace}"'))
def _titled(qtbot: QtBot, dmp: str, espace: str) -> None:
    assert (dmp, espace) == TITRES


@then(parsers.parse('l’écran dit "{mots}"'))
def _said(lu: DocumentDmp, mots: str) -> None:
    assert mots in [chip.text for chip in COLONNES[0].cell(lu).chips]


@then("son icône est celle d’une personne")
def _icon(lu: DocumentDmp) -> None:
    assert COLONNES[0].cell(lu).icon == "user"
    assert COLONNES[0].cell(document()).icon != "user"


@then(parsers.parse('le filtre "{filtre}" le montre'))
def _kept(lu: DocumentDmp, filtre: str) -> None:
    assert keeps(filtre, lu, frozenset())
    assert not keeps(filtre, document(), frozenset())


@then("ni l’existence, ni les droits, ni la liste des DMP ne gardent de traits d’identité")
def _no_identity() -> None:
    for kind in (SituationDmp, DroitsDmp, DmpOuvrable, ExistenceDmp, DonneesGestion, DmpAutorise):
        assert not TRAITS & {f.name for f in fields(kind)}


@then("le guide du DMP nomme chaque transaction du logiciel")
def _guide() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert [code for code in TRANSACTIONS if code not in guide] == []
