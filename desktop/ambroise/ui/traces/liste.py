"""A list of traces: filters by kind, author and day, the older ones on demand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QStackedWidget, QWidget

from ambroise.domain.audit import ActionAudit, FiltreTraces, TraceRangee
from ambroise.ui.journee.dates import read_date
from ambroise.ui.painting import SEMIBOLD
from ambroise.ui.tokens import Tone
from ambroise.ui.traces.mots import ACTIONS, GROUPES, place_words
from ambroise.ui.traces.objets import object_words
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.filters import Filters
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.widgets.rows import Cell, Column, RowsModel
from ambroise.ui.widgets.tables import DataTable
from ambroise.ui.widgets.wrapping import WrappingRow
from ambroise.ui.words import author_words, clock, plural
from ambroise.usecases.traces import LignesTraces

_TOUS: Final = "Tout le monde"


@dataclass(frozen=True)
class LigneTrace:
    """A trace with the name of its author and of what it is about, in local time."""

    trace: TraceRangee
    qui: str
    objet: str = ""

    @property
    def quand(self) -> datetime:
        return self.trace.entree.instant.astimezone()


COLONNES: Final[tuple[Column[LigneTrace], ...]] = (
    Column("Quand", lambda ligne: Cell.of(f"{ligne.quand:%d/%m/%Y}, {clock(ligne.quand)}"), 170, whole=True),
    Column("Qui", lambda ligne: Cell.of(ligne.qui, weight=SEMIBOLD), 200),
    Column("Quoi", lambda ligne: _act_cell(ligne), 190),
    Column("Sur", lambda ligne: Cell.of(ligne.objet), 0),
    Column("Où", lambda ligne: Cell.of(place_words(ligne.trace.entree), "secondary"), 250),
)


class TracesList(QWidget):
    """Shows traces; ``wanted`` asks for a filter, and whether what comes is added below."""

    wanted = Signal(object, bool)

    def __init__(self, name: str, groupes: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lignes: list[LigneTrace] = []
        self._filtre = FiltreTraces()
        choix = [(cle, mots) for cle, mots, _actions in GROUPES if cle in groupes]
        self.filtres = Filters(name, choix)
        self.filtres.chosen.connect(lambda _key: self.ask())
        self.qui = QComboBox()
        self.qui.setAccessibleName("Auteur")
        self.qui.addItem(_TOUS, "")
        self.qui.setMinimumWidth(200)
        self.qui.activated.connect(lambda _index: self.ask())
        self.du, self.au = (self._make_day(mots) for mots in ("depuis le", "jusqu’au"))
        self.model: RowsModel[LigneTrace] = RowsModel(COLONNES, tint=_tint, parent=self)
        self.table: DataTable[LigneTrace] = DataTable(self.model, name)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(EmptyState("history", "Aucune trace", "Rien ne répond à ces filtres."))
        self._compte = label("", "secondary")
        self.plus = Button("Plus anciennes", icon="history")
        self.plus.clicked.connect(lambda _checked=False: self._ask_older())
        tete, pied = WrappingRow(gap=8), row(gap=8)
        for filtre in (self.filtres, self.qui, self.du, self.au):
            tete.add(filtre)
        fill(pied, self._compte, 0, self.plus)
        layout = column(self, gap=12)
        layout.addWidget(tete)
        layout.addWidget(self._pages, 1)
        layout.addLayout(pied)

    def ask(self) -> None:
        """Ask for what the filters say, from the newest."""
        actions = next(kept for key, _words, kept in GROUPES if key == self.filtres.current)
        du, au = read_date(self.du.text()), read_date(self.au.text())
        self._filtre = FiltreTraces(
            frozenset[ActionAudit](actions),
            str(self.qui.currentData() or ""),
            datetime.combine(du, time()).astimezone() if du else None,
            datetime.combine(au + timedelta(days=1), time()).astimezone() if au else None,
        )
        self.wanted.emit(self._filtre, False)

    def show_traces(self, lues: LignesTraces, *, below: bool = False) -> None:
        """Show what was read, in place of the former traces or below them."""
        noms = lues.noms
        lignes = [
            LigneTrace(t, author_words(t.entree.auteur, noms), object_words(t.entree, noms))
            for t in lues.traces
        ]
        self._lignes = [*self._lignes, *lignes] if below else lignes
        self.model.show_rows(self._lignes)
        self._pages.setCurrentIndex(0 if self._lignes else 1)
        self._compte.setText(plural(len(self._lignes), "trace"))
        self.plus.setVisible(len(lignes) >= self._filtre.limite)
        self._offer_authors(lues.noms)
        if self._lignes:
            self.table.select(len(self._lignes) - len(lignes) if below else 0)

    def rows(self) -> list[LigneTrace]:
        """Return what is shown."""
        return list(self._lignes)

    def _ask_older(self) -> None:
        if self._lignes:
            self.wanted.emit(replace(self._filtre, avant=self._lignes[-1].trace.rang), True)

    def _offer_authors(self, noms: Mapping[str, str]) -> None:
        """Offer the accounts and whoever was seen; the one chosen stays chosen."""
        chosen = self.qui.currentData()
        known = {ligne.trace.entree.auteur: ligne.qui for ligne in self._lignes} | dict(noms)
        self.qui.clear()
        self.qui.addItem(_TOUS, "")
        for auteur, qui in sorted(known.items(), key=lambda item: item[1]):
            if auteur:
                self.qui.addItem(qui, auteur)
        self.qui.setCurrentIndex(max(self.qui.findData(chosen), 0))

    def _make_day(self, words: str) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(f"{words} 13/07/2026")
        field.setAccessibleName(words.capitalize())
        field.setFixedWidth(170)
        field.editingFinished.connect(self.ask)
        return field


def _act_cell(ligne: LigneTrace) -> Cell:
    action = ligne.trace.entree.action
    if action is ActionAudit.BRIS_DE_GLACE:
        return Cell.of(ACTIONS[action], "warning", SEMIBOLD, "triangle-alert")
    if action is ActionAudit.REFUS_SESSION:
        return Cell.of(ACTIONS[action], "warning", icon="lock")
    return Cell.of(ACTIONS[action])


def _tint(ligne: LigneTrace) -> Tone | None:
    return "warning" if ligne.trace.entree.action is ActionAudit.BRIS_DE_GLACE else None
