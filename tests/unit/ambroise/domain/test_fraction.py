"""The fractions of a treatment: their days, when each is due, their units (CSP R5132-30 and -33)."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from ambroise.domain.fraction import FractionDue, Part, compute_part, end_of_fraction, find_fraction
from ambroise.domain.quantite_delivrance import Prises

DEBUT = date(2026, 6, 4)


def day(rang: int) -> date:
    return DEBUT + timedelta(days=rang)


@pytest.mark.parametrize(
    ("faites", "fin"),
    [
        ((), None),
        ((0,), 6),
        ((2,), 8),  # in time: its seven days run from that day
        ((4,), 6),  # late: only the days that were left of it
        ((0, 7), 13),
        ((0, 10), 16),
        ((0, 11), 13),
        ((4, 7), 13),
    ],
)
def test_fraction_in_time_runs_whole_and_a_late_one_ends_when_it_had_to(
    faites: tuple[int, ...], fin: int | None
) -> None:
    attendue = day(fin) if fin is not None else None
    assert end_of_fraction(DEBUT, 7, [day(n) for n in faites]) == attendue


@pytest.mark.parametrize(
    ("faites", "perdus", "due"),
    [
        (0, 0, FractionDue(7, 21)),
        (3, 0, FractionDue(7, 0)),
        (1, 5, FractionDue(2, 14)),
        (4, 0, FractionDue(0, 0)),
        (0, 9, FractionDue(0, 21)),
    ],
)
def test_days_of_the_fraction_due_and_of_those_after(faites: int, perdus: int, due: FractionDue) -> None:
    assert find_fraction(28, 7, faites, perdus) == due


def test_last_fraction_is_shorter_when_the_treatment_is() -> None:
    assert find_fraction(10, 7, 1) == FractionDue(3, 0)


def test_units_are_whole_and_rounded_up() -> None:
    patch = Fraction(1, 3)
    assert compute_part(FractionDue(14, 14), patch) == Part(Decimal(5), Decimal(5))
    assert compute_part(FractionDue(7, 21), Fraction(2)) == Part(Decimal(14), Decimal(42))


def test_packs_that_a_fraction_is_taken_from() -> None:
    assert [Part(Decimal(n), Decimal(0)).packs(Decimal(7)) for n in (3, 7, 10)] == [1, 1, 2]


@pytest.mark.parametrize(
    ("par_jour", "paquet", "boites", "unites"),
    [
        (1, 14, 1, 7),  # half a pack
        (2, 14, 1, 14),  # a whole pack, but the order counts too few of them
        (2, 14, 4, None),  # whole packs, all written: they are counted as packs
        (1, 14, 2, 7),
        (1, None, 1, None),
    ],
)
def test_units_are_counted_only_when_packs_cannot_give_the_fraction(
    par_jour: int, paquet: int | None, boites: int, unites: int | None
) -> None:
    prises = Prises(Fraction(par_jour), fraction=FractionDue(7, 21))
    part = prises.part_of(Decimal(paquet) if paquet else None, boites)
    assert (part.unites if part else None) == unites


def test_treatment_that_is_not_fractioned_or_not_counted_has_no_part() -> None:
    assert Prises(Fraction(1)).part_of(Decimal(14), 1) is None
    assert Prises(None, fraction=FractionDue(7, 21)).part_of(Decimal(14), 1) is None
    assert Prises(Fraction(1), fraction=FractionDue(0, 21)).part_of(Decimal(14), 1) is None
