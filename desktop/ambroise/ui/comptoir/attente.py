"""The counter while it waits: a scan, a number typed, a picture or a PDF of the order dropped on it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget

from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.layouts import column, fill, row


class AttentePanel(QWidget):
    """``typed`` carries a number or a code given by hand."""

    typed = Signal(str)

    def __init__(self, taper: QAction, lire: QAction, verso: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.numero = QLineEdit()
        self.numero.setAccessibleName("Numéro de l’ordonnance")
        self.numero.setPlaceholderText("Numéro ou code de l’ordonnance, puis Entrée")
        self.numero.setMaximumWidth(420)
        self.numero.returnPressed.connect(self._type)
        vide = EmptyState(
            "scan-line",
            "Prêt à scanner",
            "Présentez le QR code d’une ordonnance, ou déposez ici sa photo ou son PDF.",
        )
        gestes, ligne, dos = row(gap=8), row(), row()
        fill(gestes, 0, Button.of(taper), Button.of(lire), 0)
        fill(ligne, 0, self.numero, 0)
        ligne.setStretch(1, 1)
        fill(dos, 0, Button.of(verso), 0)
        layout = column(self, margins=(24, 24, 24, 24), gap=12)
        layout.addStretch(1)
        fill(layout, vide, gestes, ligne, dos)
        layout.addStretch(2)

    def _type(self) -> None:
        if self.numero.text().strip():
            self.typed.emit(self.numero.text().strip())
