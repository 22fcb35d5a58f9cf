"""Send drawn pages to a printer chosen in the system's own dialog."""

from collections.abc import Sequence

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from ambroise.ui.apercu.pages import PageImage


def ask_printer(parent: QWidget) -> QPrinter | None:
    """Let the user choose a printer; None when they gave up."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None


def print_pages(pages: Sequence[PageImage], printer: QPrinter) -> bool:
    """Draw one image a sheet, as wide as the paper; False when the printer did not take it."""
    painter = QPainter()
    if not painter.begin(printer):
        return False
    for n, page in enumerate(pages):
        if n and not printer.newPage():
            painter.end()
            return False
        image = QImage.fromData(page.png)
        largeur = printer.width()
        painter.drawImage(QRect(0, 0, largeur, round(image.height() * largeur / image.width())), image)
    return painter.end()
