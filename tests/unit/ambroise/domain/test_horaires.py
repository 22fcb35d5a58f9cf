"""Opening hours written in one line, and the free times they leave."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.domain.horaires import free_slots, parse_horaires

LUNDI = date(2026, 6, 1)


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


def test_free_times_are_within_the_hours_not_past_and_not_taken() -> None:
    maintenant = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
    horaires = parse_horaires("lun 9:00-10:20 14:00-14:40")
    pris = RendezVous(UUID(int=1), maintenant, maintenant + timedelta(minutes=20), "x", UUID(int=2))
    libres = free_slots(horaires, LUNDI, [pris], timedelta(minutes=20), maintenant)
    assert [c.debut.time() for c in libres] == [time(9, 50), time(14), time(14, 20)]
    annule = RendezVous(
        UUID(int=1), maintenant, maintenant + timedelta(minutes=20), "x", UUID(int=2), EtatRendezVous.ANNULE
    )
    assert len(free_slots(horaires, LUNDI, [annule], timedelta(minutes=20), maintenant)) == 4
    assert free_slots(horaires, LUNDI + timedelta(days=1), [], timedelta(minutes=20), maintenant) == ()


def test_the_hours_are_those_of_the_clock_of_the_office_when_it_changes() -> None:
    paris = ZoneInfo("Europe/Paris")
    horaires = parse_horaires("dim 9-10")
    ((ouverture, _fermeture),) = horaires.plages(date(2026, 3, 29), paris)
    assert ouverture.astimezone(UTC).hour == 7
