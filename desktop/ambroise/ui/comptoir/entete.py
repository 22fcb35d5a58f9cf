"""The head of the counter: whose order it is, wherever the sides are folded, and how to answer it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from ambroise.ui.comptoir.state import EtatComptoir
from ambroise.ui.comptoir.traits import is_other_file
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.words import age, foldable_name, long_date, plural


class EnteteComptoir(QWidget):
    """Names the patient of the order, unless the banner above already does."""

    def __init__(self, laisser: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._qui = label("", "title", wrap=True)
        self._quoi = label("", "secondary", wrap=True)
        self.laisser = Button.of(laisser, "quiet")
        layout = row(self, gap=8)
        mots = column(gap=2)
        fill(mots, self._qui, self._quoi)
        layout.addLayout(mots, 1)
        layout.addWidget(self.laisser, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def text(self) -> str:
        """Whose order it is, as shown."""
        return self._qui.text()

    def show_etat(self, etat: EtatComptoir) -> None:
        """Show whose order is dispensed, and what is left to answer."""
        consultee, naissance = etat.scannee.consultee, etat.scannee.consultee.patient_date_naissance
        suite = [f"{plural(len(etat.ouvrables), 'ligne')}, ↑ ↓ et chiffres"]
        qui = "À délivrer"
        if etat.dossier is None or is_other_file(etat):
            qui = f"{foldable_name(consultee.patient_nom)} {foldable_name(consultee.patient_prenom)}"
            suite = [long_date(naissance), age(naissance, etat.aujourdhui), *suite]
        self._qui.setText(qui)
        self._quoi.setText("\u00a0· ".join(suite))
