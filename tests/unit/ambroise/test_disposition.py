"""Where overlapping appointments stand, and the scale they are drawn on."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambroise.ui.agenda.disposition import Case, lay_out
from ambroise.ui.agenda.echelle import JOUR, Echelle, instant_of, make_echelle, minute_of

INTERVALLES = st.lists(
    st.tuples(st.integers(0, 600), st.integers(1, 120)).map(lambda t: (t[0], t[0] + t[1])), max_size=14
)


def test_those_that_follow_each_other_keep_the_whole_width() -> None:
    assert lay_out([(0, 15), (15, 30), (60, 90)]) == (Case(0, 1), Case(0, 1), Case(0, 1))
    assert lay_out([]) == ()


def test_those_that_overlap_share_it_even_through_a_third() -> None:
    assert lay_out([(0, 60), (10, 30), (40, 80)]) == (Case(0, 2), Case(1, 2), Case(1, 2))


def test_one_that_has_nobody_at_its_right_widens() -> None:
    cases = lay_out([(0, 60), (0, 20), (0, 20), (30, 60)])
    assert cases[3] == Case(1, 3, 2)


def test_an_interval_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="finit"):
        lay_out([(10, 10)])


@given(INTERVALLES)
def test_no_two_that_overlap_ever_share_a_lane(intervalles: list[tuple[int, int]]) -> None:
    cases = lay_out(intervalles)
    for n, (debut, fin) in enumerate(intervalles):
        assert cases[n].rang >= 0
        assert cases[n].rang + cases[n].etendue <= cases[n].sur
        for m in range(n):
            if intervalles[m][0] < fin and debut < intervalles[m][1]:
                un = set(range(cases[n].rang, cases[n].rang + cases[n].etendue))
                assert not un & set(range(cases[m].rang, cases[m].rang + cases[m].etendue))
                assert cases[n].sur == cases[m].sur


def test_the_scale_holds_every_appointment_in_whole_hours_but_not_a_leave_of_days() -> None:
    echelle = make_echelle([(7 * 60 + 30, 8 * 60), (18 * 60, 20 * 60 + 10), (0, JOUR)], 80)
    assert (echelle.premiere, echelle.derniere) == (7 * 60, 21 * 60)
    assert make_echelle([], 80) == Echelle(pixels_heure=80)


@given(st.integers(8 * 60, 19 * 60 - 15))
def test_a_point_falls_in_the_step_drawn_there(minute: int) -> None:
    echelle = Echelle(pixels_heure=84)
    assert abs(echelle.minute(echelle.y(minute)) - minute) < 16


@pytest.mark.usefixtures("heure_de_paris")
def test_the_scale_follows_the_clock_on_the_days_it_changes() -> None:
    for jour, utc in ((date(2026, 3, 29), 7), (date(2026, 10, 25), 8), (date(2026, 6, 4), 7)):
        neuf = instant_of(9 * 60, jour)
        assert neuf == datetime(jour.year, jour.month, jour.day, utc, tzinfo=UTC)
        assert minute_of(neuf, jour) == 9 * 60
    assert minute_of(datetime(2026, 3, 28, 22, 0, tzinfo=UTC), date(2026, 3, 29)) == 0
    assert minute_of(datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 29)) == JOUR
    assert instant_of(JOUR, date(2026, 3, 29)) == datetime(2026, 3, 29, 22, tzinfo=UTC)
