"""Lines of runs: what is cut when a column is narrow, and what never is."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from ambroise.ui.painting import Span, draw_spans, spans_width


def drawn(width: int, *spans: Span) -> int:
    """Return the width that a line takes in a column."""
    image = QImage(600, 40, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    try:
        return draw_spans(painter, QRect(0, 0, width, 36), spans)
    finally:
        painter.end()


def test_the_age_stays_beside_a_name_too_long_for_its_column(qtbot: QtBot) -> None:
    name, age = Span("D’ARTAGNAN DE L’HERAULT Pierre-Alain"), Span(" · 25 ans", kept=True)
    narrow = spans_width((name, age)) - 40
    assert drawn(narrow, Span(name.text)) < drawn(narrow, name, age) <= narrow
    assert drawn(narrow, name, age) > narrow - 20, "the name is cut by no more than the age needs"


def test_a_separator_is_not_left_alone_at_the_end_of_a_line(qtbot: QtBot) -> None:
    name = Span("ADRTROIS Toussaint")
    width = spans_width((name,)) + 16
    assert drawn(width, name, Span(" · Suivi de diabète")) == spans_width((name,))
