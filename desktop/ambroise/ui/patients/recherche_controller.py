"""Between the search screen and the search: the last text typed always wins."""

from PySide6.QtCore import QObject, Signal

from ambroise.ui.patients.ports import Patients
from ambroise.ui.patients.recherche import PatientsScreen
from ambroise.ui.tasks import Task


class RechercheController(QObject):
    """Searches as one types; ``patient_wanted`` carries the UUID chosen."""

    patient_wanted = Signal(object)
    new_wanted = Signal()
    card_wanted = Signal()

    def __init__(self, screen: PatientsScreen, patients: Patients) -> None:
        super().__init__(screen)
        self._screen, self._patients = screen, patients
        self._last: Task | None = None
        screen.search_wanted.connect(self._search)
        screen.patient_wanted.connect(self.patient_wanted)
        screen.new_wanted.connect(self.new_wanted)
        screen.card_wanted.connect(self.card_wanted)

    def _search(self, texte: str) -> None:
        if self._last is not None:
            self._last.cancel()
        if not texte:
            self._screen.show_resultats(texte, ())
            return
        self._last = self._screen.run(
            lambda _: self._patients.search(texte), lambda r: self._screen.show_resultats(texte, r)
        )
