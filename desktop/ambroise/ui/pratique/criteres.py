"""The line of criteria of the review: a medicine, a sex, ages, a period."""

from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ambroise.domain.identite import Sexe
from ambroise.domain.revue import CriteresRevue, read_ages
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.widgets.segmented import Segmented

PERIODES: Final = (("30 jours", 30), ("3 mois", 92), ("12 mois", 366), ("5 ans", 1827), ("Tout", 0))
_PAR_DEFAUT: Final = 2
_SEXES: Final = (("", "Tous"), (Sexe.FEMININ.value, "Femmes"), (Sexe.MASCULIN.value, "Hommes"))
_ILLISIBLE: Final = "Âges\u00a0: écrivez «\u00a015-50\u00a0», «\u00a075+\u00a0» ou «\u00a0<6\u00a0»."


class CriteresForm(QWidget):
    """``asked``: something changed, or Enter was pressed."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.medicament, self.ages = QLineEdit(), QLineEdit()
        self.medicament.setPlaceholderText("Substance, marque ou classe ATC (C10AA)")
        self.medicament.setClearButtonEnabled(True)
        self.ages.setPlaceholderText("Âges\u00a0: 15-50, 75+")
        self.ages.setMaximumWidth(190)
        self.sexe = Segmented("Sexe", _SEXES, "")
        self.periode = QComboBox()
        for mots, jours in PERIODES:
            self.periode.addItem(mots, jours)
        self.periode.setCurrentIndex(_PAR_DEFAUT)
        for champ, nom in (
            (self.medicament, "Médicament"),
            (self.ages, "Âges"),
            (self.periode, "Période"),
        ):
            champ.setAccessibleName(nom)
        self._manque = label("", "label", "warning")
        self._manque.hide()
        for texte in (self.medicament, self.ages):
            texte.returnPressed.connect(self._ask)
        self.ages.textChanged.connect(self._show_missing)
        self.sexe.chosen.connect(lambda _cle: self._ask())
        self.periode.activated.connect(lambda _rang: self._ask())
        ligne = row(gap=8)
        ligne.addWidget(self.medicament, 1)
        fill(ligne, self.sexe, self.ages, self.periode)
        layout = column(self, gap=4)
        layout.addLayout(ligne)
        fill(layout, self._manque)

    def read(self, le: date) -> CriteresRevue | None:
        """Return the criteria on a day; None while the ages are not understood."""
        ages = read_ages(self.ages.text())
        if ages is None:
            return None
        jours = int(self.periode.currentData())
        du = le - timedelta(days=jours) if jours else None
        sexe = Sexe(self.sexe.current) if self.sexe.current else None
        return CriteresRevue(du, le, self.medicament.text().strip(), sexe, *ages)

    def _show_missing(self) -> None:
        is_lu = read_ages(self.ages.text()) is not None
        self._manque.setText("" if is_lu else _ILLISIBLE)
        self._manque.setVisible(not is_lu)

    def _ask(self) -> None:
        if read_ages(self.ages.text()) is None:
            self.ages.setFocus()
            return
        self.asked.emit()
