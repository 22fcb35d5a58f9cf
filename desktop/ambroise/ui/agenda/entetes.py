"""The heads of the columns: the day, the practitioner, how many come; today stands out."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

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
        """Show the heads: a day over its practitioners, who are named when there are several."""
        clear(self._layout)
        plusieurs = len({c.jour.agenda.praticien for c in colonnes}) > 1
        for jour, groupe in groupby(colonnes, key=lambda c: c.jour.jour):
            siennes = list(groupe)
            if semaine:
                self._put(self._day(jour, siennes, aujourdhui, plusieurs=plusieurs), len(siennes))
                continue
            for colonne in siennes:
                self._put(_practitioner(colonne), 1)

    def _put(self, head: QWidget, colonnes: int) -> None:
        head.setMinimumWidth(0)
        head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._layout.addWidget(head, colonnes)

    def _day(
        self, jour: date, colonnes: Sequence[ColonneAgenda], aujourdhui: date, *, plusieurs: bool
    ) -> QWidget:
        mots = full_date(jour).replace(NBSP, " ").split()
        court = f"{mots[0][:3].capitalize()}. {mots[1]}"
        bouton = Button(court, variant="soft" if jour == aujourdhui else "quiet")
        bouton.setToolTip(full_date(jour))
        comptes = ", ".join(
            f"{c.jour.agenda.nom}{NBSP}: {_count(c)}" if plusieurs else _count(c) for c in colonnes
        )
        bouton.setAccessibleName(f"{full_date(jour)}, {comptes}")
        bouton.clicked.connect(lambda _checked=False: self.day_wanted.emit(jour))
        head, noms = QWidget(), row(gap=0)
        fill(column(head, margins=(4, 0, 2, 2)), bouton, noms)
        for colonne in colonnes:
            nom = label(short_name(colonne.jour.agenda.nom) if plusieurs else _count(colonne), "label")
            nom.setToolTip(f"{colonne.jour.agenda.nom}\n{_count(colonne)}")
            nom.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            nom.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            noms.addWidget(nom, 1)
        return head


def short_name(nom: str) -> str:
    """Return the family name of « Dr LIBRE Max », the whole when no word is in capitals."""
    return " ".join(mot for mot in nom.split() if len(mot) > 1 and mot.isupper() and "." not in mot) or nom


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
    tenus = (e.rendez_vous for e in colonne.entrees if e.rendez_vous.id not in colonne.ailleurs)
    combien = sum(not (rdv.is_pause or rdv.is_libre) for rdv in tenus)
    mots = [plural(combien, "patient")] if combien or not conges else [conges[0].rendez_vous.motif]
    if colonne.jour.conflits:
        mots.append(plural(len(colonne.jour.conflits), "conflit"))
    return " · ".join(mots)
