"""Lists of two-line rows: timeline, messages, homes, treatments; headings cut them in groups."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ambroise.ui import painting
from ambroise.ui.keys import is_enter
from ambroise.ui.painting import Span
from ambroise.ui.tokens import Size, color, current_tokens
from ambroise.ui.widgets.row_painting import draw_current
from ambroise.ui.widgets.two_line import Heading, TwoLine, draw_two_line, height_added

__all__ = ["ITEM", "Heading", "SectionList", "TwoLine", "TwoLineDelegate", "TwoLineModel"]

ITEM: Final = Qt.ItemDataRole.UserRole + 1

_ROOT = QModelIndex()
_PAD: Final = 16

Index = QModelIndex | QPersistentModelIndex


class TwoLineModel(QAbstractListModel):
    """Rows and headings, in order."""

    def __init__(self, items: Sequence[TwoLine | Heading] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items = list(items)

    def show_items(self, items: Sequence[TwoLine | Heading]) -> None:
        """Replace everything shown."""
        self.beginResetModel()
        self._items = list(items)
        self.endResetModel()

    def at(self, row: int) -> TwoLine | None:
        """Return a row, None for a heading or outside."""
        item = self._items[row] if 0 <= row < len(self._items) else None
        return item if isinstance(item, TwoLine) else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._items)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self._items[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == ITEM:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return item.text if isinstance(item, Heading) else item.text()
        return None


class TwoLineDelegate(QStyledItemDelegate):
    """Draws a :class:`TwoLine` or a :class:`Heading`.

    Args:
        lines: separate the rows by a line (messages, homes) or by space alone (timeline).
    """

    def __init__(
        self, height: int = Size.TWO_LINE, *, lines: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._height = height
        self._lines = lines
        self._list = parent if isinstance(parent, QListView) else None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        item = index.data(ITEM)
        if isinstance(item, Heading):
            return QSize(120, 28)
        width = self._list.viewport().width() if self._list is not None else 0
        return QSize(120, self._height + height_added(item, width - 2 * _PAD))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRect(option.rect)
        tokens = current_tokens()
        item = index.data(ITEM)
        if isinstance(item, Heading):
            spans = [Span(item.text, painting.SEMIBOLD, "secondary", 12)]
            if item.rest:
                spans.append(Span(f" · {item.rest}", 400, "secondary", 12))
            painting.draw_spans(painter, rect.adjusted(16, 4, -16, 0), spans)
            return
        if not isinstance(item, TwoLine):
            return
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, color(tokens.accent_soft))
            draw_current(painter, rect, color(tokens.accent), ring=False)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, color(tokens.hover))
        if item.bar is not None:
            painter.fillRect(
                rect.left(), rect.top(), Size.ACCENT_BAR, rect.height(), color(tokens.ink(item.bar))
            )
        if self._lines and index.row() < index.model().rowCount() - 1:
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color(tokens.line))
        if _is_focused(option, index):
            draw_current(painter, rect, color(tokens.accent), ring=True)
        draw_two_line(painter, rect.adjusted(_PAD, 0, -_PAD, -1), item)


class SectionList(QListView):
    """A list of two-line rows with headings; ``opened`` on Enter or double click, with the row's ``data``.

    Args:
        hugs: take the height of the rows, whatever the width: for a list inside a card.
    """

    opened = Signal(object)
    current_changed = Signal(object)

    def __init__(
        self,
        name: str,
        items: Sequence[TwoLine | Heading] = (),
        *,
        height: int = Size.TWO_LINE,
        lines: bool = False,
        framed: bool = False,
        hugs: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._hugs = hugs
        self._items = TwoLineModel(items, self)
        self.setAccessibleName(name)
        self.setProperty("framed", framed)
        self.setModel(self._items)
        self.setItemDelegate(TwoLineDelegate(height, lines=lines, parent=self))
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.selectionModel().currentRowChanged.connect(
            lambda current, _before: self.current_changed.emit(self._data(current.row()))
        )
        self.activated.connect(lambda index: self._open(index.row()))

    @property
    def items(self) -> TwoLineModel:
        """The model behind."""
        return self._items

    def show_items(self, items: Sequence[TwoLine | Heading]) -> None:
        """Replace everything shown, keeping the current row where the same data still stands."""
        before = self.current()
        self._items.show_items(items)
        if before is not None:
            self.select_data(before)
        self._hug()

    def current(self) -> object:
        """Return the data of the current row."""
        return self._data(self.currentIndex().row())

    def select_data(self, data: object) -> bool:
        """Make current the row that stands for something; False when none does."""
        for row in range(self._items.rowCount()):
            item = self._items.at(row)
            if item is not None and item.data == data:
                self.setCurrentIndex(self._items.index(row, 0))
                return True
        return False

    def select_first(self) -> None:
        """Make current the first row that is not a heading."""
        for row in range(self._items.rowCount()):
            if self._items.at(row) is not None:
                self.setCurrentIndex(self._items.index(row, 0))
                return

    def content_height(self) -> int:
        """Return the height that shows every row, for a list inside a card."""
        return sum(self.sizeHintForRow(row) for row in range(self._items.rowCount())) + 2

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._hug()

    def _hug(self) -> None:
        """Take the height of the rows; where it changes, the titles that wrap are laid out again."""
        if self._hugs:
            self.scheduleDelayedItemsLayout()
            self.setFixedHeight(self.content_height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event):
            self._open(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def _data(self, row: int) -> object:
        item = self._items.at(row)
        return None if item is None else item.data

    def _open(self, row: int) -> None:
        if self._items.at(row) is not None:
            self.opened.emit(self._data(row))


def _is_focused(option: QStyleOptionViewItem, index: Index) -> bool:
    view = option.widget
    if not isinstance(view, QAbstractItemView) or not view.hasFocus():
        return False
    return view.currentIndex().row() == index.row()
