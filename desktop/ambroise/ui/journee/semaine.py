"""The week at a glance: a column a day, a row an hour that someone holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial
from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from ambroise.domain.agenda import PASSES, EtatRendezVous
from ambroise.ui.journee.ports import JourneeChargee, RendezVousDuJour
from ambroise.ui.painting import MEDIUM, REGULAR, SEMIBOLD, Span
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.layouts import column
from ambroise.ui.widgets.rows import Cell, Column, RowsModel
from ambroise.ui.widgets.tables import DataTable
from ambroise.ui.words import NBSP, full_date

JOURS: Final = 7


@dataclass(frozen=True)
class HeureSemaine:
    """One row: an hour, and who holds it each day."""

    heure: time
    jours: tuple[tuple[RendezVousDuJour, ...], ...]


def monday_of(jour: date) -> date:
    """Return the Monday of the week of a day."""
    return jour - timedelta(days=jour.weekday())


def week_rows(journees: Sequence[JourneeChargee]) -> tuple[HeureSemaine, ...]:
    """Put seven days in rows by hour; cancelled appointments leave their place."""
    par_heure: dict[time, list[list[RendezVousDuJour]]] = {}
    for rang, journee in enumerate(journees):
        for entree in journee.rendez_vous:
            if entree.rendez_vous.etat is EtatRendezVous.ANNULE:
                continue
            debut = entree.rendez_vous.debut.astimezone()
            cases = par_heure.setdefault(time(debut.hour, debut.minute), [[] for _ in range(JOURS)])
            cases[rang].append(entree)
    return tuple(
        HeureSemaine(heure, tuple(tuple(case) for case in par_heure[heure])) for heure in sorted(par_heure)
    )


def _case(rang: int, ligne: HeureSemaine) -> Cell:
    entrees = ligne.jours[rang]
    if not entrees:
        return Cell()
    premiere = entrees[0]
    if premiere.patient is None:
        return Cell.of(premiere.rendez_vous.motif, "secondary")
    passe = premiere.rendez_vous.etat in PASSES
    spans = [
        Span(premiere.patient.nom_affiche, REGULAR if passe else SEMIBOLD, "secondary" if passe else "text")
    ]
    if len(entrees) > 1:
        spans.append(Span(f" +{len(entrees) - 1}", MEDIUM, "warning"))
    icone = "armchair" if premiere.rendez_vous.etat is EtatRendezVous.EN_SALLE else ""
    return Cell(tuple(spans), icone, "success")


def week_columns(lundi: date) -> tuple[Column[HeureSemaine], ...]:
    """Return the columns of a week."""
    jours = []
    for rang in range(JOURS):
        jour = lundi + timedelta(days=rang)
        titre = NBSP.join(full_date(jour).replace(NBSP, " ").split()[:2]).capitalize()
        jours.append(Column(titre, partial(_case, rang)))
    heure: Column[HeureSemaine] = Column(
        "Heure",
        lambda ligne: Cell.of(f"{ligne.heure.hour}{NBSP}h{NBSP}{ligne.heure.minute:02d}", "secondary"),
        80,
    )
    return (heure, *jours)


class WeekTable(DataTable[HeureSemaine]):
    """A table walked cell by cell; ``cell_opened`` carries a row and the rank of a day."""

    cell_opened = Signal(object, int)

    def __init__(self, model: RowsModel[HeureSemaine]) -> None:
        super().__init__(model, "Rendez-vous de la semaine")
        self._semaine = model
        self.setSelectionBehavior(DataTable.SelectionBehavior.SelectItems)
        self.clicked.connect(self._open_cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open_cell(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _open_cell(self, index: QModelIndex) -> None:
        ligne = self._semaine.at(index.row())
        if ligne is not None and index.column() > 0:
            self.cell_opened.emit(ligne, index.column() - 1)


class SemaineView(QWidget):
    """Shows a week; ``opened`` carries the appointment chosen, ``day_wanted`` an empty day."""

    opened = Signal(object)
    day_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lundi = date.min
        self._stack = QStackedWidget()
        phrase = "Les rendez-vous de la semaine s’afficheront ici."
        self._stack.addWidget(EmptyState("calendar-days", "Aucun rendez-vous cette semaine", phrase))
        self._table: WeekTable | None = None
        column(self).addWidget(self._stack)

    @property
    def table(self) -> WeekTable | None:
        """The table shown, None for an empty week."""
        return self._table

    def show_semaine(self, lundi: date, journees: Sequence[JourneeChargee]) -> None:
        """Show a week."""
        self._lundi = lundi
        if self._table is not None:
            self._stack.removeWidget(self._table)
            self._table.deleteLater()
            self._table = None
        rows = week_rows(journees)
        if not rows:
            self._stack.setCurrentIndex(0)
            return
        self._table = WeekTable(RowsModel(week_columns(lundi), rows, parent=self))
        self._table.cell_opened.connect(self._open)
        self._stack.addWidget(self._table)
        self._stack.setCurrentWidget(self._table)

    def _open(self, ligne: HeureSemaine, rang: int) -> None:
        entrees = [e for e in ligne.jours[rang] if e.patient is not None]
        if entrees:
            self.opened.emit(entrees[0])
        else:
            self.day_wanted.emit(self._lundi + timedelta(days=rang))
