"""Patients come from a table, tried before anything is written; everything goes out in one archive."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from ambroise.ui.actions import SHELL, conflicts
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.reprise.controller import RepriseController
from ambroise.ui.reprise.ports import TableLue
from ambroise.ui.reprise.screen import COMMANDS, RepriseScreen
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.export_cabinet import BilanExport
from ambroise.usecases.import_patients import BilanImport, Refus, guess_columns
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show

ENTETES = ("Nom de naissance", "Prénom", "Date de naissance", "Remarque")


class FakeReprise:
    """Reads one table, and notes what is asked."""

    def __init__(self) -> None:
        self.imports: list[tuple[dict[str, str], bool]] = []
        self.exports: list[Path] = []

    def read(self, fichier: Path) -> TableLue:
        if fichier.name == "photo.csv":
            raise AmbroiseError("Ce fichier n’est pas un tableau.")
        return TableLue(fichier, ENTETES, guess_columns(ENTETES))

    def run_import(
        self,
        fichier: Path,
        colonnes: Mapping[str, str],
        *,
        a_blanc: bool,
        progress: Callable[[BilanImport], bool],
    ) -> BilanImport:
        assert fichier.name == "patients.csv"
        bilan = BilanImport(3, 1, 1, [Refus(4, "Le champ «\u00a0date_naissance\u00a0» est vide.")])
        assert progress(bilan)
        self.imports.append((dict(colonnes), a_blanc))
        return bilan

    def run_export(self, fichier: Path, progress: Callable[[int], bool]) -> BilanExport:
        assert progress(1)
        self.exports.append(fichier)
        return BilanExport(1250, 30, 5000)


@pytest.fixture
def reprise() -> FakeReprise:
    return FakeReprise()


@pytest.fixture
def screen(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor, reprise: FakeReprise
) -> RepriseScreen:
    screen = RepriseScreen(make_context(tmp_path, tasks, errors)[0])
    RepriseController(screen, reprise)
    show(qtbot, screen, height=900)
    return screen


def texts(screen: RepriseScreen) -> str:
    return " ".join(x.text() for x in screen.findChildren(QLabel) if x.isVisibleTo(screen))


def choose(screen: RepriseScreen, monkeypatch: pytest.MonkeyPatch, nom: str) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (nom, ""))
    screen.actions_["reprise_open"].trigger()


def test_a_table_is_tried_then_imported_by_the_columns_chosen(
    screen: RepriseScreen, reprise: FakeReprise, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not screen.actions_["reprise_import"].isEnabled()
    choose(screen, monkeypatch, "patients.csv")
    qtbot.waitUntil(screen.actions_["reprise_try"].isEnabled)
    assert screen.mapping() == {
        "nom_naissance": "Nom de naissance",
        "prenoms_naissance": "Prénom",
        "date_naissance": "Date de naissance",
    }
    assert_accessible(screen)
    screen.colonnes["adresse"].setCurrentIndex(screen.colonnes["adresse"].findData("Remarque"))
    screen.actions_["reprise_try"].trigger()
    qtbot.waitUntil(
        lambda: "1\u00a0patient à créer, 1\u00a0déjà connu, 1\u00a0ligne refusée" in texts(screen)
    )
    assert screen.refus.index(0, 1).data() == "Le champ «\u00a0date_naissance\u00a0» est vide."
    qtbot.waitUntil(screen.actions_["reprise_import"].isEnabled)
    screen.actions_["reprise_import"].trigger()
    qtbot.waitUntil(lambda: "1\u00a0patient créé," in texts(screen))
    assert [a_blanc for _colonnes, a_blanc in reprise.imports] == [True, False]
    assert reprise.imports[0][0]["adresse"] == "Remarque"
    assert_accessible(screen)
    assert not conflicts((*SHELL, *COMMANDS))


def test_what_is_no_table_is_told(
    screen: RepriseScreen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(screen, monkeypatch, "photo.csv")
    qtbot.waitUntil(lambda: "n’est pas un tableau" in texts(screen))
    assert not screen.actions_["reprise_import"].isEnabled()


def test_everything_goes_out_in_one_archive(
    screen: RepriseScreen, reprise: FakeReprise, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: ("/tmp/cabinet.zip", ""))
    screen.actions_["reprise_export"].trigger()
    qtbot.waitUntil(lambda: "Tout le cabinet est exporté" in texts(screen))
    assert reprise.exports == [Path("/tmp/cabinet.zip")]
