"""Send drawn pages to a printer chosen in the system's own dialog, and say when none took them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
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


@dataclass(frozen=True)
class Impression:
    """Pages drawn for a printer; ``note`` leaves the trace that they print, ``denote`` that none did."""

    pages: Sequence[PageImage]
    note: Callable[[], object] | None = None
    denote: Callable[[], object] | None = None


def ask_printer(parent: QWidget) -> QPrinter | None:
    """Let the user choose a printer; None when they gave up, or the system has none to offer."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None


def print_from(
    screen: Screen,
    impression: Impression,
    ask: Callable[[QWidget], QPrinter | None] = ask_printer,
    list_printers: Callable[[], Sequence[str]] = QPrinterInfo.availablePrinterNames,
) -> None:
    """Print the pages of a screen; giving up is silence, a printer that lacks or fails is said there.

    The trace is written once a printer is chosen, before its pages leave: a dialog given up leaves none, a
    page on paper always has one. Whether there is a printer is asked last: some systems print to a file
    without any.
    """
    printer = ask(screen)
    if printer is None:
        if not list_printers():
            screen.show_explanation(AUCUNE_IMPRIMANTE)
        return

    def send(_: object = None) -> None:
        sortie = print_pages(impression.pages, printer)
        if sortie is not Sortie.ENTIERE:
            screen.show_explanation(IMPRIMANTE_MUETTE)
        if sortie is Sortie.RIEN and impression.denote is not None:
            denote = impression.denote
            screen.run(lambda _: denote())

    if impression.note is None:
        send()
    else:
        note = impression.note
        screen.run(lambda _: note(), send)


class Sortie(Enum):
    """What a printer took of the pages."""

    ENTIERE = "entière"
    ENTAMEE = "entamée"
    RIEN = "rien"


def print_pages(pages: Sequence[PageImage], printer: QPrinter) -> Sortie:
    """Draw one image a sheet, as wide as the paper."""
    painter = QPainter()
    if not painter.begin(printer):
        return Sortie.RIEN
    for n, page in enumerate(pages):
        if n and not printer.newPage():
            painter.end()
            return Sortie.ENTAMEE
        image = QImage.fromData(page.png)
        largeur = printer.width()
        painter.drawImage(QRect(0, 0, largeur, round(image.height() * largeur / image.width())), image)
    return Sortie.ENTIERE if painter.end() else Sortie.ENTAMEE
