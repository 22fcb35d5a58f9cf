"""How long the copy of an order of narcotics is kept, and how copies are classed."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from ambroise.domain.copie_ordonnance import CopieOrdonnance, OrigineCopie, filing_order


def copie(
    le: date = date(2026, 6, 4), prescripteur: str = "Dr LIBRE Max", *, detruite: bool = False
) -> CopieOrdonnance:
    quand = datetime(2030, 1, 1, tzinfo=UTC) if detruite else None
    return CopieOrdonnance(
        UUID(int=1), UUID(int=2), "02AMBTEST2JC4NYGHZ", prescripteur, "ADRUN Zoe", le, (187,),
        OrigineCopie.DESSINEE, detruite_le=quand,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("le", "fin"),
    [(date(2026, 6, 4), date(2029, 6, 4)), (date(2028, 2, 29), date(2031, 2, 28))],
)
def test_copy_is_kept_three_years_to_the_day(le: date, fin: date) -> None:
    assert copie(le).a_garder_jusqu_au == fin
    assert not copie(le).is_destructible(fin)
    assert copie(le).is_destructible(fin.replace(year=fin.year + 1))


def test_copy_is_destroyed_once() -> None:
    assert not copie(detruite=True).is_destructible(date(2040, 1, 1))


def test_copies_are_classed_by_prescriber_then_by_date() -> None:
    b, a_tard, a_tot = (
        copie(date(2026, 1, 1), "Dr MARTIN Jeanne"),
        copie(date(2026, 3, 1), "Dr LIBRE Max"),
        copie(date(2026, 2, 1), "Dr LIBRE Max"),
    )
    assert sorted((b, a_tard, a_tot), key=filing_order) == [a_tot, a_tard, b]
