"""Ask under which name the order is kept as a model, in the flow of its lines."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from ambroise.domain.unites import fold
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import column, fill, label, row


class NommerModele(QFrame):
    """``named`` carries the name; Escape closes it and keeps nothing."""

    opened = Signal()
    named = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "card")
        self._connus: Mapping[str, str] = {}
        self.field = QLineEdit()
        self.field.setPlaceholderText("Angine de l’adulte, HTA renouvellement…")
        self.field.setMaxLength(80)
        self.field.setAccessibleName("Nom du modèle")
        nom = label("Nom du modèle, sans rien du patient", "label")
        nom.setBuddy(self.field)
        self._garder = Button("Garder", key="Return", variant="soft")
        self._garder.setEnabled(False)
        self.field.textChanged.connect(self._show_fate)
        self.field.returnPressed.connect(self._give)
        self._garder.clicked.connect(self._give)
        layout = column(self, margins=(12, 10, 12, 12), gap=6)
        ligne = row(gap=8)
        fill(ligne, self.field, self._garder)
        ligne.setStretch(0, 1)
        fill(layout, nom)
        layout.addLayout(ligne)
        self._sort = label("", "secondary")
        self._sort.hide()
        layout.addWidget(self._sort)
        self.hide()

    def open(self) -> None:
        """Ask the name."""
        self.show()
        self.field.selectAll()
        self.field.setFocus()
        self.opened.emit()

    def show_known(self, connus: Mapping[str, str]) -> None:
        """Say which folded names are those of a model already, and what each holds."""
        self._connus = connus
        self._show_fate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return
        super().keyPressEvent(event)

    def _show_fate(self) -> None:
        """Say before it is done that a name replaces a model."""
        nom = self.field.text().strip()
        remplace = self._connus.get(fold(nom), "") if nom else ""
        self._garder.setEnabled(bool(nom))
        self._garder.setText("Remplacer" if remplace else "Garder")
        self._sort.setText(f"Remplace {remplace}")
        self._sort.setVisible(bool(remplace))

    def _give(self) -> None:
        if self.field.text().strip():
            self.hide()
            self.named.emit(self.field.text().strip())
