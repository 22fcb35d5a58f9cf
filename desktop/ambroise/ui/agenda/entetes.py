"""The heads of the columns: the day, the practitioner, how many come; today stands out."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ambroise.ui.agenda.grille import GOUTTIERE
from ambroise.ui.agenda.ports import ColonneAgenda
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import clear, column, fill, label, row
from ambroise.ui.words import NBSP, full_date, plural

HAUTEUR = 48


class Entetes(QWidget):
    """One head a column, in line with the grid below; a day of the week opens by its button."""

    day_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HAUTEUR)
        self._layout: QHBoxLayout = row(self, margins=(GOUTTIERE, 0, 0, 0), gap=0)

    def set_right_margin(self, pixels: int) -> None:
        """Leave the width of the scroll bar of the grid."""
        self._layout.setContentsMargins(GOUTTIERE, 0, pixels, 0)

    def show_columns(self, colonnes: Sequence[ColonneAgenda], aujourdhui: date, *, semaine: bool) -> None:
        """Show the heads."""
        clear(self._layout)
        for colonne in colonnes:
            head = self._day(colonne, aujourdhui) if semaine else _practitioner(colonne)
            head.setMinimumWidth(0)
            self._layout.addWidget(head, 1)

    def _day(self, colonne: ColonneAgenda, aujourdhui: date) -> QWidget:
        jour = colonne.jour.jour
        mots = full_date(jour).replace(NBSP, " ").split()
        court = f"{mots[0][:3].capitalize()}. {mots[1]}"
        bouton = Button(court, variant="soft" if jour == aujourdhui else "quiet")
        bouton.setToolTip(full_date(jour))
        bouton.setAccessibleName(f"{full_date(jour)}, {_count(colonne)}")
        bouton.clicked.connect(lambda _checked=False, jour=jour: self.day_wanted.emit(jour))
        head = QWidget()
        compte = label(_count(colonne), "label")
        compte.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        fill(column(head, margins=(4, 0, 2, 2)), bouton, compte)
        return head


def _practitioner(colonne: ColonneAgenda) -> QWidget:
    head = QWidget()
    fill(
        column(head, margins=(8, 4, 4, 4)),
        label(colonne.jour.agenda.nom, "strong"),
        label(_count(colonne), "label"),
    )
    return head


def _count(colonne: ColonneAgenda) -> str:
    conges = [e for e in colonne.entrees if e.rendez_vous.is_pause]
    combien = sum(not (e.rendez_vous.is_pause or e.rendez_vous.is_libre) for e in colonne.entrees)
    mots = [plural(combien, "patient")] if combien or not conges else [conges[0].rendez_vous.motif]
    if colonne.jour.conflits:
        mots.append(plural(len(colonne.jour.conflits), "conflit"))
    return " · ".join(mots)
