"""What the tests of the screens share: a shell that notes where it is sent, and walking a screen."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from ambroise.ui.errors import ErrorDoor
from ambroise.ui.memory import Memory
from ambroise.ui.screen import Context, Screen
from ambroise.ui.tasks import Tasks
from tests.fakes.ecrans import MAINTENANT


class FakeShell:
    """Remembers what the screens ask of the window."""

    def __init__(self) -> None:
        self.went: list[tuple[str, object]] = []
        self.patients: list[object] = []

    def go(self, screen: str, argument: object = None) -> None:
        self.went.append((screen, argument))

    def back(self) -> None:
        self.went.append(("back", None))

    def show_patient(self, patient: object | None, patient_id: object = None, dossiers: object = ()) -> None:
        self.patients.append(patient)

    def set_badge(self, screen: str, count: int, danger: bool = False) -> None:
        """Nothing is badged here."""

    def refresh(self) -> None:
        """Nothing else is shown."""


def make_context(tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> tuple[Context, FakeShell]:
    """Return a context at half past eleven, and the shell to look at."""
    shell = FakeShell()
    return Context(shell, tasks, errors, Memory(tmp_path), lambda: MAINTENANT), shell


def show(qtbot: QtBot, screen: Screen, width: int = 1290, height: int = 656) -> None:
    """Show a screen at the room a laptop of 1366×768 leaves it."""
    qtbot.addWidget(screen)
    screen.resize(width, height)
    with qtbot.waitActive(screen):
        screen.show()
        screen.activateWindow()
    first = screen.first_focus()
    if first is not None:
        first.setFocus()
