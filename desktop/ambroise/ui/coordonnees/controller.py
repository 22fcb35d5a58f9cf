"""Between the screen of the coordinates and its use case; a late answer about another patient is dropped."""

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from ambroise.domain.lieu import CommunePostale
from ambroise.domain.patient import Coordonnees, Patient
from ambroise.ui.coordonnees.ports import CoordonneesPatient
from ambroise.ui.coordonnees.screen import CoordonneesScreen
from ambroise.ui.tasks import Queue
from ambroise.usecases.errors import ConflitVersion

COMMUNES: Final = Queue("communes")


class CoordonneesController(QObject):
    """Reads, writes, and takes back."""

    saved = Signal(object)
    """The Patient written."""

    def __init__(
        self,
        screen: CoordonneesScreen,
        coordonnees: CoordonneesPatient,
        find_communes: Callable[[str], Sequence[CommunePostale]] = lambda _texte: (),
    ) -> None:
        super().__init__(screen)
        self._screen, self._coordonnees, self._find_communes = screen, coordonnees, find_communes
        self._asked: UUID | None = None
        screen.entered.connect(self._enter)
        screen.save_wanted.connect(self._save)
        screen.communes.wanted.connect(self._find)

    def _enter(self, patient_id: UUID) -> None:
        self._asked = patient_id
        self._screen.banners.clear()
        self._screen.toast.hide()

        def show(patient: Patient) -> None:
            if self._asked == patient_id:
                self._screen.show_patient(patient)

        self._screen.run(lambda _: self._coordonnees.read(patient_id), show)

    def _find(self, texte: str) -> None:
        self._screen.run(
            lambda _: self._find_communes(texte),
            lambda trouvees: self._screen.communes.show_found(texte, trouvees),
            queue=COMMUNES,
        )

    def _save(self, tapees: Coordonnees) -> None:
        lu = self._screen.patient
        if lu is None:
            return
        self._hold(True)
        self._screen.run(
            lambda _: self._coordonnees.save(lu, tapees),
            lambda ecrit: self._saved(lu, ecrit),
            on_error=lambda error: self._refused(tapees, error),
            on_done=lambda: self._hold(False),
        )

    def _saved(self, lu: Patient, ecrit: Patient) -> None:
        self.saved.emit(ecrit)
        if self._is_shown(ecrit):
            self._screen.banners.clear()
            self._screen.show_patient(ecrit)
            self._screen.toast.say("Coordonnées enregistrées", lambda: self._take_back(ecrit, lu.coordonnees))

    def _take_back(self, ecrit: Patient, avant: Coordonnees) -> None:
        if self._is_shown(ecrit):
            self._save(avant)

    def _refused(self, tapees: Coordonnees, error: BaseException) -> None:
        """What was typed stays, beside what another seat wrote: writing it again replaces it knowingly."""
        actuel = error.actuel if isinstance(error, ConflitVersion) else None
        if isinstance(actuel, Patient) and self._is_shown(actuel):
            self._screen.show_patient(actuel, tapees)
        self._screen.show_error(error)

    def _is_shown(self, patient: Patient) -> bool:
        return self._screen.patient is not None and self._screen.patient.id == patient.id

    def _hold(self, occupe: bool) -> None:
        self._screen.actions_["coordonnees_save"].setEnabled(not occupe)
