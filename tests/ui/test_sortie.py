"""Print and export from the open file: a preview first, a name for the archive, an error that is said."""

from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.ui.apercu.controller import PageFaite
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.patients.brouillon import BrouillonConsultation
from ambroise.ui.patients.dossier import DossierScreen
from ambroise.ui.patients.sortie import SortieController, file_name
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import AmbroiseError
from tests.fakes import dossier as d
from tests.fakes import ecrans as e
from tests.ui.ecrans import make_context, show


class FakeSortie:
    """Remembers what left."""

    def __init__(self) -> None:
        self.dessines: list[UUID] = []
        self.imprimes: list[UUID] = []
        self.exportes: list[tuple[UUID, Path]] = []
        self.panne: Exception | None = None

    def render(self, patient_id: UUID) -> bytes:
        self.dessines.append(patient_id)
        return b"%PDF"

    def note_print(self, patient_id: UUID) -> None:
        self.imprimes.append(patient_id)

    def export(self, patient_id: UUID, chemin: Path) -> int:
        if self.panne is not None:
            raise self.panne
        self.exportes.append((patient_id, chemin))
        return 4


@pytest.fixture
def screen(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> DossierScreen:
    result = DossierScreen(make_context(tmp_path, tasks, errors)[0])
    result.show_dossier(d.DOSSIER, BrouillonConsultation(), e.MAINTENANT)
    show(qtbot, result)
    return result


def test_file_is_previewed_before_it_prints(qtbot: QtBot, screen: DossierScreen) -> None:
    sortie = FakeSortie()
    controller = SortieController(screen, sortie)
    with qtbot.waitSignal(controller.page_wanted) as wanted:
        qtbot.keyClick(screen, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert wanted.args is not None
    page = wanted.args[0]
    assert isinstance(page, PageFaite)
    assert (page.titre, sortie.dessines, sortie.imprimes) == ("Dossier de ADRUN Zoe", [], [])
    assert page.make() == b"%PDF"
    assert page.note_print is not None
    page.note_print()
    assert sortie.imprimes == [e.ADRUN.id]


def test_archive_is_named_after_the_patient_and_its_end_is_said(
    qtbot: QtBot, screen: DossierScreen, tmp_path: Path
) -> None:
    sortie, demandes = FakeSortie(), []

    def ask(nom: str) -> Path:
        demandes.append(nom)
        return tmp_path / nom

    SortieController(screen, sortie, ask)
    screen.actions_["dossier_exporter"].trigger()
    qtbot.waitUntil(lambda: bool(sortie.exportes) and screen.toast.isVisible())
    assert demandes == ["ADRUN-Zoe.zip"]
    assert sortie.exportes == [(e.ADRUN.id, tmp_path / "ADRUN-Zoe.zip")]


def test_export_given_up_writes_nothing(screen: DossierScreen) -> None:
    sortie = FakeSortie()
    SortieController(screen, sortie, lambda _nom: None)
    screen.actions_["dossier_exporter"].trigger()
    assert sortie.exportes == []


def test_export_refused_is_said_in_the_screen(qtbot: QtBot, screen: DossierScreen, tmp_path: Path) -> None:
    sortie = FakeSortie()
    sortie.panne = AmbroiseError("L’export ne peut être écrit à cet endroit.")
    SortieController(screen, sortie, lambda nom: tmp_path / nom)
    screen.actions_["dossier_exporter"].trigger()
    qtbot.waitUntil(lambda: bool(screen.banners.shown))


@pytest.mark.parametrize(
    ("nom", "fichier"),
    [("D’ARTAGNAN DE L’HERAULT Pierre-Alain", "D-ARTAGNAN-DE-L-HERAULT-Pierre-Alain"), ("../..", "dossier")],
)
def test_name_of_a_patient_never_leaves_the_folder(nom: str, fichier: str) -> None:
    assert file_name(nom) == fichier
