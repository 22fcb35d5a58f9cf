"""Between the search screen and the searches: the last text typed always wins."""

from typing import Final

from PySide6.QtCore import QObject, Signal

from ambroise.ui.patients.ports import Notes, Patients
from ambroise.ui.patients.recherche import PatientsScreen
from ambroise.ui.tasks import Queue, Task
from ambroise.usecases.recherche_notes import PassageTrouve

_COMPTES: Final = Queue("textes")


class RechercheController(QObject):
    """Searches as one types; ``patient_wanted`` carries the UUID chosen."""

    patient_wanted = Signal(object)
    passage_wanted = Signal(object, object)
    """The UUID of the file, and of what to show in it."""
    coordonnees_wanted = Signal(object)
    """The UUID chosen, whose file stays closed."""
    new_wanted = Signal()
    card_wanted = Signal()

    def __init__(self, screen: PatientsScreen, patients: Patients, notes: Notes) -> None:
        super().__init__(screen)
        self._screen, self._patients, self._notes = screen, patients, notes
        self._last: Task | None = None
        screen.search_wanted.connect(self._search)
        screen.notes_wanted.connect(self._search_notes)
        screen.textes_wanted.connect(self._count_textes)
        screen.notes.again_wanted.connect(self._read_again)
        screen.passage_wanted.connect(self._open_passage)
        screen.patient_wanted.connect(self.patient_wanted)
        screen.coordonnees_wanted.connect(self.coordonnees_wanted)
        screen.new_wanted.connect(self.new_wanted)
        screen.card_wanted.connect(self.card_wanted)

    def follow(self) -> None:
        """Search again what is searched: another seat changed a file.  A reading of the notes leaves its
        trace, and is never made by itself."""
        texte = self._screen.field.text().strip()
        if texte and not self._screen.is_in_notes:
            self._search(texte)

    def _search(self, texte: str) -> None:
        self._forget()
        if not texte:
            self._screen.show_resultats(texte, ())
            return
        self._last = self._screen.run(
            lambda _: self._patients.search(texte), lambda r: self._screen.show_resultats(texte, r)
        )

    def _search_notes(self, texte: str) -> None:
        self._forget()
        if not texte:
            self._screen.show_passages(texte, ())
            return
        panel = self._screen.notes
        filtre, miennes = panel.filtre(self._screen.context.now().date()), panel.miennes.isChecked()
        self._last = self._screen.run(
            lambda _: self._notes.search(texte, filtre, miennes=miennes),
            lambda trouves: self._screen.show_passages(texte, trouves),
        )

    def _count_textes(self) -> None:
        """Beside the searches: counting every document of a large office takes a moment."""
        self._screen.run(
            lambda _: self._notes.read_bilan_textes(),
            self._screen.notes.show_textes,
            on_error=lambda _: None,  # the search itself says what is refused
            queue=_COMPTES,
        )

    def _read_again(self) -> None:
        self._screen.run(lambda _: self._notes.read_again(), lambda _: self._count_textes(), queue=_COMPTES)

    def _open_passage(self, trouve: PassageTrouve) -> None:
        if trouve.patient is not None:
            self.passage_wanted.emit(trouve.patient.id, trouve.passage.objet_id)

    def _forget(self) -> None:
        if self._last is not None:
            self._last.cancel()
