"""What a two-line row says and how it is drawn; a third line when it has a foot."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from ambroise.ui import icons, painting
from ambroise.ui.fonts import advance
from ambroise.ui.painting import ChipText, Span, Spans
from ambroise.ui.tokens import Tone, color, current_tokens

_LINE, _CHIPS = 20, 26


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
    wraps: bool = False
    """The title goes on below rather than be cut, its chips after it: what is prescribed is read whole."""
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


def height_added(item: TwoLine, width: int) -> int:
    """Return what a title that wraps takes beyond its first line, in a row of that width."""
    if not item.wraps:
        return 0
    lines, is_below = _wrap(item, width)
    return _LINE * (len(lines) - 1) + _CHIPS * is_below


def draw_two_line(painter: QPainter, rect: QRect, item: TwoLine) -> None:
    """Draw a row in the rectangle it has, margins taken."""
    if item.wraps:
        _draw_wrapped(painter, rect, item)
        return
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


def _wrap(item: TwoLine, width: int) -> tuple[list[str], bool]:
    """Return the lines of the last run of the title, and whether the chips go below them.

    The words at the right narrow the two first lines: what is above and what is below.
    """
    *before, name = item.title
    width -= painting.spans_width(before)
    taken = [painting.spans_width(spans) + 10 if spans else 0 for spans in (item.right, item.right_sub)]
    lines: list[str] = []
    line = ""
    for word in name.text.split(" "):
        room = width - (taken[len(lines)] if len(lines) < len(taken) else 0)
        longer = f"{line} {word}" if line else word
        if line and advance(longer, name.size, name.weight) > room:
            lines.append(line)
            longer = word
        line = longer
    room = width - (taken[len(lines)] if len(lines) < len(taken) else 0)
    is_below = bool(item.chips) and advance(line, name.size, name.weight) + _chips_width(item) > room
    return [*lines, line], is_below


def _draw_wrapped(painter: QPainter, rect: QRect, item: TwoLine) -> None:
    """Draw a row whose title goes on below: its lines, its chips, then the line in the secondary ink."""
    *before, name = item.title
    lines, is_below = _wrap(item, rect.width())
    height = (36 if item.sub else 20) + height_added(item, rect.width())
    top = rect.top() + (rect.height() - height) // 2
    line = QRect(rect.left(), top, rect.width(), 20)
    _right(painter, QRect(line), item.right, "")
    _right(painter, QRect(line.translated(0, 19)), item.right_sub, item.right_icon)
    x = line.left() + painting.draw_spans(painter, line, before)
    for words in lines:
        line.setLeft(x)
        used = painting.draw_spans(painter, line, [replace(name, text=words)])
        line.translate(0, _LINE)
    if is_below:
        _chips(painter, line.translated(0, 2), item)
        line.translate(0, _CHIPS)
    else:
        _chips(painter, line.translated(used + 8, -_LINE), item)
    painting.draw_spans(painter, QRect(rect.left(), line.top() - 1, rect.width(), 17), item.sub)


def _chips_width(item: TwoLine) -> int:
    return sum(painting.chip_size(chip).width() + 8 for chip in item.chips)


def _title(painter: QPainter, line: QRect, item: TwoLine) -> None:
    words = QRect(line)
    words.setRight(line.right() - _chips_width(item))
    x = line.left() + painting.draw_spans(painter, words, item.title) + 8
    _chips(painter, QRect(x, line.top(), line.right() - x + 1, line.height()), item)


def _chips(painter: QPainter, line: QRect, item: TwoLine) -> None:
    x = line.left()
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
