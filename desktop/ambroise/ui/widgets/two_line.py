"""What a two-line row says and how it is drawn; a third line when it has a foot."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from ambroise.ui import icons, painting
from ambroise.ui.painting import ChipText, Span, Spans
from ambroise.ui.tokens import Tone, color, current_tokens


@dataclass(frozen=True)
class TwoLine:
    """One row: icon, title and, below, a line in the secondary ink; at the right a word and a state."""

    title: tuple[Span, ...]
    sub: tuple[Span, ...] = ()
    icon: str = ""
    icon_tone: Tone = "secondary"
    right: tuple[Span, ...] = ()
    right_sub: tuple[Span, ...] = ()
    right_icon: str = ""
    right_yields: bool = False
    """The word at the right goes below where the title would be cut."""
    chips: tuple[ChipText, ...] = ()
    """After the title."""
    dot: bool = False
    """Unread; the words must say it too."""
    bar: Tone | None = None
    """A coloured bar at the left of a row that holds an alert."""
    foot: tuple[Span, ...] = ()
    """A third line, for rows of 76."""
    foot_icon: str = ""
    foot_right: tuple[Span, ...] = ()
    foot_right_icon: str = ""
    spoken: str = ""
    """What a screen reader must hear that is only drawn, « non lu » for the dot."""
    data: object = None
    """What the row stands for, given back by the signals of the list."""

    @classmethod
    def of(
        cls, title: str, sub: str = "", *, icon: str = "", right: str = "", data: object = None
    ) -> "TwoLine":
        """Return the plainest row: a strong title, a small line, a small word at the right."""
        return cls(
            (Span(title, painting.SEMIBOLD),),
            (Span(sub, size=12, tone="secondary"),) if sub else (),
            icon,
            right=(Span(right, size=12, tone="secondary"),) if right else (),
            data=data,
        )

    def text(self) -> str:
        """Return what a screen reader says."""
        parts = (self.title, self.sub, self.right, self.right_sub, self.foot, self.foot_right)
        words = [painting.plain(part) for part in parts] + [chip.text for chip in self.chips]
        return ", ".join(filter(None, (*words, self.spoken)))


@dataclass(frozen=True)
class Heading:
    """A year, a group: 12 px, not selectable."""

    text: str
    rest: str = ""


def draw_two_line(painter: QPainter, rect: QRect, item: TwoLine) -> None:
    """Draw a row in the rectangle it has, margins taken."""
    height = 56 if item.foot or item.foot_right else 36 if item.sub else 20
    top = rect.top() + (rect.height() - height) // 2
    first = QRect(rect.left(), top, rect.width(), 20)
    second = QRect(rect.left(), top + 19, rect.width(), 17)
    third = QRect(rect.left(), top + 39, rect.width(), 17)
    if item.icon:
        _icon(painter, first, item.icon, item.icon_tone)
        for line in (first, second, third):
            line.setLeft(rect.left() + 28)
    below = item.right_yields and painting.spans_width((*item.title, *item.right)) + 10 > first.width()
    _right(painter, second if below else first, item.right, "")
    _right(painter, second, item.right_sub, item.right_icon)
    _right(painter, third, item.foot_right, item.foot_right_icon)
    if item.dot:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(current_tokens().accent))
        painter.drawEllipse(rect.right() - 7, second.center().y() - 3, 8, 8)
        painter.restore()
        second.setRight(min(second.right(), rect.right() - 16))
    _title(painter, first, item)
    painting.draw_spans(painter, second, item.sub)
    if item.foot_icon:
        _icon(painter, third, item.foot_icon, "secondary", 14)
        third.setLeft(third.left() + 18)
    painting.draw_spans(painter, third, item.foot)


def _title(painter: QPainter, line: QRect, item: TwoLine) -> None:
    chips = sum(painting.chip_size(chip).width() + 8 for chip in item.chips)
    words = QRect(line)
    words.setRight(line.right() - chips)
    x = line.left() + painting.draw_spans(painter, words, item.title) + 8
    for chip in item.chips:
        size = painting.chip_size(chip)
        box = QRect(x, line.center().y() - 10, min(size.width(), line.right() - x + 1), size.height())
        painting.draw_chip(painter, box, chip)
        x += size.width() + 8


def _right(painter: QPainter, line: QRect, spans: Spans, icon: str) -> None:
    """Draw what stands at the right of a line, and take its place from the line."""
    width = painting.spans_width(spans)
    if not width:
        return
    painting.draw_spans(painter, QRect(line), spans, right=True)
    if icon:
        place = QRect(line.right() - width - 20, line.top(), 16, line.height())
        _icon(painter, place, icon, spans[0].tone)
        width += 22
    line.setRight(line.right() - width - 10)


def _icon(painter: QPainter, line: QRect, name: str, tone: Tone, size: int = 16) -> None:
    painter.drawPixmap(line.left(), line.center().y() - size // 2 + 1, icons.pixmap(name, tone, size))
