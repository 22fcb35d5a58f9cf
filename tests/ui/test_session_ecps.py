"""A session that the phone opens, without any card: from the first page to the end of the four hours."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.ui.application import Interface
from ambroise.ui.session.page import SessionPage
from ambroise.usecases.errors import AccesRefuse
from tests.ui.accessibility import assert_accessible
from tests.ui.fakes import CLINIQUE, CPS, EMPTY, LIBRE_TWICE, FakeServices, FakeSessions
from tests.ui.seat import OpenInterface

pytestmark = pytest.mark.usefixtures("theme")
RPPS = "99900063480"


def ask_phone(interface: Interface, qtbot: QtBot) -> SessionPage:
    """Come to the face of the e-CPS and type who one is."""
    page = interface._page
    page.by_phone.click()
    qtbot.waitUntil(page.ecps.isVisible)
    qtbot.keyClicks(page.ecps.field, RPPS)
    return page


def open_by_phone(interface: Interface, qtbot: QtBot) -> None:
    page = ask_phone(interface, qtbot)
    with qtbot.waitSignal(page.opened):
        qtbot.keyClick(page.ecps.field, Qt.Key.Key_Return)


def test_the_phone_opens_the_session_and_the_number_is_proposed_next_time(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    interface = open_interface()
    page = ask_phone(interface, qtbot)
    assert_accessible(interface.window)
    with qtbot.waitSignal(page.opened):
        qtbot.keyClick(page.ecps.field, Qt.Key.Key_Return)
    assert services.sessions.rpps == [RPPS]
    qtbot.waitUntil(lambda: services.reglages.rpps_ecps == RPPS)
    light = interface.window.top_bar.light("cps").light
    assert (light.value, light.tone) == ("Dr LIBRE", "success")
    assert "signer demande la carte" in light.sentence
    again = open_interface()
    again._page.by_phone.click()
    assert again._page.ecps.field.text() == RPPS


def test_nothing_is_asked_of_the_phone_before_eleven_digits(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    interface = open_interface()
    page = interface._page
    page.by_phone.click()
    qtbot.keyClicks(page.ecps.field, RPPS[:-1])
    qtbot.keyClick(page.ecps.field, Qt.Key.Key_Return)
    qtbot.keyClicks(page.ecps.field, "x")
    qtbot.keyClick(page.ecps.field, Qt.Key.Key_Return)
    assert not services.sessions.rpps


def test_a_refusal_is_said_and_the_card_stays_a_way_in(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    services.sessions.phone = AccesRefuse("Pro Santé Connect refuse.", remede="Réessayez.")
    interface = open_interface()
    page = ask_phone(interface, qtbot)
    qtbot.keyClick(page.ecps.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "refuse" in page.ecps.said)
    assert page.ecps.field.text() == RPPS, "what was typed stays"
    qtbot.keyClick(page.ecps.field, Qt.Key.Key_Escape)
    services.move(CPS)
    qtbot.waitUntil(page.field.isVisible)


def test_a_card_that_comes_does_not_take_the_page_away(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    interface = open_interface()
    page = ask_phone(interface, qtbot)
    services.move(CPS)
    qtbot.waitUntil(lambda: interface._has_card)
    assert page.ecps.isVisible()


def test_the_place_is_asked_when_there_are_several(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    services.sessions = FakeSessions(LIBRE_TWICE)
    interface = open_interface()
    page = ask_phone(interface, qtbot)
    qtbot.keyClick(page.ecps.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.situations) == 2)
    services.move(CPS)
    services.move(*EMPTY)
    qtbot.waitUntil(lambda: not interface._has_card)
    with qtbot.waitSignal(page.opened) as opened:
        qtbot.keyClick(page, Qt.Key.Key_2)
    assert opened.args[0].situation == CLINIQUE


def test_the_lock_opens_by_the_phone_and_its_end_locks(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    interface = open_interface()
    open_by_phone(interface, qtbot)
    interface.seat.refresh()
    services.sessions.ecps = None  # the four hours are over
    interface.seat.refresh()
    qtbot.waitUntil(lambda: interface.window.is_locked)
    with qtbot.waitSignal(interface.window.unlocked):
        interface.window.pages.lock_page.ecps.click()
    assert not interface.window.is_locked


def test_a_card_that_leaves_changes_nothing_to_a_session_of_the_phone(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    interface = open_interface()
    open_by_phone(interface, qtbot)
    services.move(CPS)
    qtbot.waitUntil(lambda: interface._has_card)
    services.move(*EMPTY)
    qtbot.waitUntil(lambda: not interface._has_card)
    assert not interface.window.is_locked
    assert not interface.window.banners.shown
