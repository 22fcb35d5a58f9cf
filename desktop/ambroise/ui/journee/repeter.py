"""How often an appointment comes back: a rhythm, days of the week, so many times or until a day."""

from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ambroise.domain.recurrence import Frequence, Recurrence
from ambroise.ui.journee.dates import read_date
from ambroise.ui.widgets.buttons import FilterButton
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.words import NBSP

_RYTHMES: Final = (
    ("Une fois", None, 1),
    ("Chaque jour", Frequence.JOUR, 1),
    ("Un jour sur deux", Frequence.JOUR, 2),
    ("Certains jours de la semaine", Frequence.SEMAINE, 1),
    ("Une semaine sur deux", Frequence.SEMAINE, 2),
    ("Chaque mois", Frequence.MOIS, 1),
)
_FOIS: Final = (2, 3, 4, 5, 7, 10, 14, 15, 20, 21, 30, 60, 90)
_JOURS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


class Repeter(QWidget):
    """One choice until a rhythm is chosen: then its days and its end unfold."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rythme, self.fois, self.jusqua = QComboBox(), QComboBox(), QLineEdit()
        for rang, (mots, _, _) in enumerate(_RYTHMES):
            self.rythme.addItem(mots, rang)
        for fois in _FOIS:
            self.fois.addItem(f"{fois}{NBSP}fois", fois)
        self.rythme.setAccessibleName("Répéter")
        self.fois.setAccessibleName("Combien de fois")
        self.jusqua.setAccessibleName("Jusqu’au")
        self.jusqua.setPlaceholderText("au 13/07/2026")
        self.jours = tuple(FilterButton(mot[:2], mot.capitalize()) for mot in _JOURS)
        self._semaine, self._fin = QWidget(), QWidget()
        fill(row(self._semaine, gap=4), *self.jours, 0)
        fill(row(self._fin, gap=8), self.fois, label("ou", "secondary"), self.jusqua, 0)
        fill(column(self, gap=6), self.rythme, self._semaine, self._fin)
        self.setFocusProxy(self.rythme)
        self.rythme.currentIndexChanged.connect(self._show_parts)
        self.reset()

    def reset(self, jour: date | None = None) -> None:
        """Go back to one time; the days of the week begin with that of the appointment."""
        self.rythme.setCurrentIndex(0)
        self.fois.setCurrentIndex(_FOIS.index(7))
        self.jusqua.clear()
        for rang, bouton in enumerate(self.jours):
            bouton.setChecked(jour is not None and rang == jour.weekday())
        self._show_parts()

    def read(self) -> Recurrence | None:
        """Return the rule, None for one time.

        Raises:
            ValueError: the sentence to show.
        """
        _, frequence, intervalle = _RYTHMES[self.rythme.currentIndex()]
        if frequence is None:
            return None
        jours = frozenset(n for n, bouton in enumerate(self.jours) if bouton.isChecked())
        if frequence is not Frequence.SEMAINE:
            jours = frozenset()
        texte = self.jusqua.text().strip()
        if not texte:
            return Recurrence(frequence, intervalle, jours, fois=int(self.fois.currentData()))
        jusqua = read_date(texte)
        if jusqua is None:
            raise ValueError(f"La date s’écrit jour, mois, année{NBSP}: 13/07/2026.")
        return Recurrence(frequence, intervalle, jours, jusqua=jusqua)

    def _show_parts(self) -> None:
        frequence = _RYTHMES[self.rythme.currentIndex()][1]
        self._semaine.setVisible(frequence is Frequence.SEMAINE)
        self._fin.setVisible(frequence is not None)
        self.changed.emit()
