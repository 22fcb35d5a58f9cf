"""The one table: rows of 36, horizontal lines, a bar at the left of the current row."""

from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ambroise.ui import icons, painting
from ambroise.ui.fonts import font
from ambroise.ui.tokens import Size, Type, color, current_tokens
from ambroise.ui.widgets.rows import Cell, RowsModel

T = TypeVar("T")

_PAD = 12


class RowDelegate(QStyledItemDelegate):
    """Draws a :class:`Cell`; shared by every table.

    Args:
        quiet: the current row keeps its bar but a grey fill, where soft accent already says something else.
    """

    def __init__(self, height: int = Size.ROW, *, quiet: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height = height
        self._quiet = quiet

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), self._height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect = QRect(option.rect)
        tokens = current_tokens()
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        model = index.model()
        assert isinstance(model, RowsModel)
        drawn = model.drawn(index.row(), index.column())
        if drawn.is_section:
            painter.fillRect(rect, color(tokens.sunken))
        elif selected:
            painter.fillRect(rect, color(tokens.hover if self._quiet else tokens.accent_soft))
        elif drawn.tint is not None:
            painter.fillRect(rect, color(tokens.soft(drawn.tint)))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, color(tokens.hover))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color(tokens.line))
        if selected and index.column() == 0:
            painter.fillRect(rect.left(), rect.top(), Size.ACCENT_BAR, rect.height(), color(tokens.accent))
        painting.draw_focus(painter, rect, option, index)
        if drawn.cell is not None:
            _draw_cell(painter, rect.adjusted(_PAD, 0, -_PAD, -1), drawn.cell, drawn.right)


def _draw_cell(painter: QPainter, rect: QRect, cell: Cell, right: bool) -> None:
    if cell.key:
        size = painting.key_size(cell.key)
        box = QRect(
            rect.right() - size.width() + 1,
            rect.center().y() - size.height() // 2 + 1,
            size.width(),
            size.height(),
        )
        painting.draw_key(painter, box, cell.key)
        rect.setRight(box.left() - 8)
    if cell.icon:
        painter.drawPixmap(rect.left(), rect.center().y() - 7, icons.pixmap(cell.icon, cell.icon_tone))
        rect.setLeft(rect.left() + 24)
    chips = sum(painting.chip_size(chip).width() + 8 for chip in cell.chips)
    words = QRect(rect)
    words.setRight(max(rect.right() - chips, rect.left()))
    used = painting.draw_spans(painter, words, cell.spans, right=right)
    x = rect.left() + used + (8 if used else 0)
    for chip in cell.chips:
        size = painting.chip_size(chip)
        width = min(size.width(), rect.right() - x + 1)
        box = QRect(QPoint(x, rect.center().y() - size.height() // 2 + 1), QSize(width, size.height()))
        painting.draw_chip(painter, box, chip)
        x += size.width() + 8


class DataTable(QTableView, Generic[T]):
    """A table of dataclasses, a row at a time; ``opened`` on Enter or double click.

    Args:
        name: what the table holds, for a screen reader.
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
        self._now: tuple[int, str] | None = None
        self.setAccessibleName(name)
        self.setProperty("framed", framed)
        self.setModel(model)
        self.setItemDelegate(RowDelegate(row_height, quiet=quiet, parent=self))
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
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._now is None:
            return
        row, words = self._now
        tokens = current_tokens()
        bottom = self.rowViewportPosition(row) + self.rowHeight(row)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(0, bottom - 2, self.viewport().width(), 2, color(tokens.accent))
        face = font(Type.LABEL, painting.SEMIBOLD)
        width = QFontMetrics(face).horizontalAdvance(words) + 12
        last = self.columnViewportPosition(self._rows.columnCount() - 1)
        box = QRectF(last - width - 20, bottom - 10, width, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(tokens.accent))
        painter.drawRoundedRect(box, Size.RADIUS_CHIP, Size.RADIUS_CHIP)
        painter.setPen(color(tokens.on_accent))
        painter.setFont(face)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

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
