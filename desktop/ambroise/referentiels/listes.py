"""A list that a practice may write itself, in TOML, in place of the one shipped."""

import tomllib
from pathlib import Path
from typing import Any, Final

TAILLE_MAXIMALE: Final = 1_000_000


class ListeInvalide(ValueError):
    """The file is no such list; the sentence says what is wrong, never what it holds."""


def read_toml(chemin: Path) -> dict[str, Any]:
    """Return what a list holds.

    Raises:
        ListeInvalide: too large, or unreadable.
    """
    try:
        if chemin.stat().st_size > TAILLE_MAXIMALE:
            raise ListeInvalide("fichier trop grand")
        return tomllib.loads(chemin.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as erreur:
        raise ListeInvalide("fichier illisible") from erreur
