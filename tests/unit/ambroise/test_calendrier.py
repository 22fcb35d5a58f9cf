from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambroise.adapters.calendrier import read_calendar, write_calendar
from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.usecases.errors import ReponseInvalide

DU = datetime(2026, 3, 1, tzinfo=UTC)
AU = datetime(2026, 4, 1, tzinfo=UTC)


def calendar(*lignes: str) -> bytes:
    corps = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:1", *lignes]
    return "\r\n".join([*corps, "END:VEVENT", "END:VCALENDAR", ""]).encode()


def test_appointments_go_out_and_come_back_without_the_patient() -> None:
    debut = datetime(2026, 3, 2, 9, tzinfo=UTC)
    rdv = RendezVous(uuid4(), debut, debut + timedelta(minutes=15), "Suivi, contrôle ; l’an", uuid4())
    annule = RendezVous(uuid4(), debut, debut + timedelta(minutes=15), "x", etat=EtatRendezVous.ANNULE)
    octets = write_calendar([rdv, annule])
    assert b"VERSION:2.0" in octets
    (lu,) = read_calendar(octets, DU, AU)
    assert (lu.debut, lu.fin, lu.motif, lu.patient_id) == (rdv.debut, rdv.fin, rdv.motif, None)


def test_a_name_is_only_shown_when_asked() -> None:
    debut = datetime(2026, 3, 2, 9, tzinfo=UTC)
    rdv = RendezVous(uuid4(), debut, debut + timedelta(minutes=15), "Suivi", UUID(int=1))
    assert b"MARTIN" not in write_calendar([rdv])
    assert b"MARTIN" in write_calendar([rdv], lambda _id: "MARTIN Zoé")


def test_a_weekly_event_is_unrolled_at_the_same_hour_across_summer_time() -> None:
    octets = calendar(
        "DTSTART;TZID=Europe/Paris:20260302T090000",
        "DTEND;TZID=Europe/Paris:20260302T093000",
        "RRULE:FREQ=WEEKLY;BYDAY=MO",
        "EXDATE;TZID=Europe/Paris:20260309T090000",
        "SUMMARY:Staff",
    )
    lus = read_calendar(octets, DU, AU)
    assert [(r.debut.day, r.debut.hour) for r in lus] == [(2, 9), (16, 9), (23, 9), (30, 9)]
    assert [r.debut.astimezone(UTC).hour for r in lus] == [8, 8, 8, 7]
    assert [r.id for r in lus] == [r.id for r in read_calendar(octets, DU, AU)]


def test_whole_days_floating_times_durations_and_ends_are_understood() -> None:
    assert read_calendar(calendar("DTSTART;VALUE=DATE:20260310"), DU, AU)[0].fin.day == 11
    (lu,) = read_calendar(calendar("DTSTART:20260310T090000", "DURATION:PT45M"), DU, AU)
    assert lu.fin - lu.debut == timedelta(minutes=45)
    assert lu.debut.utcoffset() == timedelta(hours=1)
    jusqua = calendar("DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY;UNTIL=20260304T090000Z")
    assert len(read_calendar(jusqua, DU, AU)) == 3
    assert len(read_calendar(calendar("DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY;COUNT=2"), DU, AU)) == 2
    assert read_calendar(calendar("DTSTART:20260502T090000Z"), DU, AU) == []
    assert read_calendar(calendar("DTSTART:20260302T090000Z", "STATUS:CANCELLED"), DU, AU) == []
    assert read_calendar(calendar("SUMMARY:x"), DU, AU) == []


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "regle",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=1",
        "FREQ=HOURLY",
        "FREQ=JAMAIS",
        "FREQ=DAILY;COUNT=999999999999999999999999",
    ],
)
def test_a_rule_made_to_run_for_ever_does_not(regle: str) -> None:
    try:
        lus = read_calendar(calendar("DTSTART:19800302T090000Z", f"RRULE:{regle}"), DU, AU)
    except ReponseInvalide:
        return
    assert len(lus) == 31


@pytest.mark.timeout(10)
def test_a_rule_that_never_falls_ends() -> None:
    jamais = calendar("DTSTART:20200301T090000Z", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31")
    assert read_calendar(jamais, DU, AU) == []


@pytest.mark.parametrize(
    "octets",
    [b"", b"\xff\xfe\x00", b"BEGIN:VCALENDAR", b"x" * 6_000_000, calendar("DTSTART:20269999T999999Z")],
)
def test_anything_else_is_no_calendar(octets: bytes) -> None:
    try:
        assert read_calendar(octets, DU, AU) == []
    except ReponseInvalide as erreur:
        assert erreur.code == "calendrier_illisible"  # noqa: PT017


@given(st.binary(max_size=300))
def test_no_bytes_upset_the_reader(octets: bytes) -> None:
    for essai in (octets, calendar(octets.decode("latin-1"))):
        with suppress(ReponseInvalide):
            read_calendar(essai, DU, AU)
