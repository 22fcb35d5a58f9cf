"""A choice as a card: icon, words, a ring that fills; arrows go from one to the next."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QSizePolicy, QWidget

from ambroise.ui import icons, painting
from ambroise.ui.painting import Span
from ambroise.ui.tokens import Size, Tone, Type, color, current_tokens

_HEIGHT = 72


@dataclass(frozen=True)
class Option:
    """One card."""

    key: str
    title: str
    sub: str
    icon: str


class OptionCard(QAbstractButton):
    """Draws one option; chosen shows a fill, a thicker border and the ring."""

    def __init__(self, option: Option, group: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.option = option
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{group}\u00a0: {option.title}. {option.sub}")

    def sizeHint(self) -> QSize:
        words = max(
            painting.spans_width([Span(self.option.title, painting.SEMIBOLD)]),
            painting.spans_width([Span(self.option.sub)]),
        )
        return QSize(words + 96, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens, chosen = current_tokens(), self.isChecked()
        width = 2 if chosen or self.hasFocus() else 1
        edge = tokens.accent if chosen or self.hasFocus() else tokens.control_border
        painter.setPen(QPen(color(edge if self.isEnabled() else tokens.line), width))
        fill = tokens.accent_soft if chosen else tokens.hover if self.underMouse() else tokens.raised
        painter.setBrush(color(fill if self.isEnabled() else tokens.disabled_fill))
        inset = width / 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, Size.RADIUS_CARD, Size.RADIUS_CARD)
        if self.hasFocus() and chosen:
            painter.setPen(QPen(color(tokens.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(3, 3, -3, -3), 5, 5)
        ink: Tone = "disabled" if not self.isEnabled() else "accent" if chosen else "secondary"
        middle = self.height() // 2
        painter.drawPixmap(15, middle - 10, icons.pixmap(self.option.icon, ink, 20, self.devicePixelRatioF()))
        words = QRect(47, middle - 20, self.width() - 47 - 44, 20)
        tone: Tone = "text" if self.isEnabled() else "disabled"
        painting.draw_spans(painter, words, [Span(self.option.title, painting.SEMIBOLD, tone)])
        sub = [Span(self.option.sub, tone="secondary" if self.isEnabled() else "disabled", size=Type.BODY)]
        painting.draw_spans(painter, words.translated(0, 20), sub)
        self._draw_ring(painter, QPointF(self.width() - 25, middle))

    def _draw_ring(self, painter: QPainter, center: QPointF) -> None:
        tokens, chosen = current_tokens(), self.isChecked()
        painter.setPen(QPen(color(tokens.accent if chosen else tokens.control_border), 1))
        painter.setBrush(color(tokens.accent if chosen else tokens.raised))
        painter.drawEllipse(center, 9, 9)
        if chosen:
            painter.setBrush(color(tokens.on_accent))
            painter.drawEllipse(center, 3, 3)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()


class Options(QWidget):
    """Cards on a few columns, exactly one chosen."""

    chosen = Signal(str)

    def __init__(
        self, name: str, options: Sequence[Option], columns: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._columns = columns
        self.cards: list[OptionCard] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for number, option in enumerate(options):
            card = OptionCard(option, name)
            card.clicked.connect(lambda _checked=False, key=option.key: self.chosen.emit(key))
            self._group.addButton(card)
            self.cards.append(card)
            grid.addWidget(card, number // columns, number % columns)
        for place in range(columns):
            grid.setColumnStretch(place, 1)
        self.choose(options[0].key)

    @property
    def current(self) -> str:
        """The key chosen."""
        return next(card.option.key for card in self.cards if card.isChecked())

    def choose(self, key: str) -> None:
        """Choose without announcing it."""
        next(card for card in self.cards if card.option.key == key).setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        steps |= {Qt.Key.Key_Up: -self._columns, Qt.Key.Key_Down: self._columns}
        step = steps.get(Qt.Key(event.key()), 0)
        here = next((n for n, card in enumerate(self.cards) if card.hasFocus()), None)
        if not step or here is None:
            super().keyPressEvent(event)
            return
        target = here + step
        if 0 <= target < len(self.cards) and self.cards[target].isEnabled():
            self.cards[target].setFocus(Qt.FocusReason.TabFocusReason)
            self.cards[target].click()
