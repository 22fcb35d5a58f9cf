"""Which alerts the counter shows first."""

from collections.abc import Sequence
from typing import Final

from ambroise.domain.alerte import Alerte

PAGE: Final = 12
"""Alerts shown at once: what a pharmacist reads with somebody waiting."""


def shown_first(alertes: Sequence[Alerte]) -> list[Alerte]:
    """Return what is read at a glance: every contra-indication, the others up to a page in all."""
    graves = [a for a in alertes if a.is_bloquante]
    return [*graves, *(a for a in alertes if not a.is_bloquante)][: max(PAGE, len(graves))]
