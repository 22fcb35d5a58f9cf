"""The screens of the window: built when first shown, left politely, found again by Escape."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from ambroise.ui.screen import Context, Screen
from ambroise.ui.shell.panes import main_control

_REMEMBERED = 20


class ScreenStack(QStackedWidget):
    """Shows one screen at a time. A screen that refuses to leave keeps its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._factories: dict[str, Callable[[Context], Screen]] = {}
        self._built: dict[str, Screen] = {}
        self._history: list[str] = []
        self.closed: frozenset[str] = frozenset()

    def register(self, key: str, factory: Callable[[Context], Screen]) -> None:
        """Say how a screen is built."""
        self._factories[key] = factory

    def has(self, key: str) -> bool:
        """Whether a screen of that name was registered, and is open to who works here."""
        return key in self._factories and not self.is_closed(key)

    def is_closed(self, key: str) -> bool:
        """Whether a screen is closed to who works here."""
        return key in self.closed

    def forget(self) -> None:
        """Destroy every screen: what the former user saw is not for the next one."""
        for screen in self._built.values():
            self.removeWidget(screen)
            screen.deleteLater()
        self._built.clear()
        self._history.clear()

    @property
    def current(self) -> Screen | None:
        """The screen shown."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Screen) else None

    def screen_of(self, key: str, context: Context) -> Screen:
        """Return a screen, built if need be.

        Raises:
            KeyError: no such screen was registered.
        """
        if key not in self._built:
            self._built[key] = self._factories[key](context)
            self.addWidget(self._built[key])
        return self._built[key]

    def change_to(self, key: str, context: Context, *, remember: bool = True) -> Screen | None:
        """Show a screen without entering it yet; None when the one before refuses to leave.

        Qt gives the focus to whatever comes first on a page, be it a button that takes something away:
        going forward, it goes where the work begins; coming back, it stays where it was left.
        """
        before = self.current
        shown = self.screen_of(key, context)
        if before is not None and before is not shown:
            if not before.leave():
                return None
            if remember:
                self._history = [*self._history[1 - _REMEMBERED :], before.key]
        self.setCurrentWidget(shown)
        if remember and before is not shown:
            self._focus_first(shown)
        return shown

    def previous(self) -> str | None:
        """Return where Escape goes."""
        return self._history[-1] if self._history else None

    def forget_previous(self) -> None:
        """Escape went there."""
        self._history.pop()

    def focus(self, focused: QWidget | None) -> None:
        """Give the focus to the first control of the screen, unless it already holds it."""
        shown = self.current
        if shown is not None and not (focused is not None and shown.isAncestorOf(focused)):
            self._focus_first(shown)

    @staticmethod
    def _focus_first(shown: Screen) -> None:
        target = shown.first_focus()
        if target is None or not (target.isEnabled() and target.isVisibleTo(shown)):
            target = main_control(shown)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)
