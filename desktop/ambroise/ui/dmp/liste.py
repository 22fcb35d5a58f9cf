"""The records this professional may open, or those with something new; each leads to its patient's DMP."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ambroise.domain.dmp_droits import LigneDmp
from ambroise.ui.actions import Command
from ambroise.ui.painting import SEMIBOLD, named
from ambroise.ui.screen import Context, Screen
from ambroise.ui.tasks import NETWORK
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.widgets.rows import Cell, Column, RowsModel
from ambroise.ui.widgets.segmented import Segmented
from ambroise.ui.widgets.tables import DataTable
from ambroise.ui.words import grouped_matricule, long_date, plural

AUTORISES, NOUVEAUX = "autorises", "nouveaux"
PERIODES: Final = (("7", "7 jours"), ("30", "30 jours"), ("365", "Un an"))
SANS_DOSSIER: Final = "Sans dossier ici"

COMMANDS: Final = (
    Command("dmp_liste_open", "Ouvrir ce DMP", "cloud", "", "Entrée sur une ligne", "dmp_liste"),
    Command("dmp_liste_refresh", "Chercher à nouveau", "refresh-cw", "Ctrl+R", "", "dmp_liste"),
)


def _patient(ligne: LigneDmp) -> Cell:
    if ligne.patient_id is None:
        return Cell.of(SANS_DOSSIER, "secondary")
    return Cell(named(ligne.nom, ligne.prenom))


def _jour(instant: object) -> Cell:
    return Cell.of(long_date(instant.astimezone().date()) if instant else "", "secondary")  # type: ignore[attr-defined]


COLONNES: Final[tuple[Column[LigneDmp], ...]] = (
    Column("Patient", _patient),
    Column(
        "Matricule INS", lambda x: Cell.of(grouped_matricule(x.dmp.matricules[0].numero), "secondary"), 188
    ),
    Column(
        "Médecin traitant",
        lambda x: Cell.of("Vous", "success", SEMIBOLD, "check") if x.dmp.is_medecin_traitant else Cell(()),
        148,
    ),
    Column("Dernier accès", lambda x: _jour(x.dmp.dernier_acces), 172),
    Column("Dernier ajout", lambda x: _jour(x.dmp.dernier_ajout), 172),
)


class ListesDmp(Protocol):
    """The lists (``usecases.dmp_droits``)."""

    def list_dmp(self, depuis: timedelta, *, nouveaux_documents: bool = False) -> Sequence[LigneDmp]: ...


class DmpListeScreen(Screen):
    """Shows the list that was asked; asks nothing by itself but the first one."""

    key, title = "dmp_liste", "Mes DMP"
    commands = COMMANDS

    wanted = Signal(object, bool)
    """Since how long, and whether only those with new documents."""
    patient_wanted = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.face = Segmented(
            "DMP montrés", [(AUTORISES, "Autorisés"), (NOUVEAUX, "Nouveaux documents")], AUTORISES
        )
        self.periode = Segmented("Depuis", PERIODES, "30")
        self._combien = label("", "secondary")
        self._model: RowsModel[LigneDmp] = RowsModel(COLONNES, parent=self)
        self.table: DataTable[LigneDmp] = DataTable(self._model, "DMP que vous pouvez ouvrir")
        self.table.opened.connect(self._open)
        self.table.current_changed.connect(self._offer)
        self._stack = QStackedWidget()
        for vue in (
            EmptyState("cloud", "Le DMP est interrogé", "La liste arrive, rien n’est bloqué."),
            self.table,
            EmptyState("cloud", "Aucun DMP", "Aucun n’a été autorisé ni complété dans cette période."),
        ):
            self._stack.addWidget(vue)
        page = QWidget()
        layout = column(page, margins=(24, 14, 16, 16), gap=10)
        tete = row(gap=8)
        fill(tete, label("Mes DMP", "title"), self.face, self.periode, self._combien, 0)
        fill(tete, Button.of(self.actions_["dmp_liste_open"], "primary"))
        fill(tete, Button.of(self.actions_["dmp_liste_refresh"]))
        layout.addLayout(tete)
        layout.addWidget(self._stack, 1)
        self.put(page)
        for choix in (self.face, self.periode):
            choix.chosen.connect(lambda _: self.ask())
        self.actions_.on("dmp_liste_refresh", self.ask)
        self.actions_.on("dmp_liste_open", lambda: self._open(self.table.current()))
        self._offer(None)

    def enter(self, argument: object = None) -> None:
        self.ask()

    def first_focus(self) -> QWidget:
        return self.table

    def ask(self) -> None:
        """Ask the list that is chosen."""
        self.banners.clear()
        self._stack.setCurrentIndex(0)
        jours = timedelta(days=int(self.periode.current or 30))
        self.wanted.emit(jours, self.face.current == NOUVEAUX)

    def show_lines(self, lignes: Sequence[LigneDmp]) -> None:
        """Show the records."""
        self._model.show_rows(lignes)
        self._combien.setText(plural(len(lignes), "DMP", "DMP"))
        self._stack.setCurrentIndex(1 if lignes else 2)
        if lignes:
            self.table.select(0)
        self._offer(self.table.current() if lignes else None)

    def show_failure(self, error: BaseException) -> None:
        """Say why there is no list."""
        self.show_lines(())
        self.show_error(error)

    def _offer(self, ligne: LigneDmp | None) -> None:
        self.actions_["dmp_liste_open"].setEnabled(ligne is not None and ligne.patient_id is not None)

    def _open(self, ligne: LigneDmp | None) -> None:
        if ligne is not None and ligne.patient_id is not None:
            self.patient_wanted.emit(ligne.patient_id)


class DmpListeController(QObject):
    """Between the list and the DMP; a late answer to a former question is dropped."""

    def __init__(self, screen: DmpListeScreen, listes: ListesDmp, go: Callable[[object], object]) -> None:
        super().__init__(screen)
        self._screen, self._listes = screen, listes
        self._demande = 0
        screen.wanted.connect(self._ask)
        screen.patient_wanted.connect(go)

    def _ask(self, depuis: timedelta, nouveaux: bool) -> None:
        self._demande += 1
        demande = self._demande

        def if_current(show: Callable[[object], None]) -> Callable[[object], None]:
            return lambda answer: show(answer) if demande == self._demande else None

        self._screen.run(
            lambda _: self._listes.list_dmp(depuis, nouveaux_documents=nouveaux),
            if_current(self._screen.show_lines),  # type: ignore[arg-type]
            on_error=if_current(self._screen.show_failure),  # type: ignore[arg-type]
            queue=NETWORK,
            title="Liste des DMP",
        )
