"""A treatment given by fractions: the days each one is for, and its units when it is less than whole packs.

CSP R5132-30 (the prescriber writes the length of each fraction) and R5132-33 (presented within three days of
the end of the former one, else only its remaining days leave). Units are counted one by one, as the register
of narcotics counts them: a pack is opened, what it still holds stays in stock for the next fraction.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

JOURS_PRESENTATION: Final = 3
ARTICLE: Final = "CSP R5132-30"


@dataclass(frozen=True, slots=True)
class FractionDue:
    """The days that one dispensing is for, and those that the next ones are for."""

    jours: int
    jours_apres: int


@dataclass(frozen=True, slots=True)
class Part:
    """What one fraction gives in units, from packs that may be opened; ``a_venir`` is kept for the next."""

    unites: Decimal
    a_venir: Decimal

    def packs(self, unites_par_boite: Decimal) -> int:
        """Return how many packs it is taken from."""
        return math.ceil(self.unites / unites_par_boite)


def end_of_fraction(debut: date, fraction_jours: int, faites: Iterable[date]) -> date | None:
    """Return the last day covered by the fractions made, None before the first.

    A fraction presented in time covers its whole length from that day; a late one ends when it had to.
    """
    fin: date | None = None
    due = debut
    for le in sorted(faites):
        est_tard = (le - due).days > JOURS_PRESENTATION
        fin = (due if est_tard else max(le, due)) + timedelta(days=fraction_jours - 1)
        due = fin + timedelta(days=1)
    return fin


def find_fraction(duree_jours: int, fraction_jours: int, faites: int, jours_perdus: int = 0) -> FractionDue:
    """Return the days of the fraction that follows those made; ``jours_perdus`` is what being late takes."""
    reste = max(0, duree_jours - faites * fraction_jours)
    jours = min(fraction_jours, reste)
    return FractionDue(max(0, jours - jours_perdus), reste - jours)


def compute_part(fraction: FractionDue, par_jour: Fraction) -> Part:
    """Return the units of a fraction; a part of a unit is rounded up, as one is not cut."""
    return Part(_units(par_jour, fraction.jours), _units(par_jour, fraction.jours_apres))


def _units(par_jour: Fraction, jours: int) -> Decimal:
    return Decimal(math.ceil(par_jour * jours))
