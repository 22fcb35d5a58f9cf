"""Pages already drawn, one below the other; paper stays white in both themes."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from ambroise.ui.widgets.layouts import clear, column


class Feuilles(QScrollArea):
    """Shows PNG pages, sharp at the ratio of the screen."""

    def __init__(self, name: str, *, margin: int = 0, gap: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inside = QWidget()
        self._pages = column(self._inside, margins=(margin, margin, margin, margin), gap=gap)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setAccessibleName(name)

    def sink(self) -> None:
        """Set the sheets on a darker ground."""
        self._inside.setProperty("surface", "sunken")
        self._inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def show_pages(self, pages: Iterable[bytes]) -> None:
        """Show these pages instead of the former ones; a page that is no image says so."""
        clear(self._pages)
        drawn = list(pages)
        for n, png in enumerate(drawn, 1):
            self._pages.addWidget(self._sheet(png, n, len(drawn)), 0, Qt.AlignmentFlag.AlignHCenter)
        self._pages.addStretch(1)

    def _sheet(self, png: bytes, number: int, total: int) -> QLabel:
        sheet, image = QLabel(), QPixmap()
        sheet.setAccessibleName(f"Page {number} sur {total}")
        if not image.loadFromData(png):
            sheet.setText(f"La page {number} est illisible.")
            return sheet
        image.setDevicePixelRatio(self.devicePixelRatioF())
        sheet.setPixmap(image)
        sheet.setFixedSize(image.deviceIndependentSize().toSize())
        return sheet
