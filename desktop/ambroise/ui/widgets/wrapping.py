"""Controls in a row that go on to the next line when the place is narrow: nothing is cut.

A widget and not a layout: the items of a layout written in Python do not outlive what Qt deletes.
"""

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class WrappingRow(QWidget):
    """Lays its controls from the left, each at its own size, on as many lines as the width asks."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 8) -> None:
        super().__init__(parent)
        self._gap = gap
        self._controls: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, control: QWidget) -> None:
        """Put a control after the others."""
        control.setParent(self)
        self._controls.append(control)
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._places(width)
        return max((place.bottom() + 1 for place in places), default=0)

    def sizeHint(self) -> QSize:
        sizes = [control.sizeHint() for control in self._controls]
        width = sum(size.width() for size in sizes) + self._gap * max(len(sizes) - 1, 0)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSizeHint(self) -> QSize:
        widest = max((control.minimumSizeHint().width() for control in self._controls), default=0)
        return QSize(widest, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._move()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a control asks for another size
            self._move()
            self.updateGeometry()
        return super().event(event)

    def _move(self) -> None:
        for control, place in zip(self._controls, self._places(self.width()), strict=True):
            control.setGeometry(place)

    def _places(self, width: int) -> list[QRect]:
        """Return where each control goes at a width."""
        places: list[QRect] = []
        x = y = height = 0
        for control in self._controls:
            size = control.sizeHint().expandedTo(control.minimumSize()).boundedTo(control.maximumSize())
            if x and x + size.width() > width:
                x, y, height = 0, y + height + self._gap, 0
            places.append(QRect(x, y, min(size.width(), width), size.height()))
            x += size.width() + self._gap
            height = max(height, size.height())
        return places
