"""Between the questions asked of the patient on the order screen and the file that keeps the answers."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from ambroise.domain.entrees import Entree
from ambroise.ui.ordonnances.screen import OrdonnanceScreen
from ambroise.ui.patients.ports import Suivi
from ambroise.ui.tasks import MEDICAMENTS


class TerrainController(QObject):
    """``told`` carries the identifier of the patient and the Entree written."""

    told = Signal(object, object)

    def __init__(
        self, screen: OrdonnanceScreen, suivi: Suivi, read_patient: Callable[[], UUID | None]
    ) -> None:
        super().__init__(screen)
        self._screen, self._suivi, self._read_patient = screen, suivi, read_patient
        screen.no_allergy_told.connect(lambda: self._tell(suivi.declare_no_allergy))
        screen.maternite_told.connect(self._maternite)

    def _maternite(self, enceinte: bool, allaite: bool) -> None:
        self._tell(lambda id_: self._suivi.tell_maternite(id_, grossesse=enceinte, allaitement=allaite))

    def _tell(self, write: Callable[[UUID], Entree]) -> None:
        patient_id = self._read_patient()
        if patient_id is not None:
            self._screen.run(
                lambda _: write(patient_id),
                lambda entree: self.told.emit(patient_id, entree),
                queue=MEDICAMENTS,
            )
