"""At the counter beside the answers: an order brought as a file, an intervention, a narcotic not entered."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ambroise.domain.intervention import InterventionPharmaceutique, ProblemeOrdonnance, Proposition
from ambroise.ui.comptoir.fichier import FichierController
from ambroise.ui.comptoir.intervention_controller import InterventionController
from ambroise.ui.widgets.buttons import Button
from ambroise.usecases.errors import ReponseInvalide
from ambroise.usecases.message_propose import MessagePropose
from ambroise.usecases.ports_actes import OrdonnanceConsultee
from ambroise.usecases.stupefiants import SortieSansEntree
from tests.fakes import comptoir as c
from tests.fakes import ecrans as e
from tests.ui.seat_comptoir import Comptoir

COPIER = Qt.DropAction.CopyAction


class FakeLecteur:
    """Finds the number of the order in every file but one."""

    def __init__(self) -> None:
        self.lus: list[object] = []

    def read_file(self, chemin: Path) -> str:
        self.lus.append(chemin.name)
        if chemin.name == "autre.pdf":
            raise ReponseInvalide("Le code de ce document n’est pas celui d’une ordonnance.")
        return c.NUMERO

    def read_picture(self, contenu: bytes) -> str:
        self.lus.append(contenu[:4])
        return c.NUMERO


class FakeInterventions:
    """Keeps interventions in memory."""

    def __init__(self) -> None:
        self.notees: list[InterventionPharmaceutique] = []

    def record(
        self,
        consultee: OrdonnanceConsultee,
        ligne_id: str,
        probleme: ProblemeOrdonnance,
        proposition: Proposition,
        precision: str = "",
    ) -> InterventionPharmaceutique:
        qui = (consultee.numero, "ADRUN Zoe", consultee.prescripteur, ligne_id)
        notee = InterventionPharmaceutique(
            e.ident("intervention"), None, e.JOUR, e.MAINTENANT, *qui, probleme, proposition, precision
        )
        self.notees.append(notee)
        return notee

    def message(
        self, consultee: OrdonnanceConsultee, intervention: InterventionPharmaceutique
    ) -> MessagePropose:
        return MessagePropose(None, consultee.prescripteur, "", "Intervention", "Bonjour")


@pytest.fixture
def lecteur(comptoir: Comptoir) -> FakeLecteur:
    lecteur = FakeLecteur()
    FichierController(comptoir.screen, lecteur, comptoir.controller.scan)
    return lecteur


@pytest.fixture
def messages(comptoir: Comptoir) -> tuple[FakeInterventions, list[MessagePropose]]:
    service, prets = FakeInterventions(), list[MessagePropose]()
    controller = InterventionController(comptoir.screen, service, lambda: comptoir.controller.etat)
    controller.message_ready.connect(prets.append)
    return service, prets


def drop(comptoir: Comptoir, chemin: Path) -> None:
    """Drop a file on the counter as a mouse does."""
    donnees = QMimeData()
    donnees.setUrls([QUrl.fromLocalFile(str(chemin))])
    boutons, touches = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entree = QDragEnterEvent(QPoint(9, 9), COPIER, donnees, boutons, touches)
    QApplication.sendEvent(comptoir.screen, entree)
    assert entree.isAccepted()
    place = QPoint(9, 9).toPointF()
    QApplication.sendEvent(comptoir.screen, QDropEvent(place, COPIER, donnees, boutons, touches))


def test_order_dropped_as_a_file_is_read_like_a_scan(
    qtbot: QtBot, comptoir: Comptoir, lecteur: FakeLecteur, tmp_path: Path
) -> None:
    drop(comptoir, tmp_path / "ordonnance.pdf")
    qtbot.waitUntil(lambda: comptoir.controller.etat is not None)
    assert lecteur.lus == ["ordonnance.pdf"]
    assert comptoir.service.scannes == [c.NUMERO]


def test_document_without_the_code_of_an_order_is_refused_in_the_screen(
    qtbot: QtBot, comptoir: Comptoir, lecteur: FakeLecteur, tmp_path: Path
) -> None:
    drop(comptoir, tmp_path / "autre.pdf")
    qtbot.waitUntil(lambda: bool(comptoir.screen.banners.shown))
    assert "n’est pas celui d’une ordonnance" in comptoir.refusal
    assert comptoir.controller.etat is None


def test_picture_pasted_is_read_like_a_scan(qtbot: QtBot, comptoir: Comptoir, lecteur: FakeLecteur) -> None:
    QGuiApplication.clipboard().setImage(comptoir.screen.grab().toImage())
    comptoir.screen.actions_["comptoir_paste"].trigger()
    qtbot.waitUntil(lambda: comptoir.controller.etat is not None)
    assert lecteur.lus == [b"\x89PNG"]


def test_nothing_to_paste_is_said(comptoir: Comptoir, lecteur: FakeLecteur) -> None:
    QGuiApplication.clipboard().clear()
    comptoir.screen.actions_["comptoir_paste"].trigger()
    assert comptoir.refusal.startswith("Rien à coller.")
    assert lecteur.lus == []


def test_intervention_is_kept_and_its_message_proposed(
    qtbot: QtBot, comptoir: Comptoir, messages: tuple[FakeInterventions, list[MessagePropose]]
) -> None:
    service, prets = messages
    comptoir.scan()
    comptoir.key(Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    carte = comptoir.screen.intervention
    assert carte.isVisible()
    assert carte.probleme.hasFocus()
    for touche in "6.4":
        comptoir.key(Qt.Key(ord(touche)))
    assert comptoir.etat.choix == {}, "a digit chooses a word here, it answers no line"
    qtbot.keyClick(carte.proposition, Qt.Key.Key_3)
    carte.precision.setText("avec la simvastatine")
    qtbot.keyClick(carte.precision, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(prets))
    (notee,) = service.notees
    assert (notee.ligne, notee.probleme, notee.proposition, notee.precision) == (
        c.LIGNES[0].id, ProblemeOrdonnance.INTERACTION_CONTRE_INDIQUEE,
        Proposition.REMPLACER, "avec la simvastatine"
    )  # fmt: skip
    assert not carte.isVisible()
    assert comptoir.controller.etat is not None


def test_intervention_may_be_kept_without_writing(
    qtbot: QtBot, comptoir: Comptoir, messages: tuple[FakeInterventions, list[MessagePropose]]
) -> None:
    service, prets = messages
    comptoir.scan()
    comptoir.screen.actions_["comptoir_intervention"].trigger()
    comptoir.screen.intervention._give(write=False)
    qtbot.waitUntil(lambda: bool(service.notees) and not comptoir.screen.intervention.isVisible())
    assert prets == []


def test_narcotic_not_entered_leads_to_the_register(qtbot: QtBot, comptoir: Comptoir) -> None:
    comptoir.scan()
    refus = SortieSansEntree("DUROGESIC 25", Decimal(10), Decimal(0))
    with qtbot.waitSignal(comptoir.controller.register_wanted):
        comptoir.controller._failed(refus)
        (banner,) = comptoir.screen.banners.shown
        (bouton,) = [b for b in banner.findChildren(Button) if b.text() == "Ouvrir le registre"]
        bouton.click()
    assert "n’en compte que 0" in banner.accessibleName()
