"""Keep a profile to one running instance, by a lock the system frees when the process dies."""

import os
import sys
from pathlib import Path
from typing import BinaryIO

from ambroise.usecases.errors import ProfilIllisible, ProfilOccupe


class ProfileLock:
    """An exclusive lock on ``verrou``; the file holds the process number of the owner."""

    def __init__(self, racine: Path) -> None:
        self._chemin = racine / "verrou"
        self._fichier: BinaryIO | None = None

    def acquire(self) -> None:
        """Take the lock at once or refuse.

        Raises:
            ProfilOccupe: another instance has it.
            ProfilIllisible: the directory cannot be written.
        """
        try:
            descripteur = os.open(self._chemin, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as erreur:
            raise _unwritable() from erreur
        fichier = os.fdopen(descripteur, "r+b", buffering=0)
        try:
            _lock(fichier)
        except OSError:
            fichier.seek(0)  # a refused lock of Windows leaves the file where it tried
            proprietaire = fichier.read(20).decode("ascii", "replace").strip() or "inconnu"
            fichier.close()
            raise ProfilOccupe(
                f"Ce profil est déjà ouvert par une autre instance d’Ambroise (processus {proprietaire}).",
                code="profil_occupe",
                remede="Revenez à la fenêtre déjà ouverte, ou fermez-la.",
            ) from None
        try:
            fichier.seek(0)
            fichier.truncate()
            fichier.write(str(os.getpid()).encode())
        except OSError as erreur:
            fichier.close()
            raise _unwritable() from erreur
        self._fichier = fichier

    def release(self) -> None:
        """Free the lock; without effect when it is not held."""
        if self._fichier is not None:
            self._fichier.close()
            self._fichier = None


def _unwritable() -> ProfilIllisible:
    return ProfilIllisible(
        "Le dossier du profil ne peut pas être écrit.",
        code="lecture_seule",
        remede="Vérifiez les droits du dossier et l’espace libre, ou choisissez un autre profil.",
    )


if sys.platform == "win32":
    import msvcrt

    def _lock(fichier: BinaryIO) -> None:
        # Far beyond the pid, so that another process may still read it.
        fichier.seek(1 << 20)
        msvcrt.locking(fichier.fileno(), msvcrt.LK_NBLCK, 1)
        fichier.seek(0)
else:
    import fcntl

    def _lock(fichier: BinaryIO) -> None:
        fcntl.flock(fichier.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
