"""One alert for what is one thing to decide: an interaction is told once, with all the lines it concerns."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ambroise.domain.alerte import Alerte, TypeAlerte

PAGE: Final = 12
"""Alerts shown at once: what a pharmacist reads with somebody waiting."""


def group_alertes(alertes: Sequence[Alerte]) -> list[Alerte]:
    """Return the alerts in their order, the same interaction of the same two substances joined.

    The counter compares each line with the others, with what was given here and with other orders: one pair
    of substances comes back as many times as there are boxes of them.
    """
    joined: dict[object, Alerte] = {}
    for alerte in alertes:
        first = joined.setdefault(_key(alerte), alerte)
        if first is not alerte:
            joined[_key(alerte)] = replace(
                first,
                lignes=tuple(sorted({*first.lignes, *alerte.lignes})),
                traitements=tuple(dict.fromkeys((*first.traitements, *alerte.traitements))),
            )
    return list(joined.values())


def shown_first(alertes: Sequence[Alerte]) -> list[Alerte]:
    """Return what is read at a glance: every contra-indication, the others up to a page in all."""
    graves = [a for a in alertes if a.is_bloquante]
    return [*graves, *(a for a in alertes if not a.is_bloquante)][: max(PAGE, len(graves))]


def _key(alerte: Alerte) -> object:
    if alerte.type is not TypeAlerte.INTERACTION:
        return alerte.cle, alerte.lignes
    return alerte.niveau, frozenset(alerte.titre.casefold().split(" et ")), alerte.conduite
