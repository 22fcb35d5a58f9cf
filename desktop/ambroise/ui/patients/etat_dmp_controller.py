"""Between the state of what feeds the DMP and the outbox: try again in place, or show all that is shared."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from ambroise.domain.alimentation import VersionPartagee
from ambroise.ui.patients.dossier import DossierScreen
from ambroise.ui.patients.ports import EtatsDmp


class EtatDmpController(QObject):
    """Acts on the current row of the timeline, then reads the file again."""

    partage_wanted = Signal(object, object)
    """The UUID of a patient, and the version to show among what is shared."""

    def __init__(self, screen: DossierScreen, etats: EtatsDmp, refresh: Callable[[], None]) -> None:
        super().__init__(screen)
        self._screen, self._etats, self._refresh = screen, etats, refresh
        screen.chronologie.etat.mend_wanted.connect(self._mend)
        screen.chronologie.etat.see_wanted.connect(self._see)

    def _mend(self, version: VersionPartagee) -> None:
        def released(_: object) -> None:
            self._screen.toast.say("Relancé vers le DMP")
            self._refresh()

        self._screen.run(lambda _: self._etats.retry(version), released)

    def _see(self, version: VersionPartagee) -> None:
        dossier = self._screen.dossier
        if dossier is not None:
            self._screen.consultation.flush()
            self.partage_wanted.emit(dossier.patient.id, version)
