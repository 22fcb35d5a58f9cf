"""What the screen of the backups asks; every call runs in a worker and may take long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

VIEILLE: Final = timedelta(days=3)
"""A last good backup older than this is told, on this screen and in the things to do."""


@dataclass(frozen=True)
class EtatSauvegardes:
    """Where backups go by the settings, when the last good one was made, what to say of the key on paper."""

    lieu: str
    derniere: datetime | None
    cle_a_imprimer: str = ""


@dataclass(frozen=True)
class RestaurationVoulue:
    """What to restore, into which new folder; without a recovery key, the key of this session opens it."""

    lieu: str
    nom: str
    dossier: Path
    cle_secours: str = ""


class Sauvegardes(Protocol):
    """Backups of the profile."""

    def etat(self) -> EtatSauvegardes: ...

    def make(self, lieu: str, secret: str) -> str:
        """Back up and return the name; a password given is kept in the keyring."""

    def list(self, lieu: str, secret: str) -> Sequence[str]:
        """Return the names of the backups of a place, the newest first."""

    def ask_new_key(self) -> None:
        """Have the key changed once the window is closed. Raises DroitInsuffisant, NonPrisEnCharge."""

    def restore(self, voulue: RestaurationVoulue) -> int:
        """Restore into a new profile and return how many patients it holds."""
