"""The national directory follows its daily delivery: what arrived in the folder is imported at night."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Final

from ambroise.usecases.ports_en_ligne import BilanAnnuaire, PortAnnuaire

_DUREE_NUIT: Final = timedelta(hours=5)
"""An import takes minutes of processor time: begun later, it would slow the first patients."""


class NuitAnnuaire:
    """Imports once what the folder holds and the index does not.

    Args:
        dossier: the folder of the deliveries, empty when none is set.
        heure: from which hour on, 0 to 23; negative, never.
    """

    def __init__(
        self,
        annuaire: PortAnnuaire,
        dossier: Callable[[], str],
        heure: int,
        horloge: Callable[[], datetime],
    ) -> None:
        self._annuaire = annuaire
        self._dossier = dossier
        self._heure = heure
        self._horloge = horloge
        self._essaye_le: date | None = None

    def run_due(self, wait: Callable[[timedelta], bool]) -> BilanAnnuaire | None:
        """Import what arrived; None when nothing did, or when it is not night.

        Raises:
            AmbroiseError: the delivery cannot be trusted; the former index stays.
        """
        dossier, jour = self._dossier(), self._horloge().astimezone().date()
        if not dossier or jour == self._essaye_le or not self._is_nuit():
            return None
        if not self._annuaire.has_nouveautes(Path(dossier)):
            return None
        self._essaye_le = jour  # a delivery that cannot be trusted is not read again every minute
        stop = Event()

        def on_avance(_done: int, _total: int) -> None:
            if wait(timedelta(0)):
                stop.set()

        return self._annuaire.import_dossier(Path(dossier), on_avance, stop)

    def _is_nuit(self) -> bool:
        if self._heure < 0:
            return False
        maintenant = self._horloge().astimezone()
        minuit = maintenant.replace(hour=0, minute=0, second=0, microsecond=0)
        return timedelta(0) <= maintenant - minuit - timedelta(hours=self._heure) < _DUREE_NUIT
