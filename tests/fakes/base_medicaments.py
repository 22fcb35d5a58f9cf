"""The shipped medicines base, built once for all test runs; built again when a source changes."""

import tempfile
from functools import lru_cache
from pathlib import Path

from ambroise.referentiels.base import BaseMedicamentsSqlite
from ambroise.referentiels.sources import open_base


@lru_cache(maxsize=1)
def shipped_base() -> BaseMedicamentsSqlite:
    """Return the base of the shipped sources."""
    return open_base(Path(tempfile.gettempdir()) / "ambroise-tests-medicaments")
