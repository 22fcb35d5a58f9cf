"""The lock hides everything, lets no command act, and opens with the code."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.ui.main_window import MainWindow
from ambroise.ui.shell.lock import Unlocker
from ambroise.usecases.errors import CodePorteurRefuse
from tests.ui.accessibility import assert_accessible
from tests.ui.fenetre import window

__all__ = ["window"]


class Code:
    """Accepts one code and counts what it was asked."""

    def __init__(self) -> None:
        self.tried: list[str] = []

    def __call__(self, code: str) -> None:
        self.tried.append(code)
        if code != "1234":
            raise CodePorteurRefuse("Code refusé.", 2)


def test_the_lock_hides_everything_and_opens_with_the_code(window: MainWindow, qtbot: QtBot) -> None:
    code = Code()
    window.set_session("Dr LIBRE Max", Unlocker("Code porteur", code))
    window.go("patients")
    window.lock("La carte CPS a été retirée.")
    assert window.is_locked
    assert not window.rail.isVisible()
    assert not window.banner.isVisible()
    assert "ADRUN" not in window.windowTitle()
    lock = window.pages.lock_page
    qtbot.keyClicks(lock.field, "0000")
    qtbot.keyClick(lock.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: lock.field.isEnabled() and bool(lock._banners.shown))
    assert "il reste 2" in lock._banners.shown[0].accessibleName()
    assert lock.field.text() == "", "a refused code is not kept"
    assert code.tried == ["0000"], "the code is tried once"
    qtbot.keyClicks(lock.field, "1234")
    with qtbot.waitSignal(window.unlocked):
        qtbot.keyClick(lock.field, Qt.Key.Key_Return)
    assert not window.is_locked
    assert window.banner.isVisible()


def test_no_command_acts_while_locked(window: MainWindow, qtbot: QtBot) -> None:
    window.set_session("Dr LIBRE Max", Unlocker("Code porteur", Code()))
    window.lock()
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.current is not None
    assert window.current.key == "journee"
    assert not window.palette_.isVisible()
    assert_accessible(window)


def test_nothing_locks_without_someone_to_unlock(window: MainWindow) -> None:
    window.lock()
    assert not window.is_locked


def test_idleness_locks(window: MainWindow, qtbot: QtBot) -> None:
    window.set_session("Dr LIBRE Max", Unlocker("Code porteur", Code()))
    with qtbot.waitSignal(window.locked):
        window.pages.idle.expired.emit()
    assert window.is_locked
