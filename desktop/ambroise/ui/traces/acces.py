"""« Qui a consulté ce dossier ? »: the accesses to the open file, printed for its patient."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ambroise.domain.audit import FiltreTraces
from ambroise.ui.actions import Command
from ambroise.ui.errors import Explanation
from ambroise.ui.screen import Context, Screen
from ambroise.ui.traces.liste import TracesList
from ambroise.ui.traces.ports import Acces, Restriction
from ambroise.ui.traces.restriction import RestrictionCard, summary
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.widgets.toast import Toast
from ambroise.ui.words import NNBSP
from ambroise.usecases.traces import LignesTraces

T = TypeVar("T")

_SCOPE: Final = "acces"

COMMANDS: Final = (
    Command("acces_print", "Imprimer pour le patient", "printer", "Ctrl+P", "La liste entière", _SCOPE),
    Command("acces_restrict", "Qui peut le lire", "lock", "Ctrl+R", "Le garder à quelques personnes", _SCOPE),
    Command("acces_save", "Enregistrer en PDF", "download", "Ctrl+S", "À remettre au patient", _SCOPE),
    Command("acces_undo", "Annuler le dernier geste", "undo-2", "Ctrl+Z", "", _SCOPE),
)


def saved(chemin: str) -> Explanation:
    """Say where the list was written."""
    return Explanation(
        "La liste des accès est enregistrée",
        chemin,
        "Elle nomme le patient\u00a0: remettez-la-lui, puis effacez ce fichier.",
        "success",
        "circle-check",
    )


def write_pdf(chemin: str, contenu: bytes) -> None:
    """Write a file that only its owner reads. Raises OSError."""
    fichier = Path(chemin)
    fichier.touch(mode=0o600)
    fichier.write_bytes(contenu)


class AccesScreen(Screen):
    """Shows who opened a file; what is printed is the whole list, whatever the filters."""

    key, title = "acces", "Accès au dossier"
    shows_patient = True
    commands = COMMANDS

    entered = Signal(object)
    print_wanted = Signal()
    save_wanted = Signal(str)
    restriction_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.list = TracesList("Accès à ce dossier", ("toutes", "lectures", "ecritures", "sorties", "bris"))
        page = QWidget()
        layout = column(page, margins=(20, 14, 20, 16), gap=12)
        self.restriction, self.toast = RestrictionCard(), Toast(self)
        self._gardes = label("", "secondary")
        tete, titre = row(gap=8), column(gap=0)
        fill(titre, label(f"Qui a consulté ce dossier{NNBSP}?", "title"), self._gardes)
        tete.addLayout(titre)
        fill(tete, 0, *(Button.of(self.actions_[f"acces_{nom}"]) for nom in ("restrict", "save", "print")))
        layout.addLayout(tete)
        layout.addWidget(self.restriction)
        layout.addWidget(self.list, 1)
        self.put(page)
        self.actions_.on("acces_print", self.print_wanted.emit)
        self.actions_.on("acces_save", self._save)
        self.actions_.on("acces_restrict", self.restriction_wanted.emit)
        self.actions_.on("acces_undo", self.toast.undo)

    def show_restriction(self, restriction: Restriction) -> None:
        """Say under the title who may read the file."""
        self._gardes.setText(summary(restriction))

    def enter(self, argument: object = None) -> None:
        if isinstance(argument, UUID):
            self.entered.emit(argument)

    def first_focus(self) -> QWidget:
        return self.list.table

    def _save(self) -> None:
        chosen, _filter = QFileDialog.getSaveFileName(
            self, "Enregistrer la liste des accès", "acces.pdf", "PDF (*.pdf)"
        )
        if chosen:
            self.save_wanted.emit(chosen)


class AccesController(QObject):
    """Reads the accesses of the file shown; ``print_wanted`` carries whose list to show as pages."""

    print_wanted = Signal(object)

    def __init__(self, screen: AccesScreen, acces: Acces) -> None:
        super().__init__(screen)
        self._screen, self._acces = screen, acces
        self._patient: UUID | None = None
        screen.entered.connect(self._enter)
        screen.list.wanted.connect(self._read)
        screen.print_wanted.connect(lambda: self.print_wanted.emit(self._patient))
        screen.save_wanted.connect(self._save)
        screen.restriction_wanted.connect(self._ask_readers)
        screen.restriction.chosen.connect(self._restrict)

    def _enter(self, patient_id: UUID) -> None:
        self._patient = patient_id
        self._screen.restriction.hide()
        self._screen.list.ask()
        self._run(self._acces.restriction, self._screen.show_restriction)

    def _run(self, act: Callable[[UUID], T], then: Callable[[T], None]) -> None:
        """Ask something of the file shown, and forget the answer once another one is."""
        patient_id = self._patient
        if patient_id is not None:
            self._screen.run(
                lambda _: act(patient_id), lambda lu: then(lu) if self._patient == patient_id else None
            )

    def _ask_readers(self) -> None:
        self._run(self._acces.restriction, self._screen.restriction.open)

    def _restrict(self, lecteurs: frozenset[str]) -> None:
        def change(patient_id: UUID) -> tuple[Restriction, Restriction]:
            return self._acces.restriction(patient_id), self._acces.restrict(patient_id, lecteurs)

        self._run(change, lambda change: self._restricted(*change))

    def _restricted(self, avant: Restriction, apres: Restriction) -> None:
        self._screen.restriction.hide()
        self._screen.show_restriction(apres)
        self._screen.list.ask()
        self._screen.toast.say(summary(apres), lambda: self._restrict(avant.lecteurs))

    def _read(self, filtre: FiltreTraces, below: bool) -> None:
        patient_id = self._patient
        if patient_id is None:
            return

        def show(lues: LignesTraces) -> None:
            if self._patient == patient_id:
                self._screen.list.show_traces(lues, below=below)

        self._screen.run(lambda _: self._acces.accesses(patient_id, filtre), show)

    def _save(self, chemin: str) -> None:
        patient_id = self._patient
        if patient_id is None:
            return

        def told(_none: None) -> None:
            self._screen.banners.clear()
            self._screen.show_explanation(saved(chemin))

        self._screen.run(
            lambda _: write_pdf(chemin, self._acces.render(patient_id)), told, title="Liste des accès"
        )
