"""The whole interface over a fake seat, closed when the test ends."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ambroise.ui.application import Interface
from ambroise.ui.cadre import Cadre
from tests.ui.fakes import CPS, EMPTY, FakeServices
from tests.ui.samples import SCREENS, SampleFile

OpenInterface = Callable[[], Interface]


class SampleDossier(SampleFile):
    """The file of one patient, reached from the palette."""

    key = "dossiers"


def make_cadre(services: FakeServices, application: QApplication) -> Cadre:
    """Return the window that an interface is put into."""
    return Cadre(
        application,
        services.reglages,
        services.profile_dir,
        formation=services.formation,
        now=services.now,
    )


@pytest.fixture
def services(tmp_path: Path) -> FakeServices:
    """A seat with two empty readers."""
    return FakeServices(tmp_path)


@pytest.fixture
def open_interface(qapp: QApplication, qtbot: QtBot, services: FakeServices) -> Iterator[OpenInterface]:
    """Open the interface, and close it when the test ends."""
    opened: list[Interface] = []

    def make() -> Interface:
        interface = Interface(
            services, {**SCREENS, SampleDossier.key: SampleDossier}, make_cadre(services, qapp)
        )
        opened.append(interface)
        qtbot.addWidget(interface.window)
        interface.window.resize(1366, 768)
        with qtbot.waitExposed(interface.window):
            interface.window.show()
        interface.window.activateWindow()
        qtbot.waitUntil(interface.window.isActiveWindow)
        return interface

    yield make
    for interface in opened:
        interface.window.close()
        interface.close()


def log_in(interface: Interface, services: FakeServices, qtbot: QtBot) -> None:
    """Insert the card and type the right code."""
    services.move(CPS, EMPTY[1])
    page = interface._page
    qtbot.waitUntil(lambda: not page.waits_for_card)
    qtbot.keyClicks(page.field, "1234")
    with qtbot.waitSignal(page.opened):
        qtbot.keyClick(page.field, Qt.Key.Key_Return)
