"""Send drawn pages to a printer chosen in the system's own dialog, and say when none took them."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from ambroise.ui.apercu.pages import PageImage
from ambroise.ui.errors import Explanation
from ambroise.ui.screen import Screen

GARDEE: Final = "La page est dans le dossier, rien n’est perdu."
AUCUNE_IMPRIMANTE: Final = Explanation(
    "Aucune imprimante n’est installée sur cet ordinateur.",
    GARDEE,
    "Branchez ou ajoutez une imprimante, puis Ctrl+P.",
    tone="warning",
    icon="printer",
)
IMPRIMANTE_MUETTE: Final = Explanation(
    "L’imprimante n’a pas pris la page.",
    GARDEE,
    "Vérifiez qu’elle est allumée et qu’elle a du papier, puis Ctrl+P.",
    tone="warning",
    icon="printer",
)


def ask_printer(parent: QWidget) -> QPrinter | None:
    """Let the user choose a printer; None when they gave up, or the system has none to offer."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None


def print_from(
    screen: Screen,
    pages: Sequence[PageImage],
    ask: Callable[[QWidget], QPrinter | None] = ask_printer,
    list_printers: Callable[[], Sequence[str]] = QPrinterInfo.availablePrinterNames,
) -> None:
    """Print the pages of a screen; giving up is silence, a printer that lacks or fails is said there.

    Whether there is a printer is asked last: some systems print to a file without any.
    """
    printer = ask(screen)
    if printer is None:
        if not list_printers():
            screen.show_explanation(AUCUNE_IMPRIMANTE)
    elif not print_pages(pages, printer):
        screen.show_explanation(IMPRIMANTE_MUETTE)


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
