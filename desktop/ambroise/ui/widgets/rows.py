"""The model of every table: columns say how a frozen dataclass reads, sections cut it in groups."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ambroise.ui.painting import ChipText, Span, plain
from ambroise.ui.tokens import Tone

T = TypeVar("T")

_ROOT = QModelIndex()
_SELECTABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Cell:
    """What one cell shows: icon, runs of text, then chips, then a key cap at the right; a line below."""

    spans: tuple[Span, ...] = ()
    icon: str = ""
    icon_tone: Tone = "secondary"
    chips: tuple[ChipText, ...] = ()
    key: str = ""
    sub: tuple[Span, ...] = ()
    """Below the runs, for rows of 44."""

    @classmethod
    def of(cls, text: str, tone: Tone = "text", weight: int = 400, icon: str = "") -> "Cell":
        """Return a cell of one run; the icon takes its ink."""
        return cls((Span(text, weight, tone),), icon, tone)

    def text(self) -> str:
        """Return what a screen reader says."""
        return " ".join(
            filter(None, (plain(self.spans), *(chip.text for chip in self.chips), plain(self.sub)))
        )


@dataclass(frozen=True)
class Column(Generic[T]):
    """One column: its title, how a row reads in it, its width (0 = takes what is left)."""

    title: str
    cell: Callable[[T], Cell]
    width: int = 0
    right: bool = False
    whole: bool = False
    """Never narrower than its width: a date with its hour says nothing once cut."""


@dataclass(frozen=True)
class Section:
    """A heading row across the whole table; it cannot be selected."""

    title: str
    rest: str = ""
    cells: tuple[Span, ...] = field(default=())

    def spans(self) -> tuple[Span, ...]:
        """Return what it shows."""
        words = (Span(self.title, 600, "secondary", 12),)
        return (*words, Span(f"  {self.rest}", 400, "secondary", 12)) if self.rest else words


class RowsModel(QAbstractTableModel, Generic[T]):
    """Shows dataclasses; ``DisplayRole`` is the bare text, the table draws the cells itself.

    Args:
        tint: the tone that fills a row (a difference, a pause), None for most.
    """

    def __init__(
        self,
        columns: Sequence[Column[T]],
        rows: Sequence[T | Section] = (),
        *,
        tint: Callable[[T], Tone | None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._rows: list[T | Section] = list(rows)
        self._tint = tint

    @property
    def columns(self) -> tuple[Column[T], ...]:
        """The columns, in order."""
        return self._columns

    def show_rows(self, rows: Sequence[T | Section]) -> None:
        """Replace everything shown."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def at(self, row: int) -> T | None:
        """Return the dataclass of a row, None for a section or outside."""
        item = self._rows[row] if 0 <= row < len(self._rows) else None
        return None if isinstance(item, Section) else item

    def item(self, row: int) -> T | Section:
        """Return what a row that exists shows."""
        return self._rows[row]

    def tint(self, item: T) -> Tone | None:
        """Return the tone that fills the row of a dataclass."""
        return self._tint(item) if self._tint else None

    def values(self) -> list[T]:
        """Return the dataclasses shown, in their order."""
        return [value for row in range(self.rowCount()) if (value := self.at(row)) is not None]

    def sections(self) -> list[int]:
        """Return the rows that are headings."""
        return [n for n, item in enumerate(self._rows) if isinstance(item, Section)]

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self._rows[index.row()], Section):
            return Qt.ItemFlag.ItemIsEnabled
        return _SELECTABLE

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item = self._rows[index.row()]
        if isinstance(item, Section):
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                return plain(item.spans()) if index.column() == 0 else ""
            return None
        column = self._columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return column.cell(item).text()
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
                return Qt.AlignmentFlag.AlignVCenter | side
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return Qt.AlignmentFlag.AlignVCenter | side
        return None
