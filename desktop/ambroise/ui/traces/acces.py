"""« Qui a consulté ce dossier ? »: the accesses to the open file, printed for its patient."""

from pathlib import Path
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ambroise.domain.audit import FiltreTraces
from ambroise.ui.actions import Command
from ambroise.ui.errors import Explanation
from ambroise.ui.screen import Context, Screen
from ambroise.ui.traces.liste import TracesList
from ambroise.ui.traces.ports import Acces
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.words import NNBSP
from ambroise.usecases.traces import LignesTraces

_SCOPE: Final = "acces"

COMMANDS: Final = (
    Command("acces_print", "Imprimer pour le patient", "printer", "Ctrl+P", "La liste entière", _SCOPE),
    Command("acces_save", "Enregistrer en PDF", "download", "Ctrl+S", "À remettre au patient", _SCOPE),
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

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.list = TracesList("Accès à ce dossier", ("toutes", "lectures", "ecritures", "sorties", "bris"))
        page = QWidget()
        layout = column(page, margins=(20, 14, 20, 16), gap=12)
        tete = row(gap=8)
        fill(tete, label(f"Qui a consulté ce dossier{NNBSP}?", "title"), 0)
        fill(tete, Button.of(self.actions_["acces_save"]), Button.of(self.actions_["acces_print"]))
        layout.addLayout(tete)
        layout.addWidget(self.list, 1)
        self.put(page)
        self.actions_.on("acces_print", self.print_wanted.emit)
        self.actions_.on("acces_save", self._save)

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

    def _enter(self, patient_id: UUID) -> None:
        self._patient = patient_id
        self._screen.list.ask()

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
