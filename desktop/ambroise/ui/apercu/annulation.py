"""An order signed by mistake: asks why it is cancelled, and says what that does."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, frame, label, row

SUITES: Final = (
    "Elle est annulée au téléservice tant que rien n’a été exécuté, et retirée du DMP. Un message déjà parti "
    "et une feuille déjà remise ne se rattrapent pas\u00a0: prévenez le patient."
)


class AnnulationCard(QWidget):
    """``confirmed`` carries the reason."""

    confirmed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card = frame("card", "danger")
        column(self, margins=(16, 12, 16, 0)).addWidget(card)
        layout = column(card, margins=(16, 12, 16, 12), gap=8)
        self.motif = QLineEdit()
        form = Form(152)
        form.add("&Motif", self.motif, "par exemple erreur de dosage")
        self.annuler = Button("Annuler l’ordonnance", icon="circle-x", variant="primary")
        self.annuler.clicked.connect(self._confirm)
        garder = Button("La garder", variant="flat")
        garder.clicked.connect(self.hide)
        pied = row(gap=8)
        fill(pied, 0, garder, self.annuler)
        fill(layout, label("Annuler cette ordonnance", "section"), label(SUITES, wrap=True), form, pied)
        self.motif.returnPressed.connect(self._confirm)
        self.motif.textChanged.connect(lambda mots: self.annuler.setEnabled(bool(mots.strip())))
        self.annuler.setEnabled(False)
        self.hide()

    def ask(self) -> None:
        """Unfold, empty."""
        self.motif.clear()
        self.show()
        self.motif.setFocus()

    def _confirm(self) -> None:
        if self.motif.text().strip():
            self.confirmed.emit(self.motif.text().strip())
