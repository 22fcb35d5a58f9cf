"""Place of practice, removal of the card, e-CPS, Vitale cards that wait: the session as a person lives it."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from ambroise.settings import Reglages, RetraitCps, Theme
from ambroise.ui.application import Interface
from ambroise.ui.session.psc import CodePsc
from ambroise.ui.shell.popover import Popover
from ambroise.usecases.errors import AccesRefuse
from tests.ui.accessibility import assert_accessible
from tests.ui.fakes import CABINET, CLINIQUE, CPS, EMPTY, LIBRE_TWICE, NOW, VITALE, FakeServices, FakeSessions
from tests.ui.seat import OpenInterface, log_in

pytestmark = pytest.mark.usefixtures("theme")


def remove_cps(interface: Interface, services: FakeServices, qtbot: QtBot) -> None:
    """Pull the card out once the window knows it."""
    qtbot.waitUntil(lambda: interface.window.top_bar.light("cps").light.tone == "success")
    services.move(*EMPTY)
    qtbot.waitUntil(lambda: interface.window.top_bar.light("cps").light.tone == "warning")


def choose_twice(services: FakeServices) -> None:
    """A professional of two places, who chose the second one in a former session."""
    services.sessions = FakeSessions(LIBRE_TWICE)
    services.sessions.chosen = CLINIQUE.structure.identifiant


# --- place of practice -------------------------------------------------------------------------------


def test_several_places_of_practice_are_offered_the_first_time(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    services.sessions = FakeSessions(LIBRE_TWICE)
    interface = open_interface()
    services.move(CPS)
    page = interface._page
    qtbot.waitUntil(lambda: not page.waits_for_card)
    qtbot.keyClicks(page.field, "1234")
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.situations) == 2)
    assert_accessible(interface.window)
    first = page.situations[0]
    assert first.hasFocus()
    with qtbot.waitSignal(page.opened) as opened:
        qtbot.keyClick(first, Qt.Key.Key_Return)
    assert opened.args[0].situation == CABINET


def test_a_place_chosen_before_is_not_asked_again(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    choose_twice(services)
    interface = open_interface()
    log_in(interface, services, qtbot)
    assert interface.window.rail.isVisible()


def test_the_place_is_changed_from_the_light_of_the_card(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    choose_twice(services)
    interface = open_interface()
    log_in(interface, services, qtbot)
    light = interface.window.top_bar.light("cps")
    qtbot.waitUntil(lambda: light.light.tone == "success")
    light.click()
    popover = interface.window.findChild(Popover)
    assert popover is not None
    button = next(b for b in popover.findChildren(QPushButton) if "lieu" in b.text())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    page = interface._page
    assert page.isVisible()
    assert_accessible(interface.window)
    with qtbot.waitSignal(page.opened) as opened:
        qtbot.keyClick(page, Qt.Key.Key_2)
    assert opened.args[0].situation == CLINIQUE
    qtbot.waitUntil(lambda: interface.window.rail.isVisible())


def test_leaving_the_choice_keeps_the_place(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    choose_twice(services)
    interface = open_interface()
    log_in(interface, services, qtbot)
    before = services.sessions.courante
    interface.window.actions_["situation"].trigger()
    assert interface._page.isVisible()
    services.move(CPS, EMPTY[1])  # a reading of the readers does not take the choice away
    qtbot.waitUntil(lambda: not interface.tasks.under_way)
    assert len(interface._page.situations) == 2
    qtbot.keyClick(interface._page, Qt.Key.Key_Escape)
    assert interface.window.rail.isVisible()
    assert services.sessions.courante == before


def test_a_single_place_leaves_nothing_to_change(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    interface = open_interface()
    log_in(interface, services, qtbot)
    assert not interface.window.actions_["situation"].isEnabled()
    assert interface.window.top_bar.light("cps").light.others == ()


# --- removal of the card -----------------------------------------------------------------------------


def test_removing_the_cps_locks_and_its_code_opens_again(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    interface = open_interface()
    log_in(interface, services, qtbot)
    qtbot.waitUntil(lambda: interface.window.top_bar.light("cps").light.tone == "success")
    services.move(*EMPTY)
    qtbot.waitUntil(lambda: interface.window.is_locked)
    services.move(CPS)
    lock = interface.window.pages.lock_page
    qtbot.keyClicks(lock.field, "1234")
    with qtbot.waitSignal(interface.window.unlocked):
        qtbot.keyClick(lock.field, Qt.Key.Key_Return)


def test_the_profile_may_only_warn(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    services.reglages = Reglages(theme=Theme.CLAIR, retrait_cps=RetraitCps.AVERTIR)
    interface = open_interface()
    log_in(interface, services, qtbot)
    qtbot.waitUntil(lambda: interface.window.top_bar.light("cps").light.tone == "success")
    services.move(*EMPTY)
    qtbot.waitUntil(lambda: interface.window.top_bar.light("cps").light.tone == "warning")
    assert not interface.window.is_locked
    assert len(interface.window.banners.shown) == 1


@pytest.fixture
def warned(open_interface: OpenInterface, services: FakeServices, qtbot: QtBot) -> Interface:
    """A session that only warns, whose card left and came back between two readings of the seat."""
    services.reglages = Reglages(theme=Theme.CLAIR, retrait_cps=RetraitCps.AVERTIR)
    interface = open_interface()
    log_in(interface, services, qtbot)
    qtbot.waitUntil(lambda: interface.window.top_bar.light("cps").light.tone == "success")
    services.move(*EMPTY)
    services.move(CPS)
    qtbot.waitUntil(lambda: "revenue" in " ".join(b.accessibleName() for b in interface.window.banners.shown))
    return interface


def test_card_that_is_back_signs_nothing_before_its_code_and_says_so(
    warned: Interface, services: FakeServices, qtbot: QtBot
) -> None:
    light = warned.window.top_bar.light("cps")
    qtbot.waitUntil(lambda: light.light.value.endswith("code attendu"))
    assert light.light.tone == "warning"
    (banner,) = warned.window.banners.shown
    (give,) = (b for b in banner.findChildren(QPushButton) if b.text() == "Donner le code")
    qtbot.mouseClick(give, Qt.MouseButton.LeftButton)
    assert warned.window.is_locked
    lock = warned.window.pages.lock_page
    qtbot.keyClicks(lock.field, "1234")
    with qtbot.waitSignal(warned.window.unlocked):
        qtbot.keyClick(lock.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: light.light.tone == "success")
    assert not warned.window.banners.shown


def test_code_of_a_card_that_is_back_is_asked_from_its_light_too(warned: Interface, qtbot: QtBot) -> None:
    light = warned.window.top_bar.light("cps")
    qtbot.waitUntil(lambda: ("code", "Donner le code") in light.light.others)
    warned.window.repair_asked.emit("code")
    assert warned.window.is_locked


def test_the_card_alone_opens_unless_the_profile_admits_the_ecps(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    interface = open_interface()
    log_in(interface, services, qtbot)
    remove_cps(interface, services, qtbot)
    assert interface.window.is_locked
    assert not interface.window.pages.lock_page.ecps.isVisible()


@pytest.fixture
def under_ecps(open_interface: OpenInterface, services: FakeServices, qtbot: QtBot) -> Interface:
    """A session whose profile keeps it under the e-CPS, its card in the reader."""
    services.reglages = Reglages(theme=Theme.CLAIR, retrait_cps=RetraitCps.GARDER)
    interface = open_interface()
    log_in(interface, services, qtbot)
    return interface


def test_removal_without_a_proof_locks_and_the_phone_opens(
    under_ecps: Interface, services: FakeServices, qtbot: QtBot
) -> None:
    remove_cps(under_ecps, services, qtbot)
    assert under_ecps.window.is_locked
    lock = under_ecps.window.pages.lock_page
    assert_accessible(under_ecps.window)
    with qtbot.waitSignal(under_ecps.window.unlocked):
        qtbot.mouseClick(lock.ecps, Qt.MouseButton.LeftButton)
    light = under_ecps.window.top_bar.light("cps")
    qtbot.waitUntil(lambda: light.light.value == "Dr LIBRE, e-CPS")
    assert not under_ecps.window.is_locked
    qtbot.waitUntil(lambda: not under_ecps.window.findChildren(CodePsc))


def test_a_refusal_on_the_phone_leaves_the_lock_and_says_so(
    under_ecps: Interface, services: FakeServices, qtbot: QtBot
) -> None:
    remove_cps(under_ecps, services, qtbot)
    services.sessions.phone = AccesRefuse("Pro Santé Connect refuse l’accès.", remede="Recommencez.")
    lock = under_ecps.window.pages.lock_page
    qtbot.mouseClick(lock.ecps, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(lock._banners.shown))
    qtbot.waitUntil(lock.ecps.isEnabled)
    assert under_ecps.window.is_locked


def test_a_proof_that_holds_keeps_the_session_until_its_end(
    under_ecps: Interface, services: FakeServices, qtbot: QtBot
) -> None:
    services.sessions.ecps = NOW + timedelta(hours=1)
    remove_cps(under_ecps, services, qtbot)
    assert not under_ecps.window.is_locked
    (banner,) = under_ecps.window.banners.shown
    assert "e-CPS" in banner.accessibleName()
    services.sessions.ecps = None
    under_ecps.seat.refresh()
    qtbot.waitUntil(lambda: under_ecps.window.is_locked)


def test_unlocking_gives_the_keys_back_to_the_field_where_they_went(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    interface = open_interface()
    log_in(interface, services, qtbot)
    interface.window.go("patients")
    field = QLineEdit(interface.window.current)
    field.show()
    field.setFocus()
    interface.window.lock()
    qtbot.keyClicks(interface.window.pages.lock_page.field, "1234")
    with qtbot.waitSignal(interface.window.unlocked):
        qtbot.keyClick(interface.window.pages.lock_page.field, Qt.Key.Key_Return)
    assert interface.window.focusWidget() is field


# --- Vitale cards that wait --------------------------------------------------------------------------


def test_a_vitale_card_inserted_before_the_session_is_announced_once_it_opens(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    interface = open_interface()
    seen: list[str] = []
    interface.window.vitale_inserted.connect(seen.append)
    services.move(VITALE)
    log_in(interface, services, qtbot)
    assert seen == ["Lecteur 1"]
    services.move(VITALE, CPS)
    qtbot.waitUntil(lambda: seen == ["Lecteur 1", "Lecteur 1"])


def test_a_vitale_card_inserted_behind_the_lock_waits_and_a_removed_one_is_forgotten(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    interface = open_interface()
    log_in(interface, services, qtbot)
    seen: list[str] = []
    interface.window.vitale_inserted.connect(seen.append)
    interface.window.lock()
    services.move(VITALE, CPS)
    qtbot.waitUntil(lambda: not interface.tasks.under_way)
    assert seen == []
    interface.window.unlock()
    assert seen == ["Lecteur 1"]
    interface.window.lock()
    services.move(VITALE, CPS)
    services.move(EMPTY[1], CPS)
    qtbot.waitUntil(lambda: not interface.tasks.under_way)
    interface.window.unlock()
    assert seen == ["Lecteur 1"]
