"""Who comes next, since when one waits, and which times are free."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest

from ambroise.domain.agenda import (
    EtatRendezVous,
    RendezVous,
    find_ailleurs,
    find_conflits,
    find_creneaux_libres,
    next_rendez_vous,
)
from ambroise.domain.horaires import local_time

QUART = timedelta(minutes=15)


def _a(heure: int, minute: int = 0) -> datetime:
    return local_time(date(2026, 6, 4), time(heure, minute))


def _rdv(debut: datetime, etat: EtatRendezVous = EtatRendezVous.ATTENDU, **reste: object) -> RendezVous:
    patient: UUID | None = uuid4()
    arrive = reste.get("arrive_le")
    assert arrive is None or isinstance(arrive, datetime)
    return RendezVous(uuid4(), debut, debut + QUART, "Suivi", patient, etat, arrive)


def test_patient_in_the_room_passes_before_an_earlier_expected_one() -> None:
    attendu = _rdv(_a(9))
    en_salle = _rdv(_a(9, 30), EtatRendezVous.EN_SALLE)
    assert next_rendez_vous([attendu, en_salle]) is en_salle


def test_next_expected_is_the_earliest_when_the_room_is_empty() -> None:
    tard, tot = _rdv(_a(11)), _rdv(_a(10))
    assert next_rendez_vous([_rdv(_a(8), EtatRendezVous.VU), tard, tot]) is tot


def test_pause_is_never_called() -> None:
    pause = RendezVous(uuid4(), _a(12), _a(14), "Pause")
    assert pause.is_pause
    assert next_rendez_vous([pause]) is None


def test_waiting_counts_from_the_arrival_and_only_in_the_room() -> None:
    en_salle = _rdv(_a(9), EtatRendezVous.EN_SALLE, arrive_le=_a(8, 50))
    assert en_salle.attente(_a(9, 4)) == timedelta(minutes=14)
    assert en_salle.attente(_a(8)) == timedelta(0)
    assert _rdv(_a(9)).attente(_a(9, 4)) is None


def test_free_times_fill_the_holes_and_a_cancelled_one_frees_its_own() -> None:
    libres = find_creneaux_libres(
        [_rdv(_a(9)), _rdv(_a(9, 15), EtatRendezVous.ANNULE), _rdv(_a(9, 40))], _a(9), _a(10, 10), QUART
    )
    assert [creneau.debut for creneau in libres] == [_a(9, 15), _a(9, 55)]


def test_overlapping_appointments_do_not_open_a_free_time() -> None:
    long_ = RendezVous(uuid4(), _a(9), _a(10), "Long", uuid4())
    assert find_creneaux_libres([long_, _rdv(_a(9, 15))], _a(9), _a(10), QUART) == ()


def test_length_of_a_free_time_is_positive() -> None:
    with pytest.raises(ValueError, match="durée positive"):
        find_creneaux_libres([], _a(9), _a(10), timedelta(0))


def test_appointment_needs_its_zone_and_its_order() -> None:
    with pytest.raises(ValueError, match="fuseau"):
        RendezVous(uuid4(), datetime(2026, 6, 4, 9), datetime(2026, 6, 4, 10), "")  # noqa: DTZ001
    with pytest.raises(ValueError, match="après son début"):
        RendezVous(uuid4(), _a(10), _a(9), "")


def _with(praticien: str, debut: datetime, minutes: int = 15, patient: UUID | None = None) -> RendezVous:
    fin = debut + timedelta(minutes=minutes)
    return RendezVous(uuid4(), debut, fin, "Suivi", patient or uuid4(), praticien=praticien)


def test_two_appointments_of_one_practitioner_collide_and_both_say_so() -> None:
    un, deux, plus_tard = _with("a", _a(9), 30), _with("a", _a(9, 20)), _with("a", _a(9, 35))
    conflits = find_conflits([un, deux, plus_tard])
    assert set(conflits) == {un.id, deux.id}
    assert "09:20 à 09:35" in conflits[un.id][0]
    assert "09:00 à 09:30" in conflits[deux.id][0]


def test_an_appointment_within_a_leave_says_the_leave() -> None:
    conge = RendezVous(uuid4(), _a(8), _a(18), "Congé", praticien="a")
    rdv = _with("a", _a(9))
    assert "Congé" in find_conflits([conge, rdv])[rdv.id][0]


def test_a_patient_is_not_with_two_practitioners_at_once_and_free_time_collides_with_nothing() -> None:
    zoe = uuid4()
    un, autre = _with("a", _a(9), patient=zoe), _with("b", _a(9, 10), patient=zoe)
    assert "09:10" in find_conflits([un], [autre])[un.id][0]
    assert find_conflits([un], [_with("b", _a(9, 10))]) == {}
    absent = _rdv(_a(9), EtatRendezVous.ABSENT)
    assert find_conflits([absent, _rdv(_a(9))]) == {}
    assert find_conflits([_rdv(_a(9)), _rdv(_a(9, 15))]) == {}


def test_a_room_holds_one_appointment_at_a_time_and_a_place_holds_many() -> None:
    un, autre = (replace(_with(qui, _a(9)), lieu="Salle d’écho") for qui in "ab")
    assert (
        "«\u00a0Salle d’écho\u00a0» est déjà occupée de 09:00"
        in find_conflits([un], [autre], ["Salle d’écho"])[un.id][0]
    )
    assert find_conflits([un], [autre], ["Autre salle"]) == {}
    parti = replace(autre, etat=EtatRendezVous.ABSENT)
    assert find_conflits([un], [parti], ["Salle d’écho"]) == {}


def test_a_practitioner_is_not_in_two_places_at_once() -> None:
    ouvertures = [("Cabinet", _a(9), _a(12)), ("MSP", _a(14), _a(18))]
    bien, ailleurs = replace(_with("a", _a(9)), lieu="Cabinet"), replace(_with("a", _a(15)), lieu="Cabinet")
    hors, salle = replace(_with("a", _a(13)), lieu="MSP"), replace(_with("a", _a(10)), lieu="Salle")
    nulle_part, annule = _with("a", _a(11)), replace(ailleurs, id=uuid4(), etat=EtatRendezVous.ANNULE)
    vus = find_ailleurs([bien, ailleurs, hors, salle, nulle_part, annule], ouvertures, ["Salle"])
    assert list(vus) == [ailleurs.id]
    assert "«\u00a0MSP\u00a0»" in vus[ailleurs.id]
    assert find_ailleurs([ailleurs], [("", _a(9), _a(18))]) == {}
