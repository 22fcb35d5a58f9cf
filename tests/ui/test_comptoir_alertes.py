"""The counter shows first what is read at a glance, however narrow its window."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ambroise.domain.alerte import Alerte, Controles, NiveauAlerte, TypeAlerte
from ambroise.domain.dispensation import MotifRefus, ReponseLigne
from ambroise.ui.comptoir.alertes import PAGE, shown_first
from ambroise.ui.comptoir.screen import ComptoirScreen
from ambroise.ui.comptoir.state import EtatComptoir
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.columns import SideColumn
from ambroise.usecases.comptoir import ControleComptoir
from tests.fakes import comptoir as c
from tests.ui.ecrans import make_context, show
from tests.ui.samples import ADRUN

PAIRE = Alerte(
    cle="interaction:a:b",
    niveau=NiveauAlerte.CONTRE_INDICATION,
    type=TypeAlerte.INTERACTION,
    lignes=(1, 2),
    cause="INHIBITEURS PUISSANTS DU CYP3A4 + SIMVASTATINE",
    mecanisme="",
    conduite="N’associez pas ces médicaments.",
    source="ANSM, thésaurus des interactions médicamenteuses",
    edition="octobre 2020",
    titre="Clarithromycine et simvastatine",
)


def test_no_contra_indication_is_folded_whatever_their_number() -> None:
    graves = [replace(PAIRE, cle=f"grave:{n}") for n in range(PAGE + 3)]
    legere = replace(PAIRE, niveau=NiveauAlerte.PRECAUTION, cle="legere")
    assert shown_first([legere, *graves]) == graves
    assert shown_first([legere, *graves[:2]]) == [*graves[:2], legere]


@pytest.fixture
def etroit(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> ComptoirScreen:
    """A counter whose two sides are folded."""
    screen = ComptoirScreen(make_context(tmp_path, tasks, errors)[0])
    show(qtbot, screen, 884)
    return screen


def sides(screen: ComptoirScreen) -> tuple[SideColumn, SideColumn]:
    left, right = sorted(screen.findChildren(SideColumn), key=lambda side: str(side.property("panel")))
    return left, right


def seul() -> EtatComptoir:
    """Return an order that nothing is said of."""
    return replace(c.etat(), controle=ControleComptoir(), dossier=None)


def test_a_new_alert_unfolds_its_side_and_is_said_on_it_once_folded(etroit: ComptoirScreen) -> None:
    etroit.show_etat(seul())
    _, droite = sides(etroit)
    assert droite.is_folded
    grave = replace(seul(), controle=ControleComptoir(controles=Controles((PAIRE,))))
    etroit.show_etat(grave)
    assert not droite.is_folded, "une contre-indication ne reste pas pliée"
    droite.fold(True)
    etroit.show_etat(replace(grave, courante=""))
    assert droite.is_folded, "ce qui est connu ne se déplie pas de nouveau"
    assert "1\u00a0point à voir" in droite.unfold.accessibleName()


def test_the_order_of_somebody_else_unfolds_the_side_that_says_it(etroit: ComptoirScreen) -> None:
    etat = seul()
    autre = replace(etat.scannee.consultee, patient_nom="TCHITCHI")
    etroit.show_etat(replace(etat, scannee=replace(etat.scannee, consultee=autre)))
    assert not sides(etroit)[0].is_folded


def test_the_patient_is_named_above_the_lines_unless_the_banner_does(etroit: ComptoirScreen) -> None:
    etroit.show_etat(seul())
    assert etroit.entete.text == "ADRUN ZOE"
    etroit.show_etat(replace(seul(), dossier=replace(ADRUN, nom="ADRUN", prenom="ZOE")))
    assert etroit.entete.text == "À délivrer"


def test_the_number_is_opened_with_the_mouse_too(qtbot: QtBot, etroit: ComptoirScreen) -> None:
    attente = etroit.attente
    assert not attente.ouvrir.isEnabled()
    attente.numero.setText(f" {c.NUMERO} ")
    with qtbot.waitSignal(etroit.scanned) as scanned:
        attente.ouvrir.click()
    assert scanned.args == [c.NUMERO]


def test_a_dispensing_refused_gives_the_keyboard_back_to_its_button(etroit: ComptoirScreen) -> None:
    etat = seul()
    for ligne in etat.lignes:
        etat = etat.press(ligne, ReponseLigne.REFUSE)
        etat = etat.with_choix(ligne, replace(etat.choix_de(ligne), motif=MotifRefus.RUPTURE)).validate(ligne)
    etat = replace(etat, courante="")
    etroit.show_etat(etat)
    assert not etat.empechement
    etroit.show_etat(replace(etat, en_cours=True))
    etroit.show_etat(etat)
    focus = etroit.focusWidget()
    assert isinstance(focus, Button)
    assert focus.text() == "Délivrer"
