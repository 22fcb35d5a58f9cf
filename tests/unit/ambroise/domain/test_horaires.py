"""Opening hours written in one line, and the free times they leave."""

from datetime import UTC, date, time, timedelta

import pytest

from ambroise.domain.horaires import day_bounds, parse_horaires


def test_a_week_is_written_in_one_line() -> None:
    horaires = parse_horaires("lun-ven 9:00-12:00 14h-19h30; Sam 9-12 ;")
    assert (
        horaires.semaine[0]
        == horaires.semaine[4]
        == (
            (time(9), time(12)),
            (time(14), time(19, 30)),
        )
    )
    assert horaires.semaine[5] == ((time(9), time(12)),)
    assert horaires.semaine[6] == ()
    assert not horaires.is_vide
    assert parse_horaires("").is_vide


@pytest.mark.parametrize(
    "texte",
    [
        "9:00-12:00",
        "lundi 9-12",
        "lun 12:00-9:00",
        "lun 9-12 11-14",
        "lun 25-26",
        "ven-lun 9-12",
        "lun demain",
        "lun",
    ],
)
def test_what_is_no_hour_is_told(texte: str) -> None:
    with pytest.raises(ValueError, match="«"):
        parse_horaires(texte)


def test_the_hours_are_those_of_the_clock_of_the_office_when_it_changes(heure_de_paris: None) -> None:
    horaires = parse_horaires("dim 9-10")
    ((ouverture, _fermeture),) = horaires.plages(date(2026, 3, 29))
    assert ouverture.astimezone(UTC).hour == 7
    ((ouverture, _fermeture),) = horaires.plages(date(2026, 3, 22))
    assert ouverture.astimezone(UTC).hour == 8


def test_a_day_has_23_or_25_hours_when_the_clocks_change(heure_de_paris: None) -> None:
    assert [
        (fin - debut) // timedelta(hours=1)
        for debut, fin in map(day_bounds, (date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25)))
    ] == [24, 23, 25]
