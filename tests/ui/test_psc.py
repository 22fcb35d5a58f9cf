"""The digits of Pro Santé Connect: shown during the wait, gone after, and a way out."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ambroise.ui.session.psc import CARTE, TELEPHONE, ChoixCanal, CodePsc, PscLogin
from ambroise.ui.tasks import Cancelled
from ambroise.ui.widgets.choices import ChoiceRow
from tests.fakes.patience import ATTENTE_S
from tests.ui.accessibility import assert_accessible

pytestmark = pytest.mark.usefixtures("theme")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """The window the digits appear over."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1200, 800)
    with qtbot.waitExposed(window):
        window.show()
    return window


def work(login: PscLogin, ask: Callable[[Callable[[str], None], threading.Event], None]) -> threading.Thread:
    thread = threading.Thread(target=login.run, args=(ask,))
    thread.start()
    return thread


def test_digits_are_shown_during_the_wait_and_gone_after(window: QWidget, qtbot: QtBot) -> None:
    login, answered = PscLogin(window), threading.Event()

    def ask(show: Callable[[str], None], _cancel: threading.Event) -> None:
        show("07")
        answered.wait(ATTENTE_S)

    thread = work(login, ask)
    qtbot.waitUntil(lambda: bool(window.findChildren(CodePsc)))
    (dialog,) = window.findChildren(CodePsc)
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.digits.text() == "0 7"
    assert_accessible(dialog)
    answered.set()
    qtbot.waitUntil(lambda: not window.findChildren(CodePsc))
    thread.join(10)
    assert not login.is_given_up


def test_escape_gives_up_at_once(window: QWidget, qtbot: QtBot) -> None:
    login = PscLogin(window)

    def ask(show: Callable[[str], None], cancel: threading.Event) -> None:
        show("42")
        assert cancel.wait(ATTENTE_S)

    thread = work(login, ask)
    qtbot.waitUntil(lambda: bool(window.findChildren(CodePsc)))
    (dialog,) = window.findChildren(CodePsc)
    qtbot.waitUntil(dialog.isVisible)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    thread.join(10)
    assert not thread.is_alive()
    assert login.is_given_up
    qtbot.waitUntil(lambda: not window.findChildren(CodePsc))


def test_failure_closes_the_window_too(window: QWidget, qtbot: QtBot) -> None:
    login = PscLogin(window)

    def ask(show: Callable[[str], None], _cancel: threading.Event) -> None:
        show("42")
        raise ValueError("panne")

    def run() -> None:
        with pytest.raises(ValueError, match="panne"):
            login.run(ask)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(10)
    qtbot.waitUntil(lambda: not window.findChildren(CodePsc))


@pytest.mark.parametrize(("row", "canal"), [(0, CARTE), (1, TELEPHONE)])
def test_card_or_phone_is_chosen_once_or_always(window: QWidget, qtbot: QtBot, row: int, canal: str) -> None:
    login, answers = PscLogin(window), list[tuple[str, bool]]()
    thread = threading.Thread(target=lambda: answers.append(login.ask_canal()))
    thread.start()
    qtbot.waitUntil(lambda: bool(window.findChildren(ChoixCanal)))
    (dialog,) = window.findChildren(ChoixCanal)
    qtbot.waitUntil(dialog.isVisible)
    assert_accessible(dialog)
    dialog.always.setChecked(bool(row))
    dialog.findChildren(ChoiceRow)[row].click()
    qtbot.waitUntil(lambda: bool(answers))
    thread.join(10)
    assert answers == [(canal, bool(row))]


def test_closing_the_application_under_the_question_gives_up(window: QWidget, qtbot: QtBot) -> None:
    """Closing waits for the workers: one that waits for a person would keep the application for ever."""
    login, outcomes = PscLogin(window), list[str]()

    def ask() -> None:
        try:
            login.ask_canal()
        except Cancelled:
            outcomes.append("given up")

    thread = threading.Thread(target=ask)
    thread.start()
    qtbot.waitUntil(lambda: bool(window.findChildren(ChoixCanal)))
    window.close()
    thread.join(10)
    assert outcomes == ["given up"]


def test_window_of_the_choice_that_is_closed_gives_up(window: QWidget, qtbot: QtBot) -> None:
    login, outcomes = PscLogin(window), list[str]()

    def ask() -> None:
        try:
            login.ask_canal()
        except Cancelled:
            outcomes.append("given up")

    thread = threading.Thread(target=ask)
    thread.start()
    qtbot.waitUntil(lambda: bool(window.findChildren(ChoixCanal)))
    qtbot.keyClick(window.findChildren(ChoixCanal)[0], Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bool(outcomes))
    thread.join(10)
