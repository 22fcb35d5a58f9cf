"""Side columns around the work: widths remembered, folded to a strip when the window is narrow."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QStackedLayout, QWidget

from ambroise.ui.icons import set_icon
from ambroise.ui.memory import Memory
from ambroise.ui.tokens import Size, Tone
from ambroise.ui.widgets.buttons import IconButton
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import column, fill, label, restyle
from ambroise.ui.words import plural

STRIP = 44
SCROLL_BAR = 10
_RIGHT_BELOW = Size.FOLD_BELOW - Size.RAIL
_LEFT_BELOW = 900


class SideColumn(QFrame):
    """A column that folds to a strip with one button; the content stays alive behind it."""

    def __init__(
        self, name: str, content: QWidget, side: str, width: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("panel", side)
        self.width_wanted = width
        self._content = content
        self._name = name
        self.unfold = IconButton(f"panel-{side}-open", f"Déplier {name}")
        self._sign, self._count = IconLabel("circle-alert", size=20), label("", "strong")
        self._strip = strip = QWidget()
        layout = column(strip, margins=(6, 4, 6, 4), gap=4)
        fill(layout, self.unfold, 4)
        for sign in (self._sign, self._count):
            layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignHCenter)
            sign.hide()
        fill(layout, 0)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(content)
        self._stack.addWidget(strip)
        self.fold(False)

    @property
    def is_folded(self) -> bool:
        """Whether only the strip shows."""
        return self._stack.currentWidget() is self._strip

    @property
    def least(self) -> int:
        """The width under which something would be cut: its pages never scroll sideways."""
        pages = [area.widget() for area in self.findChildren(QScrollArea)]
        wanted = [page.minimumSizeHint().width() + SCROLL_BAR for page in pages if page is not None]
        return min(max([Size.SIDE_MIN, *wanted]), self.width_wanted)

    def signal(self, count: int, icon: str, tone: Tone) -> None:
        """Say on the strip how many things the column holds that may not be missed; 0 says nothing."""
        words = plural(count, "point à voir", "points à voir")
        name = f"Déplier {self._name}, {words}" if count else f"Déplier {self._name}"
        self.unfold.setAccessibleName(name)
        self.unfold.setToolTip(name)
        set_icon(self._sign, icon, tone)
        self._count.setText(str(count))
        restyle(self._count, tone=tone)
        for sign in (self._sign, self._count):
            sign.setVisible(bool(count))
            sign.setToolTip(words)

    def fold(self, folded: bool) -> None:
        """Show the strip, or the content."""
        self._stack.setCurrentWidget(self._strip if folded else self._content)
        self.setMinimumWidth(STRIP if folded else 0)
        self.setMaximumWidth(STRIP if folded else Size.SIDE_MAX + 80)

    def sizeHint(self) -> QSize:
        return QSize(STRIP if self.is_folded else self.width_wanted, 400)

    def minimumSizeHint(self) -> QSize:
        return QSize(STRIP if self.is_folded else self.least, 0)


class Columns(QSplitter):
    """The work between two optional columns, each given with its name (« la chronologie »).

    Below 1200 px of window the right column folds, then the left one; a click unfolds, until the next
    change of width.

    Args:
        work_width: below this width of work, the columns that nobody moved give what they can.
    """

    def __init__(
        self,
        key: str,
        memory: Memory,
        work: QWidget,
        left: tuple[str, QWidget] | None = None,
        right: tuple[str, QWidget] | None = None,
        *,
        widths: tuple[int, int] = (288, 328),
        work_width: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.left = SideColumn(*left, "left", widths[0]) if left else None
        self.right = SideColumn(*right, "right", widths[1]) if right else None
        self._work_width = work_width
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        work.setMinimumWidth(360)
        for widget in (self.left, work, self.right):
            if widget is not None:
                self.addWidget(widget)
                self.setStretchFactor(self.count() - 1, int(widget is work))
        for side in (self.left, self.right):
            if side is not None:
                side.unfold.clicked.connect(lambda _checked=False, side=side: self.fold(side, False))
        self._is_moved = memory.follow_splitter(self, key)
        self.splitterMoved.connect(self._remember_moved)

    def fold(self, side: SideColumn, folded: bool) -> None:
        """Fold or unfold a column by hand; when there is room for one only, the other one folds."""
        side.fold(folded)
        other = self.right if side is self.left else self.left
        if not folded and other is not None and self.width() < _RIGHT_BELOW:
            other.fold(True)
        self._share()

    def minimumSizeHint(self) -> QSize:
        """Both columns may fold: the window may be as narrow as the work between two strips."""
        return QSize(360 + 2 * (STRIP + 1), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() == self.width():
            return
        for side, limit in ((self.right, _RIGHT_BELOW), (self.left, _LEFT_BELOW)):
            was, now = event.oldSize().width() < limit, self.width() < limit
            if side is not None and (was != now or side.is_folded != now):
                side.fold(now)
        self._share()

    def _remember_moved(self, *_where: int) -> None:
        self._is_moved = True

    def _share(self) -> None:
        """Give the work all that the columns do not take."""
        sizes = self.sizes()
        sides = [self.widget(n) for n in range(self.count())]
        for number, side in enumerate(sides):
            if isinstance(side, SideColumn):
                kept = self._is_moved and sizes[number] > STRIP
                sizes[number] = STRIP if side.is_folded else sizes[number] if kept else side.width_wanted
        work = next(n for n, side in enumerate(sides) if not isinstance(side, SideColumn))
        sizes[work] = self.width() - sum(sizes) + sizes[work] - self.count() + 1
        if not self._is_moved:
            for number, side in reversed(list(enumerate(sides))):
                if isinstance(side, SideColumn) and not side.is_folded:
                    given = max(min(self._work_width - sizes[work], sizes[number] - side.least), 0)
                    sizes[number] -= given
                    sizes[work] += given
        sizes[work] = max(sizes[work], 360)
        self.setSizes(sizes)
