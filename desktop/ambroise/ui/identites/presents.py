"""Who of a card is here, when it carries several persons."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ambroise.ui.widgets.choices import Choice, ChoiceCard
from ambroise.ui.widgets.layouts import clear, column
from ambroise.ui.words import born
from ambroise.usecases.ports_cartes import BeneficiaireVitale


class PresentsPanel(QWidget):
    """Shows the persons and takes the focus; ``chosen`` carries the BeneficiaireVitale."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = column(self, gap=8)
        self.hide()

    def show_beneficiaires(self, beneficiaires: Sequence[BeneficiaireVitale], today: date) -> None:
        """Ask who is here; nobody folds the panel."""
        clear(self._layout)
        self.setVisible(bool(beneficiaires))
        if not beneficiaires:
            return
        choix = [
            Choice(
                str(b.rang),
                f"{b.nom} {b.prenom.title()}",
                born(b.date_naissance, today) if b.date_naissance else "date de naissance non lue",
                str(n) if n < 10 else "",
            )
            for n, b in enumerate(beneficiaires, 1)
        ]
        card = ChoiceCard("Qui est présent", choix)
        par_rang = {str(b.rang): b for b in beneficiaires}
        card.pressed.connect(lambda cle: self.chosen.emit(par_rang[cle]))
        self._layout.addWidget(card)
        if card.first is not None:
            card.first.setFocus()
