"""What was just done, and the way back: undo rather than confirm."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAction
from PySide6.QtWidgets import QFrame, QWidget

from ambroise.ui.actions import action_key
from ambroise.ui.tokens import Size
from ambroise.ui.widgets.buttons import Button, IconButton
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import fill, label, row

SHOWN_MS: Final = 8_000
_MARGIN: Final = Size.FOOT + 12
"""Above the foot of a screen, whose buttons stay free."""


class Toast(QFrame):
    """One sentence at the bottom of a screen, for a while; a new one takes the place of the former.

    It never takes the focus: the key printed on it works from anywhere in the screen.
    """

    def __init__(self, screen: QWidget, key: str = "Ctrl+Z") -> None:
        super().__init__(screen)
        self._undo: Callable[[], None] | None = None
        self.setProperty("panel", "card")
        self._words = label("", "strong")
        self._button = Button("Annuler", icon="undo-2", key=key, variant="flat")
        self._button.clicked.connect(self.undo)
        close = IconButton("x", "Fermer ce message")
        close.clicked.connect(self.hide)
        fill(row(self, margins=(16, 6, 8, 6), gap=12), IconLabel("check", "success"), self._words)
        layout = self.layout()
        assert layout is not None
        self._more = Button("", variant="flat")
        self._more.clicked.connect(self._act)
        self._action: QAction | None = None
        layout.addWidget(self._more)
        layout.addWidget(self._button)
        layout.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        screen.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What is said."""
        return self._words.text()

    def say(self, words: str, undo: Callable[[], None] | None = None) -> None:
        """Say what was done; ``undo`` takes it back."""
        self._undo, self._action = undo, None
        self._more.hide()
        self._words.setText(words)
        self._button.setVisible(undo is not None)
        self.setAccessibleName(words)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def offer(self, action: QAction) -> None:
        """Put beside what was just said something that goes further."""
        self._action = action
        self._more.setText(f"{action.text()} ({action_key(action)})")
        self._more.show()
        self.adjustSize()
        self._place()

    def _act(self) -> None:
        if self._action is not None:
            self._action.trigger()

    def undo(self) -> None:
        """Take back what was said, once."""
        undo, self._undo = self._undo, None
        self.hide()
        if undo is not None:
            undo()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        screen = self.parentWidget()
        if screen is not None:
            self.move((screen.width() - self.width()) // 2, screen.height() - self.height() - _MARGIN)
