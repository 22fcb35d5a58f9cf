"""The form that writes a movement of narcotics: product, way, units, the piece that proves it."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ambroise.domain.ordonnancier import SensMouvement
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.words import read_number

SENS: Final = {
    SensMouvement.RECEPTION: "Réception",
    SensMouvement.RETOUR: "Retour d’un patient",
    SensMouvement.DESTRUCTION: "Destruction",
    SensMouvement.INVENTAIRE: "Inventaire",
}
"""Deliveries are not written by hand: they come from the counter."""


class MouvementForm(QWidget):
    """``given`` carries the product, the SensMouvement, the units and the piece."""

    given = Signal(str, object, object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.produit, self.unites, self.piece = QLineEdit(), QLineEdit(), QLineEdit()
        self.produit.setPlaceholderText("CIP13, ou bipez la boîte")
        self.unites.setPlaceholderText("Unités")
        self.unites.setMaximumWidth(96)
        self.piece.setPlaceholderText("Bon de livraison, procès-verbal…")
        self.sens = QComboBox()
        for sens, mots in SENS.items():
            self.sens.addItem(mots, sens)
        for champ, nom in (
            (self.produit, "Produit"),
            (self.sens, "Mouvement"),
            (self.unites, "Nombre d’unités"),
            (self.piece, "Pièce"),
        ):
            champ.setAccessibleName(nom)
        self._inscrire = Button("Inscrire", key="Return", variant="soft")
        self._inscrire.clicked.connect(self._give)
        self._manque = label("", "label", "warning")
        for champ in (self.produit, self.unites, self.piece):
            champ.textChanged.connect(self._show_missing)
            champ.returnPressed.connect(self._give)
        ligne = row(gap=8)
        fill(ligne, self.produit, self.sens, self.unites, self.piece, self._inscrire)
        ligne.setStretch(0, 2)
        ligne.setStretch(3, 2)
        layout = column(self, margins=(0, 4, 0, 8), gap=4)
        layout.addLayout(ligne)
        fill(layout, self._manque)
        self._show_missing()

    def clear(self) -> None:
        """Wait for the next movement."""
        for champ in (self.produit, self.unites, self.piece):
            champ.clear()
        self.produit.setFocus()

    def _missing(self) -> tuple[str, QWidget | None]:
        """Return what is still to be typed, and where."""
        if not self.produit.text().strip():
            return "Quel produit\u202f?", self.produit
        nombre = read_number(self.unites.text())
        inventaire = SensMouvement(self.sens.currentData()) is SensMouvement.INVENTAIRE
        if nombre is None or nombre < 0 or (nombre == 0 and not inventaire):
            return "Combien d’unités\u202f?", self.unites
        return ("", None) if self.piece.text().strip() else ("Quelle pièce le prouve\u202f?", self.piece)

    def _show_missing(self) -> None:
        manque, _ = self._missing()
        self._manque.setText(manque if self.produit.text() else "")
        self._inscrire.setEnabled(not manque)

    def _give(self) -> None:
        """Write the movement, or go to what it lacks: a scanner ends a pack by Enter."""
        unites = read_number(self.unites.text())
        _, ou = self._missing()
        if ou is not None:
            ou.setFocus()
        elif unites is not None:
            sens = SensMouvement(self.sens.currentData())
            self.given.emit(self.produit.text().strip(), sens, unites, self.piece.text().strip())
