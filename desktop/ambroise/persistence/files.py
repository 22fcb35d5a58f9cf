"""Write files that only their owner may read, whole or not at all."""

import os
import tempfile
from pathlib import Path

_PROVISOIRE = ".ecriture-"


def write_private(chemin: Path, contenu: bytes) -> None:
    """Replace a file atomically, mode 0600, flushed to the disk."""
    descripteur, provisoire = tempfile.mkstemp(dir=chemin.parent, prefix=_PROVISOIRE)
    try:
        with os.fdopen(descripteur, "wb") as fichier:
            fichier.write(contenu)
            fichier.flush()
            os.fsync(fichier.fileno())
        Path(provisoire).replace(chemin)
    except BaseException:
        Path(provisoire).unlink(missing_ok=True)
        raise
    sync_folder(chemin.parent)


def remove_unfinished(dossier: Path) -> None:
    """Remove what :func:`write_private` left in a folder when the power went."""
    for reste in dossier.glob(f"{_PROVISOIRE}*"):
        reste.unlink(missing_ok=True)


def sync_folder(dossier: Path) -> None:
    """Flush a folder so that a new name in it survives a power cut, where the system allows it."""
    if os.name != "posix":
        return
    descripteur = os.open(dossier, os.O_RDONLY)
    try:
        os.fsync(descripteur)
    finally:
        os.close(descripteur)
