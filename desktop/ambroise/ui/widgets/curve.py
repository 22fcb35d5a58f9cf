"""A curve of measures: target zone filled, last point solid, the values also said in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ambroise.ui import painting
from ambroise.ui.tokens import Tone, color, current_tokens
from ambroise.ui.words import long_date

_PAR_POINT: Final = 7
"""Pixels below which the rings of two neighbours touch."""
_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


@dataclass(frozen=True)
class Point:
    """One measure."""

    day: date
    value: float


class Curve(QWidget):
    """Draws measures in time; the horizontal scale is the calendar's, not the rank of the points.

    Args:
        target: the low and the high of the zone aimed at.
        tone: the ink of the line, ``danger`` when the last value is out of range.
    """

    def __init__(
        self,
        name: str,
        unit: str = "",
        *,
        target: tuple[float, float] | None = None,
        tone: Tone = "accent",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._unit, self._target, self._tone = name, unit, target, tone
        self._points: tuple[Point, ...] = ()
        self.setMinimumHeight(88)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_points(())

    def show_points(self, points: Sequence[Point], tone: Tone | None = None) -> None:
        """Change the measures."""
        self._points = tuple(sorted(points, key=lambda point: point.day))
        self._tone = tone or self._tone
        self.setAccessibleName(self._name)
        self.setAccessibleDescription(self._spoken())
        self.setToolTip(self._spoken())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(260, 100)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = current_tokens()
        if not self._points:
            painting.draw_spans(painter, self.rect(), [painting.Span("Aucune mesure", tone="secondary")])
            return
        low, high, step = self._scale()
        decimals = 0 if step >= 1 else 1
        ticks = [low + n * step for n in range(round((high - low) / step) + 1)]
        gutter = max(painting.spans_width([_tick(value, decimals)]) for value in ticks) + 10
        plot = QRectF(gutter, 8, self.width() - gutter - 10, self.height() - 8 - 22)

        def y(value: float) -> float:
            return plot.bottom() - (value - low) / (high - low) * plot.height()

        if self._target:
            bottom, top = max(self._target[0], low), min(self._target[1], high)
            if top > bottom:
                zone = QRectF(plot.left(), y(top), plot.width(), y(bottom) - y(top))
                painter.fillRect(zone, color(tokens.success_soft))
        for value in ticks:
            painter.fillRect(QRectF(plot.left(), round(y(value)), plot.width(), 1), color(tokens.line))
            place = QRect(0, round(y(value)) - 8, gutter - 8, 16)
            painting.draw_spans(painter, place, [_tick(value, decimals)], right=True)
        first, last = self._points[0].day.toordinal(), self._points[-1].day.toordinal()
        width = max(last - first, 1)
        where = [
            QPointF(plot.left() + (point.day.toordinal() - first) / width * plot.width(), y(point.value))
            for point in self._points
        ]
        ink = color(tokens.ink(self._tone))
        painter.setPen(
            QPen(ink, 1.75, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        painter.drawPolyline(QPolygonF(where))
        painter.setBrush(color(tokens.raised))
        # Twenty years of visits on a narrow curve: rings that touch would hide the line.
        for place_ in where[:-1] if plot.width() >= _PAR_POINT * len(where) else ():
            painter.drawEllipse(place_, 2.5, 2.5)
        painter.setBrush(ink)
        painter.drawEllipse(where[-1], 3.5, 3.5)
        self._draw_ends(painter, plot)

    def _draw_ends(self, painter: QPainter, plot: QRectF) -> None:
        line = QRect(round(plot.left()), self.height() - 18, round(plot.width()), 16)
        ends = (self._points[0], self._points[-1]) if len(self._points) > 1 else (self._points[-1],)
        for point, right in zip(ends, (False, True), strict=False):
            words = f"{_MONTHS[point.day.month - 1]} {point.day.year % 100:02d}"
            span = painting.Span(words, size=12, tone="secondary")
            painting.draw_spans(painter, line, [span], right=right)

    def _scale(self) -> tuple[float, float, float]:
        values = [point.value for point in self._points] + list(self._target or ())
        low, high = min(values), max(values)
        spread = max(high - low, abs(high) * 0.02, 0.1)
        step = next(
            candidate * 10.0**power
            for power in range(-2, 7)
            for candidate in (1, 2, 4, 5)
            if candidate * 10.0**power * 2 >= spread
        )
        start = step * (low // step)
        count = 2
        while start + count * step < high:
            count += 1
        return start, start + count * step, step

    def _spoken(self) -> str:
        unit = f" {self._unit}" if self._unit else ""
        words = [f"{long_date(p.day)}\u00a0: {_number(p.value)}{unit}" for p in reversed(self._points)]
        zone = f" Cible {_number(self._target[0])} à {_number(self._target[1])}." if self._target else ""
        return f"{self._name}. " + ("\u202f; ".join(words) or "Aucune mesure") + "." + zone


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _tick(value: float, decimals: int) -> painting.Span:
    return painting.Span(f"{value:.{decimals}f}".replace(".", ","), size=12, tone="secondary")
