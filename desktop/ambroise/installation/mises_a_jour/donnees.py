"""The practice's data during an update: copied before, put back when the new version fails."""

from datetime import datetime
from pathlib import Path
from typing import Protocol

from ambroise.installation.mises_a_jour.versions import format_version
from ambroise.persistence.copies import base_revision, copy_idle_base
from ambroise.persistence.database import overwrite_base
from ambroise.persistence.files import sync_folder
from ambroise.persistence.lock import ProfileLock
from ambroise.persistence.profile import Profil


class Donnees(Protocol):
    """What an update asks of the data."""

    @property
    def taille(self) -> int:
        """Bytes that a copy takes."""

    def copy(self, copie: Path) -> int:
        """Copy everything, consistently; return the bytes copied."""

    def put_back(self, copie: Path) -> bool:
        """Put the copy back if the data changed shape since; return whether it was needed."""


class DonneesLocales:
    """The encrypted database of a profile."""

    def __init__(self, profil: Profil, cle: bytes) -> None:
        self._profil, self._cle = profil, cle

    @property
    def taille(self) -> int:
        """Bytes of the database and of what is not yet merged into it."""
        fichiers = (self._profil.base, self._profil.base.with_name(f"{self._profil.base.name}-wal"))
        return sum(f.stat().st_size for f in fichiers if f.exists())

    def copy(self, copie: Path) -> int:
        """Copy the database, encrypted as it is, while nobody works on it. Raises ProfilOccupe."""
        if not self._profil.base.exists():
            return 0
        verrou = ProfileLock(self._profil.racine)
        verrou.acquire()
        try:
            provisoire = copie.with_suffix(".tmp")
            provisoire.unlink(missing_ok=True)
            copy_idle_base(self._profil.base, provisoire, self._cle)
            provisoire.replace(copie)
            sync_folder(copie.parent)
        finally:
            verrou.release()
        return copie.stat().st_size

    def put_back(self, copie: Path) -> bool:
        """Put the copy back when the database was migrated; else what is there may be more recent."""
        if not copie.exists():
            return False
        verrou = ProfileLock(self._profil.racine)
        verrou.acquire()
        try:
            if base_revision(self._profil.base, self._cle) == base_revision(copie, self._cle):
                return False
            overwrite_base(copie, self._profil.base, self._cle)
            return True
        finally:
            verrou.release()


class DonneesServeur:
    """The database of an office: its own server is backed up, and every migration is additive.

    A seat never puts an office's data back: the others are writing to it.
    """

    taille = 0

    def copy(self, copie: Path) -> int:  # noqa: ARG002 - the port's argument
        """Copy nothing."""
        return 0

    def put_back(self, copie: Path) -> bool:  # noqa: ARG002 - the port's argument
        """Put nothing back."""
        return False


def name_copy(dossier: Path, de: tuple[int, int, int], instant: datetime) -> Path:
    """Return where the copy made before leaving a version lies."""
    return dossier / f"avant-mise-a-jour-{format_version(de)}-{instant:%Y%m%dT%H%M%SZ}.sqlite"
