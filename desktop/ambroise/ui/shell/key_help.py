"""F1: every key of the screen, read from the same commands that act."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from ambroise.ui.actions import Actions, Command
from ambroise.ui.tokens import color, current_tokens
from ambroise.ui.widgets.buttons import IconButton
from ambroise.ui.widgets.chips import KeyCap
from ambroise.ui.widgets.layouts import column, fill, label, row, rule, scroller

_COMMON = (
    ("Ctrl+Return", "L’action principale de l’écran"),
    ("↑ ↓", "Passer d’une ligne à l’autre"),
    ("Tab", "Champ suivant"),
)


_WIDEST: Final = 860


class KeyHelp(QWidget):
    """A veil with the keys in columns; Escape, F1 or a click outside closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._area = parent
        self._box: QFrame | None = None
        parent.installEventFilter(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Aide des touches")
        self.hide()

    def open(self, groups: Sequence[tuple[str, Actions]]) -> None:
        """Show the keys of some groups, each under its title."""
        if self._box is not None:
            self._box.deleteLater()
        self._box = self._build(groups)
        self._place()
        self._box.show()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1):
            self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._box is None or not self._box.geometry().contains(event.position().toPoint()):
            self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color(current_tokens().veil))

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        """Lay the keys in the middle of the work, as large as it lets them."""
        assert self._box is not None
        self.setGeometry(self._area.rect())
        self._box.setFixedWidth(min(_WIDEST, self.width() - 32))
        wanted = self._keys.sizeHint().height() + 4
        self._scroll.setFixedHeight(min(wanted, self.height() - 96))
        self._box.adjustSize()
        self._box.move((self.width() - self._box.width()) // 2, 16)

    def _build(self, groups: Sequence[tuple[str, Actions]]) -> QFrame:
        box = QFrame(self)
        box.setProperty("overlay", True)
        layout = column(box, margins=(1, 1, 1, 1))
        close = IconButton("x", "Fermer l’aide", key="Esc")
        close.clicked.connect(lambda _checked=False: self.hide())
        head = QWidget()
        fill(row(head, margins=(16, 8, 8, 8)), label("Touches de cet écran", "section"), 0, close)
        self._keys = inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(16, 12, 16, 16)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        line = 0
        for title, entries in [
            *((title, _keys(actions)) for title, actions in groups),
            ("Partout", list(_COMMON)),
        ]:
            if not entries:
                continue
            grid.addWidget(label(title, "heading"), line, 0, 1, 4)
            line += 1
            for number, (key, words) in enumerate(entries):
                where = line + number // 2, 2 * (number % 2)
                grid.addWidget(KeyCap(key), *where, Qt.AlignmentFlag.AlignLeft)
                grid.addWidget(label(words), where[0], where[1] + 1)
            line += (len(entries) + 1) // 2
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self._scroll = scroller(inner)
        fill(layout, head, rule(), self._scroll)
        return box


def _keys(actions: Actions) -> list[tuple[str, str]]:
    return [
        (command.key, _words(command)) for command, action in actions if command.key and action.isEnabled()
    ]


def _words(command: Command) -> str:
    return command.text
