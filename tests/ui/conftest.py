"""What the interface tests share: the theme, a task runner that ends with the test, a window to walk."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ambroise.ui.errors import ErrorDoor
from ambroise.ui.main_window import MainWindow, Workplace
from ambroise.ui.memory import Memory
from ambroise.ui.tasks import Tasks
from ambroise.ui.theme import Theme
from tests.ui.seat import open_interface, services
from tests.ui.seat_comptoir import Comptoir

if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":  # a screen of usual size, and no display
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={Path(__file__).with_name('ecran.json')}"

__all__ = ["open_interface", "services"]

NOW = datetime(2026, 6, 4, 11, 29, tzinfo=UTC)


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """The light theme, worn by every window of the tests."""
    return Theme(qapp, "light")


@pytest.fixture
def tasks(theme: Theme) -> Iterator[Tasks]:
    """A task runner whose workers are gone when the test ends."""
    runner = Tasks()
    yield runner
    runner.close()


@pytest.fixture
def errors(tmp_path: Path) -> ErrorDoor:
    """The door of errors, its reports in a temporary folder."""
    return ErrorDoor(tmp_path / "rapports", lambda: NOW)


@pytest.fixture
def make_window(
    qtbot: QtBot, tasks: Tasks, errors: ErrorDoor, tmp_path: Path
) -> Callable[[Workplace], MainWindow]:
    """Return a function that opens a main window."""

    def make(workplace: Workplace) -> MainWindow:
        window = MainWindow(
            workplace, tasks=tasks, errors=errors, memory=Memory(tmp_path / "profil"), now=lambda: NOW
        )
        qtbot.addWidget(window)
        return window

    return make


@pytest.fixture
def comptoir(qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> Comptoir:
    """A counter waiting for a scan."""
    return Comptoir(qtbot, tmp_path, tasks, errors)
