"""What is agreed with the prescriber is controlled before anything leaves, a medicine or a posology."""

import threading
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ambroise.domain.alerte import Alerte, Controles, NiveauAlerte, TypeAlerte
from ambroise.domain.dispensation import ReponseLigne
from ambroise.ui.comptoir.choix import missing, to_dispensation
from ambroise.ui.words import NBSP
from ambroise.usecases.comptoir import ControleComptoir
from ambroise.usecases.errors import ServiceInjoignable
from tests.fakes import comptoir as c
from tests.ui.accessibility import assert_accessible
from tests.ui.seat_comptoir import Comptoir
from tests.ui.test_comptoir_en_cours import PRAVASTATINE, shown

LIGNE = c.LIGNES[2]
GRAVE = Alerte(
    cle="allergie:pravastatine",
    niveau=NiveauAlerte.CONTRE_INDICATION,
    type=TypeAlerte.ALLERGIE,
    lignes=(3,),
    cause="Allergie notée",
    mecanisme="",
    conduite="Ne délivrez pas.",
    source="dossier",
    edition="",
    titre="Allergie à la pravastatine",
)


def agree(comptoir: Comptoir) -> None:
    """Answer the third line with pravastatine, agreed by telephone."""
    comptoir.scan()
    comptoir.screen.answered.emit(LIGNE.id, ReponseLigne.MODIFIE)
    choix = replace(comptoir.etat.choix_de(LIGNE), accord_par="téléphone")
    comptoir.screen.completed.emit(LIGNE.id, choix)
    comptoir.beep(PRAVASTATINE)


def test_contra_indication_of_the_medicine_agreed_is_said_aloud(qtbot: QtBot, comptoir: Comptoir) -> None:
    comptoir.controles.refait = lambda: ControleComptoir(controles=Controles((GRAVE,)))
    agree(comptoir)
    qtbot.waitUntil(lambda: not comptoir.etat.a_controler)
    assert "Allergie à la pravastatine" in comptoir.refusal
    qtbot.waitUntil(lambda: "Allergie à la pravastatine" in shown(comptoir.screen.droite))
    assert_accessible(comptoir.screen)


def test_nothing_leaves_while_the_change_is_being_controlled(qtbot: QtBot, comptoir: Comptoir) -> None:
    controle = threading.Event()

    def refait() -> ControleComptoir:
        assert controle.wait(30)
        return ControleComptoir()

    comptoir.controles.refait = refait
    comptoir.scan()
    for ligne in c.LIGNES:
        if ligne is not LIGNE:
            comptoir.screen.answered.emit(ligne.id, ReponseLigne.TEL_QUEL)
            comptoir.screen.validated.emit(ligne.id)
    comptoir.screen.answered.emit(LIGNE.id, ReponseLigne.MODIFIE)
    complet = replace(
        comptoir.etat.choix_de(LIGNE), accord_par="téléphone", boite=c.BOITES[LIGNE.id][1], posologie="1 soir"
    )
    comptoir.screen.completed.emit(LIGNE.id, complet)
    comptoir.screen.validated.emit(LIGNE.id)
    assert comptoir.etat.empechement == "Contrôle du changement en cours…"
    assert not comptoir.screen.actions_["comptoir_deliver"].isEnabled()
    controle.set()
    qtbot.waitUntil(lambda: comptoir.etat.empechement == "")
    assert comptoir.screen.actions_["comptoir_deliver"].isEnabled()


def test_change_that_could_not_be_controlled_is_said_as_loudly(qtbot: QtBot, comptoir: Comptoir) -> None:
    def refait() -> ControleComptoir:
        raise ServiceInjoignable("La base ne répond pas.")

    comptoir.controles.refait = refait
    agree(comptoir)
    qtbot.waitUntil(lambda: not comptoir.etat.a_controler)
    assert "La base ne répond pas" in comptoir.refusal
    phrase = f"Changement convenu, non contrôlé{NBSP}: la base des médicaments n’a pas répondu."
    qtbot.waitUntil(lambda: phrase in shown(comptoir.screen.droite))


def test_posology_agreed_is_typed_in_one_line_and_recorded(qtbot: QtBot, comptoir: Comptoir) -> None:
    comptoir.scan()
    comptoir.screen.answered.emit(LIGNE.id, ReponseLigne.MODIFIE)
    (champ,) = (
        f for f in comptoir.screen.lignes.findChildren(QLineEdit) if f.accessibleName() == "Posologie"
    )
    moyen = comptoir.screen.focusWidget()
    assert isinstance(moyen, QLineEdit)
    qtbot.keyClicks(moyen, "MSS")
    qtbot.keyClicks(champ, "abracadabra")
    assert missing(LIGNE, comptoir.etat.choix_de(LIGNE)).startswith(f"Posologie{NBSP}: «")
    champ.clear()
    qtbot.keyClicks(champ, "0-0-1 28j")
    qtbot.waitUntil(lambda: not comptoir.etat.a_controler)
    assert comptoir.controles.refaits[-1].lignes[2].posologie == f"1{NBSP}unité le soir pendant 28{NBSP}jours"
    assert f"Comprise{NBSP}: 1{NBSP}unité le soir pendant 28{NBSP}jours" in shown(comptoir.screen.lignes)
    qtbot.keyClick(champ, Qt.Key.Key_Return)
    choix = comptoir.etat.choix_de(LIGNE)
    assert choix.valide
    faite = to_dispensation(LIGNE, choix, comptoir.etat.aujourdhui)
    assert faite.posologie is not None
    assert faite.accord is not None
