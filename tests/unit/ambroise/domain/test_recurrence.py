"""Series of appointments follow RFC 5545, told by another library of it."""

from datetime import date, datetime, timedelta
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from ambroise.domain.recurrence import FOIS_MAXIMUM, Frequence, Recurrence, parse_rrule

JEUDI = date(2026, 6, 4)
JOURS = st.frozensets(st.integers(0, 6))


@given(
    st.sampled_from(Frequence),
    st.integers(1, 12),
    JOURS,
    st.integers(1, 60),
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
)
def test_the_dates_are_those_of_the_standard(
    frequence: Frequence, intervalle: int, jours: frozenset[int], fois: int, premier: date
) -> None:
    regle = Recurrence(frequence, intervalle, jours if frequence is Frequence.SEMAINE else frozenset(), fois)
    debut = datetime(premier.year, premier.month, premier.day)  # noqa: DTZ001
    attendus = [instant.date() for instant in rrulestr(regle.to_rrule(), dtstart=debut)]
    assert list(regle.dates(premier)) == attendus
    assert parse_rrule(regle.to_rrule()) == regle


def test_a_series_ends_on_its_last_day_included() -> None:
    regle = parse_rrule("RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20260612")
    assert [jour.day for jour in regle.dates(JEUDI)] == [5, 8, 10, 12]
    assert list(Recurrence(jusqua=JEUDI - timedelta(days=1)).dates(JEUDI)) == []


def test_a_series_that_would_not_end_soon_is_refused_and_read_no_further() -> None:
    regle = Recurrence(jusqua=date.max)
    assert len(list(islice(regle.dates(JEUDI), FOIS_MAXIMUM))) == FOIS_MAXIMUM
    with pytest.raises(ValueError, match="400"):
        list(regle.dates(JEUDI))


def test_the_end_of_time_ends_a_series() -> None:
    assert len(list(Recurrence(Frequence.MOIS, 1, fois=30).dates(date(9998, 12, 31)))) == 1
    assert len(list(Recurrence(intervalle=300, fois=9).dates(date(9999, 1, 1)))) == 1


@pytest.mark.parametrize(
    "texte",
    [
        "",
        "FREQ=DAILY",
        "FREQ=SECONDLY;COUNT=3",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=9999999999999999",
        "FREQ=DAILY;COUNT=3;UNTIL=20260101",
        "FREQ=DAILY;COUNT=3;COUNT=4",
        "FREQ=DAILY;BYDAY=MO;COUNT=3",
        "FREQ=WEEKLY;BYDAY=LU;COUNT=3",
        "FREQ=WEEKLY;INTERVAL=0;COUNT=3",
        "FREQ=WEEKLY;UNTIL=20261399",
        "FREQ=WEEKLY;UNTIL=demain",
        "FREQ=YEARLY;BYSETPOS=1;COUNT=3",
        "FREQ=DAILY;COUNT=\uff13",
    ],
)
def test_a_rule_that_is_not_kept_here_is_told(texte: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_rrule(texte)


@given(st.text(max_size=80))
def test_no_text_upsets_the_reader(texte: str) -> None:
    try:
        regle = parse_rrule(f"FREQ=DAILY;{texte}")
    except ValueError:
        return
    assert len(list(islice(regle.dates(JEUDI), 2))) <= 2
