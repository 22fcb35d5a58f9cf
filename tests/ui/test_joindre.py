"""Documents come into the open file dropped, pasted, chosen or fresh from the scanner."""

from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ambroise.domain.dossier import Document, TypeDocument
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.patients.controller import DossierController
from ambroise.ui.patients.dossier import DossierScreen
from ambroise.ui.patients.joindre import JoindreController
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import NonPrisEnCharge
from tests.fakes import dossier as d
from tests.fakes import ecrans as e
from tests.ui.ecrans import make_context, show
from tests.ui.poste_dossier import FakeBrouillons, FakePatients


class FakeJoindre:
    """Notes what is brought."""

    def __init__(self) -> None:
        self.joints: list[tuple[UUID, str, bytes]] = []
        self.annules: list[UUID] = []

    def join_file(self, patient_id: UUID, chemin: Path) -> Document:
        if chemin.suffix == ".exe":
            raise NonPrisEnCharge("Ce type de fichier n’entre pas dans un dossier.", code="type_refuse")
        return self.join_content(patient_id, chemin.name, b"")

    def join_content(self, patient_id: UUID, nom: str, contenu: bytes) -> Document:
        self.joints.append((patient_id, nom, contenu))
        return Document(e.ident(nom), patient_id, TypeDocument.AUTRE, nom, "image/png", "x", 1, e.MAINTENANT)

    def annul(self, patient_id: UUID, id_: UUID, motif: str) -> None:
        assert motif
        self.annules.append(id_)

    def latest_scan(self) -> Path:
        return Path("/numerisations/page.pdf")


@pytest.fixture
def ouvert(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> tuple[DossierScreen, FakeJoindre]:
    """The file of ADRUN, opened."""
    context, _ = make_context(tmp_path, tasks, errors)
    screen, joindre = DossierScreen(context), FakeJoindre()
    controller = DossierController(screen, FakePatients(), FakeBrouillons(), d.describe)
    JoindreController(screen, joindre, controller.refresh)
    show(qtbot, screen)
    screen.enter(e.ADRUN.id)
    qtbot.waitUntil(lambda: screen.dossier is not None and not tasks.under_way)
    return screen, joindre


def drop(screen: DossierScreen, *chemins: str) -> bool:
    """Drop files on a screen; tell whether they were welcome."""
    donnees = QMimeData()
    donnees.setUrls([QUrl.fromLocalFile(c) for c in chemins] or [QUrl("https://exemple.fr/a.pdf")])
    boutons, aucun = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entree = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, donnees, boutons, aucun)
    entree.ignore()
    QApplication.sendEvent(screen, entree)
    if entree.isAccepted():
        QApplication.sendEvent(
            screen, QDropEvent(QPoint(9, 9), Qt.DropAction.CopyAction, donnees, boutons, aucun)
        )
    return entree.isAccepted()


def test_files_dropped_are_joined_said_and_taken_back(
    qtbot: QtBot, tasks: Tasks, ouvert: tuple[DossierScreen, FakeJoindre]
) -> None:
    screen, joindre = ouvert
    assert drop(screen, "/tmp/biologie.pdf", "/tmp/radio.png")
    qtbot.waitUntil(lambda: screen.toast.isVisible() and not tasks.under_way)
    assert [(p, n) for p, n, _ in joindre.joints] == [
        (e.ADRUN.id, "biologie.pdf"),
        (e.ADRUN.id, "radio.png"),
    ]
    assert "2\u00a0documents" in screen.toast.accessibleName()
    screen.toast.undo()
    qtbot.waitUntil(lambda: joindre.annules == [e.ident("biologie.pdf"), e.ident("radio.png")])


def test_what_is_no_file_of_this_computer_is_not_welcome(
    ouvert: tuple[DossierScreen, FakeJoindre],
) -> None:
    screen, joindre = ouvert
    assert not drop(screen)
    assert joindre.joints == []


def test_a_file_that_is_no_document_is_refused_with_a_sentence(
    qtbot: QtBot, ouvert: tuple[DossierScreen, FakeJoindre]
) -> None:
    screen, _ = ouvert
    assert drop(screen, "/tmp/virus.exe")
    qtbot.waitUntil(lambda: len(screen.banners.shown) == 1)
    assert not screen.toast.isVisible()


def test_a_picture_is_pasted(qtbot: QtBot, tasks: Tasks, ouvert: tuple[DossierScreen, FakeJoindre]) -> None:
    screen, joindre = ouvert
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    screen.actions_["dossier_coller"].trigger()
    qtbot.waitUntil(lambda: len(joindre.joints) == 1 and not tasks.under_way)
    _, nom, contenu = joindre.joints[0]
    assert nom.startswith("Image collée le 4\u00a0juin")
    assert contenu.startswith(b"\x89PNG")
    QGuiApplication.clipboard().clear()
    screen.actions_["dossier_coller"].trigger()
    assert len(joindre.joints) == 1


def test_the_newest_page_of_the_scanner_is_joined(
    qtbot: QtBot, tasks: Tasks, ouvert: tuple[DossierScreen, FakeJoindre]
) -> None:
    screen, joindre = ouvert
    qtbot.keyClick(
        screen, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    qtbot.waitUntil(lambda: len(joindre.joints) == 1 and not tasks.under_way)
    assert joindre.joints[0][1] == "page.pdf"
