"""A session without a card: a name, a code, a code of one's own, the lock, and what the role closes."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ambroise.domain.droits import Compte, Role
from ambroise.ui.application import Interface
from ambroise.ui.session.page import SessionPage
from ambroise.ui.shell.poste import lights
from tests.ui.fakes import CPS, EMPTY, FakeServices
from tests.ui.seat import OpenInterface, log_in

ANNE = Compte(UUID(int=1), "anne", "Anne Roy", Role.SECRETAIRE)
PAULE = Compte(UUID(int=2), "admin", "Paule Vidal", Role.ADMINISTRATEUR)


@pytest.fixture
def interface(open_interface: OpenInterface, services: FakeServices, qtbot: QtBot) -> Interface:
    services.sessions.comptes = (ANNE, PAULE)
    interface = open_interface()
    qtbot.waitUntil(interface._page.comptes.isVisible)
    return interface


def words_on(page: SessionPage) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def give(interface: Interface, qtbot: QtBot, code: str) -> None:
    face = interface._page.compte
    qtbot.waitUntil(face.field.isEnabled)
    qtbot.keyClicks(face.field, code)
    qtbot.keyClick(face.field, Qt.Key.Key_Return)


def open_as_anne(interface: Interface, qtbot: QtBot) -> None:
    qtbot.keyClick(interface._page, Qt.Key.Key_1)
    with qtbot.waitSignal(interface._page.opened):
        give(interface, qtbot, "582904")


def test_an_office_with_accounts_offers_their_names_and_no_way_round(interface: Interface) -> None:
    page = interface._page
    assert not any(skip.isVisible() for skip in (page._skip, page._awaiting._skip))
    assert "Rien ne se lit avant." in words_on(page)


def test_a_secretary_opens_with_a_digit_and_a_code(interface: Interface, qtbot: QtBot) -> None:
    qtbot.keyClick(interface._page, Qt.Key.Key_1)
    give(interface, qtbot, "000000")
    qtbot.waitUntil(lambda: "Ce code est faux" in words_on(interface._page))
    assert interface._page.compte.field.text() == ""
    with qtbot.waitSignal(interface._page.opened):
        give(interface, qtbot, "582904")
    assert not interface._page.isVisible()
    light = lights(interface.seat.etat, interface._session)[0]
    assert (light.value, light.tone) == ("Anne Roy", "success")


def test_a_code_that_was_given_is_replaced_before_anything_opens(
    interface: Interface, services: FakeServices, qtbot: QtBot
) -> None:
    face = interface._page.compte
    qtbot.keyClick(interface._page, Qt.Key.Key_1)
    give(interface, qtbot, services.sessions.given)
    qtbot.waitUntil(lambda: face.is_choosing and face.new.isVisible())
    qtbot.keyClicks(face.new, "739104")
    qtbot.keyClicks(face.again, "739105")
    qtbot.keyClick(face.again, Qt.Key.Key_Return)
    assert "Les deux codes diffèrent." in words_on(interface._page)
    qtbot.keyClicks(face.again, "739104")
    with qtbot.waitSignal(interface._page.opened):
        qtbot.keyClick(face.again, Qt.Key.Key_Return)
    assert services.sessions.own_code == "739104"


def test_who_mistook_the_name_goes_back_and_nothing_typed_stays(interface: Interface, qtbot: QtBot) -> None:
    page = interface._page
    qtbot.keyClick(page, Qt.Key.Key_2)
    qtbot.keyClicks(page.compte.field, "1234")
    page.compte.leave()
    assert page.waits_for_card
    assert page.compte.field.text() == ""


def test_the_code_of_an_account_opens_its_lock(interface: Interface, qtbot: QtBot) -> None:
    open_as_anne(interface, qtbot)
    window = interface.window
    window.lock()
    qtbot.keyClicks(window.pages.lock_page.field, "582904")
    with qtbot.waitSignal(window.unlocked):
        qtbot.keyClick(window.pages.lock_page.field, Qt.Key.Key_Return)


def test_the_screens_that_a_role_does_not_open_are_not_offered(interface: Interface, qtbot: QtBot) -> None:
    open_as_anne(interface, qtbot)
    window = interface.window
    assert window.has("patients")
    assert not window.has("dossiers")
    window.go("dossiers")
    assert "n’ouvre pas cet écran" in window.banners.shown[-1].accessibleName()


def test_what_the_former_user_saw_is_gone_for_the_next(
    interface: Interface, services: FakeServices, qtbot: QtBot
) -> None:
    open_as_anne(interface, qtbot)
    window = interface.window
    window.go("patients")
    seen = window.current
    with qtbot.waitSignal(window.user_changed):
        window.change_user_asked.emit()
    qtbot.waitUntil(interface._page.isVisible)
    assert not services.sessions.is_ouverte
    qtbot.keyClick(interface._page, Qt.Key.Key_1)
    with qtbot.waitSignal(interface._page.opened):
        give(interface, qtbot, "582904")
    window.go("patients")
    assert window.current is not seen


def test_a_card_left_in_the_reader_does_not_hide_the_names(
    open_interface: OpenInterface, services: FakeServices, qtbot: QtBot
) -> None:
    services.sessions.comptes = (ANNE,)
    interface = open_interface()
    page = interface._page
    services.move(CPS, EMPTY[1])
    qtbot.waitUntil(lambda: not page.waits_for_card)
    qtbot.waitUntil(page._to_names.isVisible)
    page._to_names.click()
    page.show_card(True)
    assert page.waits_for_card
    page._awaiting._to_card.click()
    assert not page.waits_for_card
    log_in(interface, services, qtbot)
