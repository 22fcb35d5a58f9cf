"""Start this package in a process of its own, from a checkout as from a wheel."""

import os
from pathlib import Path


def python_environment() -> dict[str, str]:
    """Return the environment in which a bare interpreter finds this package."""
    roots = [str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(roots)}
