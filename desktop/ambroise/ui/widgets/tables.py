"""The one table: rows of 36, horizontal lines, a bar at the left of the current row."""

from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHoverEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ambroise.ui import painting
from ambroise.ui.fonts import font
from ambroise.ui.keys import is_enter
from ambroise.ui.tokens import Size, Tokens, Type, color, current_tokens
from ambroise.ui.widgets.row_painting import draw_cell, draw_current
from ambroise.ui.widgets.rows import Cell, RowsModel, Section

T = TypeVar("T")

_STRETCHED_LEAST = 140
"""Where the widths asked leave less than this to a column that takes what is left, they shrink with it."""
_SHORT = 100
"""An hour or a count needs all its width: only what is asked beyond shrinks."""


class DataTable(QTableView, Generic[T]):
    """A table of dataclasses, a row at a time; ``opened`` on Enter or double click.

    It draws its rows itself: a list is drawn at each key typed, and a delegate in Python is called for each
    cell with objects made for it, which cost more than the letters.

    Args:
        name: what the table holds, for a screen reader.
        quiet: the current row keeps its bar but a grey fill, where soft accent already says something else.
    """

    opened = Signal(object)
    current_changed = Signal(object)

    def __init__(
        self,
        model: RowsModel[T],
        name: str,
        *,
        row_height: int = Size.ROW,
        framed: bool = True,
        header: bool = True,
        quiet: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows = model
        self._quiet = quiet
        self._hovered = -1
        self._now: tuple[int, str] | None = None
        self._scale = 1.0
        self.setAccessibleName(name)
        self.setProperty("framed", framed)
        self.setModel(model)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(24)
        self.verticalHeader().setDefaultSectionSize(row_height)
        self._set_header(header)
        model.modelReset.connect(self._span)
        self.selectionModel().currentRowChanged.connect(
            lambda current, _before: self.current_changed.emit(model.at(current.row()))
        )
        self.activated.connect(lambda index: self._open(index.row()))
        self._span()

    def current(self) -> T | None:
        """Return the dataclass of the current row."""
        return self._rows.at(self.currentIndex().row())

    def select(self, row: int) -> None:
        """Make a row the current one."""
        self.setCurrentIndex(self._rows.index(row, 0))

    def show_now(self, after_row: int | None, words: str = "") -> None:
        """Draw the line of the present hour under a row."""
        self._now = None if after_row is None else (after_row, words)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event):
            self._open(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHoverEvent):
            left = event.type() == QEvent.Type.HoverLeave
            self._hover(-1 if left else self.rowAt(event.position().toPoint().y()))
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self.viewport()), current_tokens()
        selected = {index.row() for index in self.selectionModel().selectedRows()}
        focused = self.currentIndex().row() if self.hasFocus() else -1
        places = self._column_places()
        for row in self._rows_in(event.rect()):
            item, is_selected = self._rows.item(row), row in selected
            rect = QRect(0, self.rowViewportPosition(row), places[-1].right() + 1, self.rowHeight(row))
            if ground := self._ground(tokens, item, row, is_selected):
                painter.fillRect(rect, color(ground))
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color(tokens.line))
            if is_selected or row == focused:
                draw_current(painter, rect, color(tokens.accent), ring=row == focused)
            if isinstance(item, Section):
                draw_cell(painter, rect, Cell(item.spans()))
                continue
            for column, place in zip(self._rows.columns, places, strict=True):
                place.moveTop(rect.top())
                draw_cell(painter, place, column.cell(item), right=column.right)
        if self._now is not None:
            self._draw_now(painter, tokens, *self._now)

    def _column_places(self) -> list[QRect]:
        height = self.verticalHeader().defaultSectionSize()
        return [
            QRect(self.columnViewportPosition(number), 0, self.columnWidth(number), height)
            for number in range(self._rows.columnCount())
        ]

    def _rows_in(self, rect: QRect) -> range:
        first, last = self.rowAt(rect.top()), self.rowAt(rect.bottom())
        return range(first, last + 1 if last >= 0 else self._rows.rowCount()) if first >= 0 else range(0)

    def _ground(self, tokens: Tokens, item: T | Section, row: int, is_selected: bool) -> str:
        if isinstance(item, Section):
            return tokens.sunken
        if is_selected:
            return tokens.hover if self._quiet else tokens.accent_soft
        if (tint := self._rows.tint(item)) is not None:
            return tokens.soft(tint)
        return tokens.hover if row == self._hovered else ""

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def _draw_now(self, painter: QPainter, tokens: Tokens, row: int, words: str) -> None:
        bottom = self.rowViewportPosition(row) + self.rowHeight(row)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(0, bottom - 2, self.viewport().width(), 2, color(tokens.accent))
        face = font(Type.LABEL, painting.SEMIBOLD)
        width = QFontMetrics(face).horizontalAdvance(words) + 12
        left = self.columnViewportPosition(min(2, self._rows.columnCount() - 1))  # beside no chip
        box = QRectF(left - width - 8, bottom - 10, width, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(tokens.accent))
        painter.drawRoundedRect(box, Size.RADIUS_CHIP, Size.RADIUS_CHIP)
        painter.setPen(color(tokens.on_accent))
        painter.setFont(face)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """Make every column fit: nothing scrolls sideways, so what is beyond the edge would never be seen."""
        widths = [column.width for column in self._rows.columns]
        least = [c.width if c.whole else min(c.width, _SHORT) for c in self._rows.columns]
        room = self.viewport().width() - widths.count(0) * _STRETCHED_LEAST
        beyond = sum(widths) - sum(least)
        scale = min(max(1 - (sum(widths) - room) / max(beyond, 1), 0.0), 1.0)
        if scale == self._scale:
            return
        self._scale = scale
        for number, (width, kept) in enumerate(zip(widths, least, strict=True)):
            if width:
                self.horizontalHeader().resizeSection(number, kept + int((width - kept) * scale))

    def _set_header(self, shown: bool) -> None:
        header = self.horizontalHeader()
        header.setVisible(shown)
        header.setFixedHeight(Size.HEADER)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        header.setMinimumSectionSize(24)
        for number, column in enumerate(self._rows.columns):
            if column.width:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Interactive)
                header.resizeSection(number, column.width)
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)

    def _span(self) -> None:
        self.clearSpans()
        if self._rows.columnCount() > 1:
            for row in self._rows.sections():
                self.setSpan(row, 0, 1, self._rows.columnCount())

    def _open(self, row: int) -> None:
        item = self._rows.at(row)
        if item is not None:
            self.opened.emit(item)
