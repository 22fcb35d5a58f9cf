"""The order on the counter keeps its answers whatever comes next, and is compared with the file open."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ambroise.domain.dispensation import ReponseLigne
from ambroise.domain.identite import Sexe, StatutIdentite
from ambroise.ui.comptoir.boite import scan_pack
from ambroise.ui.comptoir.traits import is_other_file
from ambroise.ui.widgets.patient_banner import BandeauPatient
from ambroise.usecases.dispensations import OrdonnanceScannee
from tests.fakes import comptoir as c
from tests.fakes import ecrans as e
from tests.ui.seat_comptoir import Comptoir

AUTRE = replace(c.SCANNEE, consultee=replace(c.CONSULTEE, numero="12AMBTEST2JC4NYGHZ"))
PRAVASTATINE = "3400936954823"


def shown(panneau: QWidget) -> list[str]:
    return [lu.text() for lu in panneau.findChildren(QLabel) if lu.isVisible()]


def present(comptoir: Comptoir, scannee: OrdonnanceScannee) -> None:
    comptoir.service.scan = lambda texte: scannee  # type: ignore[method-assign]
    comptoir.controller.scan(scannee.consultee.numero)
    comptoir.qtbot.waitUntil(lambda: not comptoir.tasks.under_way)


@pytest.mark.parametrize(
    ("suivante", "mots"), [(AUTRE, "Une autre ordonnance est en cours."), (c.SCANNEE, "déjà sur le comptoir")]
)
def test_answers_begun_are_kept_when_an_order_is_presented(
    comptoir: Comptoir, suivante: OrdonnanceScannee, mots: str
) -> None:
    comptoir.scan()
    comptoir.screen.answered.emit(c.LIGNES[0].id, ReponseLigne.TEL_QUEL)
    present(comptoir, suivante)
    assert mots in comptoir.refusal
    assert comptoir.etat.scannee is c.SCANNEE
    assert comptoir.etat.repondues == 1


def test_order_nobody_answered_gives_its_place_to_the_next(comptoir: Comptoir) -> None:
    comptoir.scan()
    present(comptoir, AUTRE)
    assert comptoir.etat.scannee is AUTRE


def test_of_two_orders_presented_in_a_row_the_last_is_shown(qtbot: QtBot, comptoir: Comptoir) -> None:
    lente = threading.Event()

    def scan(texte: str) -> OrdonnanceScannee:
        if texte == c.NUMERO:
            assert lente.wait(30)
            return c.SCANNEE
        return AUTRE

    comptoir.service.scan = scan  # type: ignore[method-assign]
    comptoir.controller.scan(c.NUMERO)
    comptoir.controller.scan(AUTRE.consultee.numero)
    lente.set()
    qtbot.waitUntil(lambda: not comptoir.tasks.under_way)
    assert comptoir.etat.scannee is AUTRE


def test_same_serial_answers_only_one_line() -> None:
    deux = (c.ligne(1, "Metformine", "1", "601", 1), c.ligne(2, "Metformine", "1", "601", 1))
    etat = replace(
        c.etat(),
        scannee=replace(c.SCANNEE, consultee=replace(c.CONSULTEE, lignes=deux)),
        boites={li.id: c.BOITES[c.LIGNES[0].id] for li in deux},
        choix={},
    )
    code = c.FakeControles().read_boite(c.code_boite("3400937762014", serie="A"))
    assert code is not None
    etat, refus = scan_pack(etat, code)
    assert refus == ""
    apres, refus = scan_pack(etat, code)
    assert (apres, refus) == (etat, "Cette boîte est déjà bipée.")


def test_another_medicine_agreed_is_scanned_and_controlled(qtbot: QtBot, comptoir: Comptoir) -> None:
    comptoir.scan()
    ligne = c.LIGNES[2]
    comptoir.beep(PRAVASTATINE)
    assert "n’est pas le médicament choisi" in comptoir.refusal
    comptoir.screen.answered.emit(ligne.id, ReponseLigne.MODIFIE)
    comptoir.beep(PRAVASTATINE)
    qtbot.waitUntil(lambda: bool(comptoir.etat.choix_de(ligne).bipees))
    choix = comptoir.etat.choix_de(ligne)
    assert choix.boite is not None
    assert (choix.reponse, choix.boite.denomination) == (ReponseLigne.MODIFIE, "PRAVASTATINE ARROW 20 mg")
    phrase = "Autre médicament\u00a0: les alertes tiennent compte de lui."
    qtbot.waitUntil(lambda: phrase in shown(comptoir.screen.lignes))
    qtbot.waitUntil(lambda: not comptoir.etat.a_controler)
    assert comptoir.controles.refaits[-1].lignes[2].code_cis == "620"
    comptoir.screen.answered.emit(ligne.id, ReponseLigne.SUBSTITUE)
    generique = comptoir.etat.choix_de(ligne).boite
    assert generique is not None
    assert not generique.hors_groupe, "without the agreement it is offered no more"
    qtbot.waitUntil(lambda: not comptoir.etat.a_controler)
    assert comptoir.controles.refaits[-1] == c.CONSULTEE


@pytest.mark.parametrize("mots", ["pravastatine", "inconnu"])
def test_another_medicine_agreed_is_looked_for_by_its_name(
    qtbot: QtBot, comptoir: Comptoir, mots: str
) -> None:
    comptoir.scan()
    ligne = c.LIGNES[2]
    comptoir.screen.answered.emit(ligne.id, ReponseLigne.MODIFIE)
    moyen = comptoir.screen.focusWidget()
    assert isinstance(moyen, QLineEdit)
    moyen.setText("téléphone")
    champs = comptoir.screen.lignes.findChildren(QLineEdit)
    (autre,) = (f for f in champs if f.accessibleName() == "Autre médicament")
    autre.setText(mots)
    qtbot.keyClick(autre, Qt.Key.Key_Return)
    if mots == "inconnu":
        qtbot.waitUntil(lambda: bool(comptoir.screen.banners.shown))
        assert "Aucune boîte trouvée." in comptoir.refusal
        return
    qtbot.waitUntil(lambda: any(b.hors_groupe for b in comptoir.etat.boites_de(ligne)))
    comptoir.key(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: comptoir.etat.choix_de(ligne).valide)
    boite = comptoir.etat.choix_de(ligne).boite
    assert boite is not None
    assert boite.denomination.startswith("PRAVASTATINE")


def test_file_of_another_person_open_above_is_told(comptoir: Comptoir) -> None:
    corse = BandeauPatient(
        "CORSE",
        "Anthony",
        e.CORSE.identite.traits.date_naissance,
        Sexe.MASCULIN,
        StatutIdentite.QUALIFIEE,
        e.JOUR,
    )
    comptoir.controller._dossier_ouvert = lambda: corse
    comptoir.scan()
    phrase = "Le dossier ouvert est celui de CORSE Anthony."
    comptoir.qtbot.waitUntil(lambda: phrase in shown(comptoir.screen.gauche))
    zoe = replace(corse, nom="ADRUN", prenom="Zoé", date_naissance=c.CONSULTEE.patient_date_naissance)
    comptoir.controller._dossier_ouvert = lambda: zoe
    comptoir.screen.enter()
    assert not is_other_file(comptoir.etat)
    comptoir.qtbot.waitUntil(lambda: phrase not in shown(comptoir.screen.gauche))
