"""The environment of a child process that runs the program as an installed one does, bytecode at hand."""

import os
from pathlib import Path

RACINE = Path(__file__).parents[2]


def installed_environment(**variables: str) -> dict[str, str]:
    """Return this environment, the sources found and their bytecode kept apart in ``build/``."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(str(RACINE / part) for part in ("desktop", "integrations", ".")),
        "PYTHONPYCACHEPREFIX": str(RACINE / "build" / "bytecode"),
        **variables,
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment
