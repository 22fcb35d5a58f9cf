"""What the screen of the national directory asks; every call runs in a worker, the import lasts minutes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Final, Protocol

from ambroise.usecases.ports_en_ligne import BilanAnnuaire, Correspondant

VIEUX: Final = timedelta(days=30)
"""Data older than this are told: addresses close and open every day."""


@dataclass(frozen=True)
class EtatAnnuaire:
    """What is on this seat, and what waits in the folder of the deliveries.

    Args:
        donnees_du: the date of the data, None before the first import.
        dossier: where deliveries arrive, empty when none is set; read again every night.
        has_nouveautes: the folder holds a delivery that was not imported.
    """

    donnees_du: datetime | None
    dossier: str
    has_nouveautes: bool


class Annuaire(Protocol):
    """The local index of the national directory."""

    def etat(self) -> EtatAnnuaire: ...

    def keep_dossier(self, dossier: str) -> None:
        """Keep the folder to read again every night; empty, none is."""

    def import_dossier(
        self, dossier: Path, on_avance: Callable[[float], None], annule: Event
    ) -> BilanAnnuaire:
        """Bring the index up to date; stopped, it goes on from there the next time."""

    def search(self, texte: str) -> Sequence[Correspondant]:
        """Return the correspondents that hold every word."""
