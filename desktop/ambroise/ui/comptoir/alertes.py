"""One alert for what is one thing to decide: an interaction is told once, with all the lines it concerns."""

from collections.abc import Sequence
from dataclasses import replace

from ambroise.domain.alerte import Alerte, TypeAlerte


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


def _key(alerte: Alerte) -> object:
    if alerte.type is not TypeAlerte.INTERACTION:
        return alerte.cle, alerte.lignes
    return alerte.niveau, frozenset(alerte.titre.casefold().split(" et ")), alerte.conduite
