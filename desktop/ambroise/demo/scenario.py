"""The nine steps, from the card to the dispensing, each verified from the outside."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ambroise.demo.deroulement import Deroulement


def play(
    *, sortie: Path | None = None, captures: bool = True, dire: Callable[[str], None] = lambda _: None
) -> dict[str, Any]:
    """Play the scenario in fresh profiles and return the fields of the terminal contract."""
    deroulement = Deroulement(dire)
    return {
        "ok": deroulement.ok,
        "etapes": [e.as_json() for e in deroulement.etapes],
        "fichiers": {"dossier": sortie, "captures": [] if captures else None},
    }
