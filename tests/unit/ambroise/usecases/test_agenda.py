"""Appointments given, repeated, moved; the next free time; leave."""

from datetime import date, datetime, time, timedelta

import pytest

from ambroise.domain.agenda import EtatRendezVous
from ambroise.domain.horaires import parse_horaires
from ambroise.usecases.agenda import AgendaService, Repetition
from ambroise.usecases.errors import AmbroiseError, CreneauOccupe
from tests.unit.ambroise.usecases.conftest import ZOE, Cabinet

QUART = timedelta(minutes=15)
LONGTEMPS = timedelta(days=400)


def at(jour: date, heure: int, minute: int = 0) -> datetime:
    return datetime.combine(jour, time(heure, minute)).astimezone()


@pytest.fixture
def jour(ouvert: Cabinet) -> date:
    """The next Monday of the office."""
    aujourdhui = ouvert.contexte.horloge().astimezone().date()
    return aujourdhui + timedelta(days=7 - aujourdhui.weekday())


def make_agenda(cabinet: Cabinet, horaires: str = "lun-ven 9:00-9:30") -> AgendaService:
    return AgendaService(cabinet.contexte, cabinet.session, lambda: parse_horaires(horaires), lambda: QUART)


def test_the_next_free_time_is_found_across_days(ouvert: Cabinet, jour: date) -> None:
    agenda = make_agenda(ouvert)
    patient = ouvert.identites.create(ZOE)
    agenda.give(patient.id, at(jour, 9), at(jour, 9, 30), "Suivi")
    assert agenda.next_free(at(jour, 8)).debut == at(jour + timedelta(days=1), 9)
    agenda.block(jour + timedelta(days=1), jour + timedelta(days=2))
    assert agenda.next_free(at(jour, 8)).debut == at(jour + timedelta(days=3), 9)


def test_without_hours_or_without_room_it_is_told(ouvert: Cabinet, jour: date) -> None:
    with pytest.raises(AmbroiseError, match="heures d’ouverture"):
        make_agenda(ouvert, "").next_free(at(jour, 8))
    agenda = make_agenda(ouvert)
    agenda.block(jour - timedelta(days=7), jour + timedelta(days=200), "Congé")
    with pytest.raises(AmbroiseError, match="quatre mois"):
        agenda.next_free(at(jour, 8))


def test_a_series_is_written_whole_or_not_at_all(ouvert: Cabinet, jour: date) -> None:
    agenda = make_agenda(ouvert)
    patient = ouvert.identites.create(ZOE)
    ids = agenda.give(patient.id, at(jour, 8), at(jour, 8, 15), "Pansement", Repetition(10, 2))
    with ouvert.contexte.uow() as uow:
        debuts = [r.debut for r in uow.rendez_vous.list(at(jour, 0), at(jour, 0) + LONGTEMPS)]
    assert debuts == [at(jour + timedelta(days=2 * n), 8) for n in range(10)]
    with pytest.raises(CreneauOccupe):
        agenda.give(patient.id, at(jour, 8, 10), at(jour, 8, 20), "Pansement", Repetition(3, 1))
    with ouvert.contexte.uow() as uow:
        assert len(uow.rendez_vous.list(at(jour, 0), at(jour, 0) + LONGTEMPS)) == 10
    agenda.cancel(ids)
    with ouvert.contexte.uow() as uow:
        assert {uow.rendez_vous.get(id_).etat for id_ in ids} == {EtatRendezVous.ANNULE}
    for serie in (Repetition(0, 1), Repetition(2, 0), Repetition(1000, 1)):
        with pytest.raises(AmbroiseError, match="série"):
            agenda.give(patient.id, at(jour, 8), at(jour, 9), "x", serie)


def test_an_appointment_moves_whole_and_never_onto_another(ouvert: Cabinet, jour: date) -> None:
    agenda = make_agenda(ouvert)
    patient = ouvert.identites.create(ZOE)
    (un,) = agenda.give(patient.id, at(jour, 9), at(jour, 9, 15), "Un")
    (deux,) = agenda.give(patient.id, at(jour, 9, 15), at(jour, 9, 30), "Deux")
    with pytest.raises(CreneauOccupe):
        agenda.move(un, at(jour, 9, 10))
    deplace = agenda.move(un, at(jour, 10))
    assert (deplace.debut, deplace.fin) == (at(jour, 10), at(jour, 10, 15))
    agenda.move(deux, at(jour, 9))
    assert any("déplacé" in trace for trace in ouvert.traces(patient.id))


def test_leave_is_refused_while_patients_are_expected(ouvert: Cabinet, jour: date) -> None:
    agenda = make_agenda(ouvert)
    patient = ouvert.identites.create(ZOE)
    (id_,) = agenda.give(patient.id, at(jour, 9), at(jour, 9, 15), "Suivi")
    with pytest.raises(CreneauOccupe, match="1 rendez-vous"):
        agenda.block(jour, jour)
    with pytest.raises(AmbroiseError, match="précède"):
        agenda.block(jour, jour - timedelta(days=1))
    agenda.cancel([id_])
    conge = agenda.block(jour, jour + timedelta(days=6))
    with pytest.raises(CreneauOccupe):
        agenda.give(patient.id, at(jour, 9), at(jour, 9, 15), "Suivi")
    agenda.cancel([conge])
    agenda.give(patient.id, at(jour, 9), at(jour, 9, 15), "Suivi")
