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


def times(octets: bytes, du: datetime = DU, au: datetime = AU) -> list[RendezVous]:
    """Return the times that a calendar takes."""
    return list(read_calendar(octets, du, au).rendez_vous)


def refusals(octets: bytes) -> list[str]:
    """Return why events of a calendar are not kept."""
    return [refus.raison for refus in read_calendar(octets, DU, AU).refus]


def test_appointments_go_out_and_come_back_without_the_patient() -> None:
    debut = datetime(2026, 3, 2, 9, tzinfo=UTC)
    rdv = RendezVous(uuid4(), debut, debut + timedelta(minutes=15), "Suivi, contrôle ; l’an", uuid4())
    annule = RendezVous(uuid4(), debut, debut + timedelta(minutes=15), "x", etat=EtatRendezVous.ANNULE)
    octets = write_calendar([rdv, annule])
    assert b"VERSION:2.0" in octets
    lu, parti = times(octets, DU, AU)
    if lu.id != rdv.id:
        lu, parti = parti, lu
    assert (lu.id, parti.id, parti.etat) == (rdv.id, annule.id, EtatRendezVous.ANNULE)
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
    lus = times(octets, DU, AU)
    assert [(r.debut.day, r.debut.hour) for r in lus] == [(2, 9), (16, 9), (23, 9), (30, 9)]
    assert [r.debut.astimezone(UTC).hour for r in lus] == [8, 8, 8, 7]
    assert [r.id for r in lus] == [r.id for r in times(octets, DU, AU)]


def test_whole_days_floating_times_durations_and_ends_are_understood() -> None:
    assert times(calendar("DTSTART;VALUE=DATE:20260310"), DU, AU)[0].fin.day == 11
    (lu,) = times(calendar("DTSTART:20260310T090000", "DURATION:PT45M"), DU, AU)
    assert lu.fin - lu.debut == timedelta(minutes=45)
    assert lu.debut.utcoffset() == timedelta(hours=1)
    jusqua = calendar("DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY;UNTIL=20260304T090000Z")
    assert len(times(jusqua, DU, AU)) == 3
    assert len(times(calendar("DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY;COUNT=2"), DU, AU)) == 2
    assert times(calendar("DTSTART:20260502T090000Z"), DU, AU) == []
    (annule,) = times(calendar("DTSTART:20260302T090000Z", "STATUS:CANCELLED"), DU, AU)
    assert annule.etat is EtatRendezVous.ANNULE
    assert refusals(calendar("SUMMARY:x")) == ["Il n’a pas de début."]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "regle",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=1",
        "FREQ=HOURLY",
        "FREQ=JAMAIS",
        "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12;BYMINUTE=0,1,2,3,4,5,6,7,8,9;BYSECOND=1,2,3,4,5",
        "COUNT=3",
    ],
)
def test_a_rule_made_to_run_for_ever_is_refused_alone(regle: str) -> None:
    octets = calendar("DTSTART:20000302T090000Z", f"RRULE:{regle}")
    lu = read_calendar(octets, DU, AU)
    assert (lu.rendez_vous, len(lu.refus)) == ((), 1)
    suivi = calendar("DTSTART:20260302T090000Z").decode().replace("UID:1", "UID:2")
    ensemble = octets.decode().replace("END:VCALENDAR\r\n", suivi.partition("PRODID:x\r\n")[2])
    lu = read_calendar(ensemble.encode(), DU, AU)
    assert (len(lu.rendez_vous), len(lu.refus)) == (1, 1)


def test_a_rule_without_end_fills_only_the_time_asked() -> None:
    sans_fin = calendar("DTSTART:20000302T090000Z", "RRULE:FREQ=DAILY")
    assert len(times(sans_fin)) == 31
    sans_bornes = calendar("DTSTART:20000302T090000Z", "RRULE:FREQ=DAILY;COUNT=999999999999999999999999")
    assert refusals(sans_bornes) == ["Cet événement ne se lit pas."]
    assert refusals(calendar("DTSTART:19700302T090000Z", "RRULE:FREQ=DAILY")) == [
        "Il se répète depuis plus de quarante ans."
    ]


@pytest.mark.timeout(60)
def test_a_rule_that_never_falls_ends() -> None:
    jamais = calendar("DTSTART:20200301T090000Z", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31")
    assert times(jamais, DU, AU) == []


def test_a_time_zone_that_nobody_knows_is_told_rather_than_guessed() -> None:
    for fuseau in ("Nulle/Part", "../../etc/passwd", "x" * 200):
        lu = read_calendar(calendar(f"DTSTART;TZID={fuseau}:20260302T090000", "SUMMARY:Staff"), DU, AU)
        assert (lu.rendez_vous, [r.titre for r in lu.refus]) == ((), ["Staff"])
        assert "fuseau horaire est inconnu" in lu.refus[0].raison
        assert len(lu.refus[0].raison) < 120
    with pytest.raises(ReponseInvalide):
        times(calendar(f"DTSTART;TZID={'x' * 5000}:20260302T090000"))
    (windows,) = times(calendar("DTSTART;TZID=Romance Standard Time:20260302T090000"))
    assert windows.debut.astimezone(UTC).hour == 8


@pytest.mark.timeout(60)
def test_a_time_zone_made_to_be_unrolled_for_ever_is_not() -> None:
    zone = (
        "BEGIN:VTIMEZONE", "TZID:X", "BEGIN:STANDARD", "DTSTART:16010101T000000",
        "RRULE:FREQ=SECONDLY", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "END:STANDARD", "END:VTIMEZONE",
    )  # fmt: skip
    octets = calendar("DTSTART;TZID=X:20260302T090000").decode()
    octets = octets.replace("BEGIN:VEVENT", "\r\n".join([*zone, "BEGIN:VEVENT"]), 1)
    with suppress(ReponseInvalide):
        assert len(read_calendar(octets.encode(), DU, AU).rendez_vous) <= 1


def test_an_occurrence_moved_alone_takes_the_place_of_its_rule_and_keeps_its_identifier() -> None:
    maitre = calendar("DTSTART:20260302T090000Z", "DTEND:20260302T100000Z", "RRULE:FREQ=WEEKLY;COUNT=3")
    avant = times(maitre)
    autre = (
        "BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID:20260309T090000Z\r\nDTSTART:20260309T140000Z\r\n"
        "DTEND:20260309T150000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    apres = times(maitre.replace(b"END:VCALENDAR\r\n", autre.encode()))
    assert [r.id for r in apres] == [r.id for r in avant]
    assert [r.debut.hour for r in apres] == [9, 14, 9]


def test_an_event_moved_in_its_calendar_keeps_its_identifier() -> None:
    (avant,) = times(calendar("DTSTART:20260302T090000Z"))
    (apres,) = times(calendar("DTSTART:20260303T150000Z"))
    assert avant.id == apres.id


def test_dates_added_one_by_one_and_ends_before_the_beginning_are_told() -> None:
    assert "une à une" in refusals(calendar("DTSTART:20260302T090000Z", "RDATE:20260303T090000Z"))[0]
    inverse = calendar("DTSTART:20260302T090000Z", "DTEND:20260302T080000Z")
    assert refusals(inverse) == ["Il finit avant de commencer."]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "octets",
    [
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n" * 100_000 + b"END:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 100_000,
        b"x" * 6_000_000,
        b"BEGIN:VCALENDAR",
        b"\xff\xfe\x00",
        b"",
    ],
    ids=["10^5 events", "nested", "huge", "cut", "bytes", "empty"],
)
def test_what_would_take_too_long_or_is_no_calendar_is_refused_at_once(octets: bytes) -> None:
    with pytest.raises(ReponseInvalide) as refus:
        read_calendar(octets, DU, AU)
    assert refus.value.code == "calendrier_illisible"


def test_many_rules_together_are_bounded_too() -> None:
    regles = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART:20260101T090000Z\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\n"
        for n in range(200)
    )
    octets = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{regles}END:VCALENDAR\r\n".encode()
    with pytest.raises(ReponseInvalide, match="trop de rendez-vous"):
        read_calendar(octets, DU, AU + timedelta(days=366))


@given(st.binary(max_size=300))
def test_no_bytes_upset_the_reader(octets: bytes) -> None:
    for essai in (octets, calendar(octets.decode("latin-1"))):
        with suppress(ReponseInvalide):
            read_calendar(essai, DU, AU)
