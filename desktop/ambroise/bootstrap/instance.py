"""The identity of this installation: one UUID, made once, under which its documents are numbered."""

import os
from pathlib import Path
from uuid import UUID, uuid4


def read_instance(fichier: Path) -> UUID:
    """Return the installation's UUID, written on first use (0600, never changed)."""
    if not fichier.exists():
        provisoire = fichier.with_suffix(".tmp")
        with os.fdopen(os.open(provisoire, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as sortie:
            sortie.write(str(uuid4()))
        provisoire.replace(fichier)
    return UUID(fichier.read_text(encoding="ascii").strip())
