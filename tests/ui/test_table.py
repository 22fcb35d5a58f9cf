"""What the one table draws: the row under the mouse, the current one, the headings, the theme."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHoverEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ambroise.ui.theme import Theme
from ambroise.ui.tokens import LIGHT
from ambroise.ui.widgets.rows import Cell, Column, RowsModel
from ambroise.ui.widgets.tables import DataTable
from tests.ui.samples import RendezVous, agenda_model

OUTSIDE = QPoint(-1, -1)


@pytest.fixture
def table(qtbot: QtBot, theme: Theme) -> DataTable[RendezVous]:
    result = DataTable(agenda_model(), "Agenda")
    qtbot.addWidget(result)
    result.resize(900, 400)
    result.show()
    return result


def ground(table: DataTable[RendezVous], row: int, column: int) -> str:
    """The colour at the top right of a cell, where no word is drawn."""
    place = QPoint(
        table.columnViewportPosition(column) + table.columnWidth(column) - 4,
        table.rowViewportPosition(row) + 4,
    )
    return table.viewport().grab().toImage().pixelColor(place).name().upper()


def hover(table: DataTable[RendezVous], row: int) -> None:
    place = QPointF(20, table.rowViewportPosition(row) + 5) if row >= 0 else QPointF(OUTSIDE)
    kind = QEvent.Type.HoverMove if row >= 0 else QEvent.Type.HoverLeave
    event = QHoverEvent(kind, place, place, QPointF(OUTSIDE))
    QApplication.sendEvent(table.viewport(), event)


def test_a_column_that_must_be_whole_leaves_its_width_to_the_others(qtbot: QtBot, theme: Theme) -> None:
    def cell(item: object) -> Cell:
        return Cell.of(str(item))

    columns = [Column("Quand", cell, 170, whole=True), Column("Qui", cell, 200), Column("Quoi", cell)]
    result: DataTable[object] = DataTable(RowsModel(columns, ["un"]), "Traces")
    qtbot.addWidget(result)
    result.resize(460, 200)
    result.show()
    assert result.columnWidth(0) == 170
    assert 100 <= result.columnWidth(1) < 200


def test_the_whole_row_under_the_mouse_is_lit_then_no_more(table: DataTable[RendezVous]) -> None:
    last = table.model().columnCount() - 1
    hover(table, 2)
    assert ground(table, 2, 0) == ground(table, 2, last) == LIGHT.hover
    hover(table, -1)
    assert ground(table, 2, last) == LIGHT.raised


def test_the_current_row_is_lit_and_ringed_only_when_the_table_has_the_focus(
    table: DataTable[RendezVous], qtbot: QtBot
) -> None:
    table.clearFocus()
    table.select(1)
    assert ground(table, 1, 1) == LIGHT.accent_soft
    top = QPoint(400, table.rowViewportPosition(1))
    assert table.viewport().grab().toImage().pixelColor(top).name().upper() == LIGHT.accent_soft
    table.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(table.hasFocus)
    assert table.viewport().grab().toImage().pixelColor(top).name().upper() == LIGHT.accent


def test_a_heading_fills_its_row(table: DataTable[RendezVous]) -> None:
    section = agenda_model().sections()[0]
    hover(table, section)
    assert ground(table, section, table.model().columnCount() - 1) == LIGHT.sunken


def test_the_chips_of_the_rows_follow_the_theme(table: DataTable[RendezVous], theme: Theme) -> None:
    light = table.viewport().grab().toImage()
    theme.prefer("dark")
    assert table.viewport().grab().toImage() != light
    theme.prefer("light")
    assert table.viewport().grab().toImage() == light
