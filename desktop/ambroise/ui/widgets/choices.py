"""Exclusive choices one below the other, each with its digit: which proof was shown, which pack leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QWidget

from ambroise.ui import painting
from ambroise.ui.painting import Span
from ambroise.ui.tokens import Size, Tone, Type, color, current_tokens
from ambroise.ui.widgets.layouts import column, fill, rule


@dataclass(frozen=True)
class Choice:
    """One choice: words, a line below, and the key that presses it."""

    key: str
    title: str
    sub: str = ""
    digit: str = ""


class ChoiceRow(QAbstractButton):
    """A radio button as wide as its card; the ring, not only the fill, says that it is chosen."""

    moved = Signal(int)

    def __init__(self, choice: Choice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = choice
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        words = ", ".join(filter(None, (choice.title, choice.sub, choice.digit and f"touche {choice.digit}")))
        self.setAccessibleName(words)

    def sizeHint(self) -> QSize:
        return QSize(240, 50 if self.choice.sub else 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens, box = current_tokens(), self.rect()
        if self.isChecked():
            painter.fillRect(box, color(tokens.accent_soft))
        elif self.underMouse() and self.isEnabled():
            painter.fillRect(box, color(tokens.hover))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(color(tokens.accent), 2))
            painter.drawRoundedRect(
                QRectF(box).adjusted(2, 2, -2, -2), Size.RADIUS_CONTROL, Size.RADIUS_CONTROL
            )
        ring = QRectF(16.5, box.center().y() - 7.5, 16, 16)
        painter.setPen(QPen(color(tokens.accent if self.isChecked() else tokens.control_border), 1))
        painter.setBrush(color(tokens.accent if self.isChecked() else tokens.raised))
        painter.drawEllipse(ring)
        if self.isChecked():
            painter.setBrush(color(tokens.on_accent))
            painter.drawEllipse(ring.center(), 3, 3)
        right = box.right() - 12
        if self.choice.digit:
            size = painting.key_size(self.choice.digit)
            place = QRect(right - size.width(), box.center().y() - 8, size.width(), size.height())
            painting.draw_key(painter, place, self.choice.digit)
            right = place.left() - 8
        tone: Tone = "text" if self.isEnabled() else "disabled"
        title = [Span(self.choice.title, painting.SEMIBOLD if self.isChecked() else painting.REGULAR, tone)]
        words = QRect(46, 0, right - 46, box.height())
        if self.choice.sub:
            top = QRect(words.left(), 7, words.width(), 20)
            painting.draw_spans(painter, top, title)
            sub = [Span(self.choice.sub, tone="secondary", size=Type.LABEL)]
            painting.draw_spans(painter, QRect(words.left(), 26, words.width(), 17), sub)
        else:
            painting.draw_spans(painter, words, title)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step:
            self.moved.emit(step)
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()


class ChoiceCard(QFrame):
    """Choices in a card; none is pressed until :meth:`choose` or the user says so."""

    pressed = Signal(str)

    def __init__(self, name: str, choices: Sequence[Choice] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "card")
        self.setAccessibleName(name)
        self._layout = column(self, margins=(1, 1, 1, 1))
        self._rows: list[ChoiceRow] = []
        for choice in choices:
            choice_row = ChoiceRow(choice)
            choice_row.clicked.connect(lambda _checked=False, key=choice.key: self._press(key))
            choice_row.moved.connect(partial(self._step, len(self._rows)))
            if self._rows:
                fill(self._layout, rule())
            fill(self._layout, choice_row)
            self._rows.append(choice_row)

    @property
    def first(self) -> ChoiceRow | None:
        """The row that takes the focus first."""
        return self._rows[0] if self._rows else None

    def choose(self, key: str | None) -> None:
        """Show which one is chosen, without announcing it; None shows none."""
        for choice_row in self._rows:
            choice_row.setChecked(choice_row.choice.key == key)

    def _press(self, key: str) -> None:
        self.choose(key)
        self.pressed.emit(key)

    def _step(self, rank: int, step: int) -> None:
        target = self._rows[(rank + step) % len(self._rows)]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        target.click()
