"""What takes the whole window: the frame, the lock over it, or a page before anyone works here."""

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from ambroise.ui.screen import Context
from ambroise.ui.shell.idle import Idle
from ambroise.ui.shell.lock import LockPage, Unlocker


class Pages(QStackedWidget):
    """Shows one page at a time; counts the minutes without a touch while a lockable frame is shown."""

    def __init__(self, frame: QWidget, context: Context, idle_minutes: int) -> None:
        super().__init__()
        self._frame = frame
        self._unlocker: Unlocker | None = None
        self._who = ""
        self._focused: QWidget | None = None
        self.lock_page = LockPage(context.tasks, context.errors)
        self.addWidget(frame)
        self.addWidget(self.lock_page)
        self.idle = Idle(idle_minutes, self)

    @property
    def is_locked(self) -> bool:
        """Whether the lock covers everything."""
        return self.currentWidget() is self.lock_page

    @property
    def can_lock(self) -> bool:
        """Whether something would open the lock again, were it closed now."""
        return self._unlocker is not None and not self.is_locked

    def set_session(self, who: str, unlocker: Unlocker | None) -> None:
        """Say who works here and what opens the lock; None: nothing to lock with."""
        self._who, self._unlocker = who, unlocker
        self._watch()

    def set_idle(self, minutes: int) -> None:
        """Change after how many minutes without a touch ``idle`` tells it; 0 never."""
        self.idle.set_minutes(minutes)
        self._watch()

    def lock(self, reason: str, focused: QWidget | None) -> None:
        """Cover everything, and remember where the focus was."""
        assert self._unlocker is not None
        self.idle.rest()
        self._focused = focused
        self.setCurrentWidget(self.lock_page)
        self.lock_page.show_locked(f"{reason} Votre travail est enregistré.", self._who, self._unlocker)

    def unlock(self) -> None:
        """Show the work again, with the focus where it was."""
        self.setCurrentWidget(self._frame)
        if self._focused is not None and shiboken6.isValid(self._focused):
            self._focused.setFocus(Qt.FocusReason.OtherFocusReason)
        self.idle.watch()

    def show_page(self, page: QWidget | None) -> None:
        """Show a page that takes the whole window (session, first launch), or the frame with None."""
        if page is None:
            self.setCurrentWidget(self._frame)
            return
        if self.indexOf(page) < 0:
            self.addWidget(page)
        self.setCurrentWidget(page)

    def _watch(self) -> None:
        if self.can_lock:
            self.idle.watch()
