"""A doctor’s window on three sample screens, for the tests of the frame."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from ambroise.ui.main_window import MainWindow, Workplace
from tests.ui.samples import LIGHTS, SCREENS

Make = Callable[[Workplace], MainWindow]


@pytest.fixture
def window(make_window: Make, qtbot: QtBot) -> MainWindow:
    """A doctor's window on three sample screens."""
    window = make_window(Workplace())
    for key, screen in SCREENS.items():
        window.register(key, screen)
    window.show_lights(LIGHTS)
    window.resize(1440, 900)
    window.go("journee")
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)  # shortcuts act in the active window
    return window
