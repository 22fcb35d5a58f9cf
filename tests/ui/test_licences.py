"""Licences: reached from the palette, each component with the text of its licence."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.ui.errors import ErrorDoor
from ambroise.ui.licences.screen import LicencesScreen
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.banners import Banner
from ambroise.usecases.composants import Composant
from ambroise.usecases.errors import Introuvable
from tests.ui.accessibility import assert_accessible
from tests.ui.ecrans import make_context, show

pytestmark = pytest.mark.usefixtures("theme")

COMPOSANTS = (
    Composant("ambroise", "0.1.0", "Apache-2.0", ("texte d’Ambroise",)),
    Composant("httpx", "0.28.1", "BSD-3-Clause", ("première page", "seconde page")),
    Composant("sans-texte", "1", "MIT", ()),
)


def opened(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor, composants: Sequence[Composant]
) -> LicencesScreen:
    context, _ = make_context(tmp_path, tasks, errors)
    screen = LicencesScreen(context, lambda: composants)
    show(qtbot, screen)
    screen.enter()
    qtbot.waitUntil(lambda: screen.list.items.rowCount() == len(composants))
    return screen


def test_each_component_shows_its_whole_text_as_the_keyboard_walks(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    screen = opened(qtbot, tmp_path, tasks, errors, COMPOSANTS)
    assert screen.text.toPlainText() == "texte d’Ambroise"
    qtbot.keyClick(screen.list, Qt.Key.Key_Down)
    assert screen.text.toPlainText() == "première page\n\nseconde page"
    qtbot.keyClick(screen.list, Qt.Key.Key_Down)
    assert screen.text.toPlainText() == "MIT"
    assert_accessible(screen)


def test_bare_sources_say_why_there_is_no_list(
    qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor
) -> None:
    context, _ = make_context(tmp_path, tasks, errors)

    def read() -> Sequence[Composant]:
        raise Introuvable("Les composants ne sont connus que d’une application installée.")

    screen = LicencesScreen(context, read)
    show(qtbot, screen)
    screen.enter()
    qtbot.waitUntil(lambda: bool(screen.findChildren(Banner)))
