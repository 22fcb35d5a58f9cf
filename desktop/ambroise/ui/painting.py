"""What rows and small widgets are drawn with: runs of text, chips, key caps, all in the tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPixmap

from ambroise.ui import icons
from ambroise.ui.fonts import advance, font, metrics
from ambroise.ui.tokens import Size, Tokens, Tone, Type, color, current_tokens

REGULAR: Final = 400
MEDIUM: Final = 500
SEMIBOLD: Final = 600
BOLD: Final = 700

CHIP_HEIGHT: Final = 22
KEY_HEIGHT: Final = 18
_SEPARATORS: Final = " ·…"


@dataclass(frozen=True)
class Span:
    """A run of text in one weight, ink and size."""

    text: str
    weight: int = REGULAR
    tone: Tone = "text"
    size: int = Type.BODY
    struck: bool = False
    underlined: bool = False
    """Matched letters of a search: a 2 px accent line below, so that colour is not alone."""
    marked: bool = False
    """A differing character: filled box around it."""
    kept: bool = False
    """Never cut nor left out: what stands before it is, an age beside a long name for instance."""


@dataclass(frozen=True)
class ChipText:
    """A state in a small box: word, ink and icon."""

    text: str
    tone: Tone = "secondary"
    icon: str = ""


Spans = Sequence[Span]


def plain(spans: Spans) -> str:
    """Return the bare words of a line."""
    return "".join(span.text for span in spans)


def named(
    nom: str, prenom: str, size: int = Type.BODY, tone: Tone = "text", rest: str = ""
) -> tuple[Span, ...]:
    """Return « NOM Prénom », the name in semi-bold; ``rest`` follows in the secondary ink."""
    spans = (Span(f"{nom} ", SEMIBOLD, tone, size), Span(prenom, REGULAR, tone, size))
    return (*spans, Span(rest, REGULAR, "secondary", size)) if rest else spans


def spans_width(spans: Spans) -> int:
    """Return the width of a line, not elided."""
    return sum(_advance(span) for span in spans)


def draw_spans(painter: QPainter, rect: QRect, spans: Spans, *, right: bool = False) -> int:
    """Draw a line of runs on one baseline, vertically centred, elided at its end; return the width used.

    Args:
        right: align on the right edge instead of the left one.
    """
    if not spans:
        return 0
    tokens = current_tokens()
    tallest = metrics(max(span.size for span in spans))
    baseline = rect.center().y() + (tallest.ascent() - tallest.descent()) // 2 + 1
    x = max(rect.left(), rect.right() + 1 - spans_width(spans)) if right else rect.left()
    start, limit, is_cut = x, rect.right() + 1, False
    for rank, span in enumerate(spans):
        if is_cut and not span.kept:
            continue
        face = font(span.size, span.weight)
        measures = metrics(span.size, span.weight)
        text, width = span.text, advance(span.text, span.size, span.weight)
        room = limit - x - sum(_advance(later) for later in spans[rank + 1 :] if later.kept)
        if width > room:
            text = measures.elidedText(span.text, Qt.TextElideMode.ElideRight, max(room, 0))
            if not text.strip(_SEPARATORS):
                text = ""  # a separator with nothing behind it
            width = measures.horizontalAdvance(text)
        if span.marked:
            width = _draw_mark(painter, x, baseline, width, measures)
        painter.setFont(face)
        painter.setPen(color(tokens.ink(span.tone)))
        offset = 3 if span.marked else 0
        painter.drawText(QPointF(x + offset, baseline), text)
        if span.struck:
            middle = baseline - measures.xHeight() // 2
            painter.drawLine(x, middle, x + measures.horizontalAdvance(text.rstrip()), middle)
        if span.underlined:
            painter.fillRect(QRectF(x, baseline + 3, width, 2), color(tokens.accent))
        x += width
        is_cut = is_cut or text != span.text
    return x - start


def _draw_mark(painter: QPainter, x: int, baseline: int, width: int, measures: QFontMetrics) -> int:
    tokens = current_tokens()
    box = QRectF(x + 0.5, baseline - measures.ascent() - 0.5, width + 5, measures.height() + 1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color(tokens.warning), 1))
    painter.setBrush(color(tokens.differing))
    painter.drawRoundedRect(box, 3, 3)
    painter.restore()
    return width + 6


def _advance(span: Span) -> int:
    return advance(span.text, span.size, span.weight) + 6 * span.marked


def chip_size(chip: ChipText) -> QSize:
    """Return the size of a chip."""
    words = advance(chip.text, Type.LABEL, SEMIBOLD)
    return QSize(words + 14 + (20 if chip.icon else 0), CHIP_HEIGHT)


def draw_chip(painter: QPainter, rect: QRect, chip: ChipText) -> None:
    """Draw a chip in a rectangle of its own size; words that do not fit end in an ellipsis."""
    if rect.isValid():
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(rect.topLeft(), _chip(chip, rect.width(), current_tokens(), ratio))


@lru_cache(maxsize=512)
def _chip(chip: ChipText, width: int, tokens: Tokens, ratio: float) -> QPixmap:
    """Return a chip drawn once: a list shows the same few in each of its rows."""
    result = QPixmap(round(width * ratio), round(CHIP_HEIGHT * ratio))
    result.setDevicePixelRatio(ratio)
    result.fill(Qt.GlobalColor.transparent)
    rect, painter = QRect(0, 0, width, CHIP_HEIGHT), QPainter(result)
    _box(painter, rect, tokens.soft(chip.tone), tokens.outline(chip.tone))
    left = 7
    if chip.icon:
        painter.drawPixmap(left, rect.center().y() - 6, icons.pixmap(chip.icon, chip.tone, 14, ratio))
        left += 20
    painter.setFont(font(Type.LABEL, SEMIBOLD))
    painter.setPen(color(tokens.ink(chip.tone)))
    room = QRect(left, 0, width - 6 - left, CHIP_HEIGHT)
    words = metrics(Type.LABEL, SEMIBOLD).elidedText(chip.text, Qt.TextElideMode.ElideRight, room.width() + 1)
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
    painter.end()
    return result


def key_size(text: str) -> QSize:
    """Return the size of a key cap."""
    words = advance(text, Type.LABEL, MEDIUM)
    return QSize(max(words + 12, KEY_HEIGHT), KEY_HEIGHT)


def draw_key(painter: QPainter, rect: QRect, text: str, tone: Tone = "secondary") -> None:
    """Draw a key cap: the shortcut that does the same as the control bearing it."""
    tokens = current_tokens()
    edge = color(tokens.ink(tone))
    edge.setAlphaF(0.55 if tone != "secondary" else 0.35)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, 1))
    painter.setBrush(color(tokens.raised) if tone == "secondary" else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), Size.RADIUS_CHIP, Size.RADIUS_CHIP)
    painter.setFont(font(Type.LABEL, MEDIUM))
    painter.setPen(color(tokens.ink(tone)))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def _box(painter: QPainter, rect: QRect, fill: str, edge: str) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color(edge), 1))
    painter.setBrush(color(fill))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), Size.RADIUS_CHIP, Size.RADIUS_CHIP)
    painter.restore()
