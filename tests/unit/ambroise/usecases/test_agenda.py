"""Appointments given, repeated, moved; the next free time; leave."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.domain.recurrence import Recurrence
from ambroise.domain.reglage_agenda import TYPES_PROPOSES, ReglageAgenda
from ambroise.usecases.agenda import AgendaService, NouveauRendezVous
from ambroise.usecases.agendas import AgendasService
from ambroise.usecases.errors import AmbroiseError, CreneauOccupe
from ambroise.usecases.suite_agenda import Deplace, move_following, put_back
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
    agendas = AgendasService(cabinet.contexte, cabinet.session, lambda: horaires)
    return AgendaService(cabinet.contexte, cabinet.session, agendas, lambda: QUART)


def give(
    agenda: AgendaService, patient_id: UUID | None, debut: datetime, fin: datetime, **autres: object
) -> tuple[UUID, ...]:
    return agenda.give(NouveauRendezVous(patient_id, debut, fin, "Suivi", **autres))  # type: ignore[arg-type]


def seen(cabinet: Cabinet, id_: UUID) -> RendezVous:
    with cabinet.contexte.uow() as uow:
        return uow.rendez_vous.get(id_)


def test_the_next_free_time_is_found_across_days(ouvert: Cabinet, jour: date) -> None:
    agenda = make_agenda(ouvert)
    patient = ouvert.identites.create(ZOE)
    give(agenda, patient.id, at(jour, 9), at(jour, 9, 30))
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
    ids = give(agenda, patient.id, at(jour, 8), at(jour, 8, 15), recurrence=Recurrence(intervalle=2, fois=10))
    with ouvert.contexte.uow() as uow:
        debuts = [r.debut for r in uow.rendez_vous.list(at(jour, 0), at(jour, 0) + LONGTEMPS)]
    assert debuts == [at(jour + timedelta(days=2 * n), 8) for n in range(10)]
    with pytest.raises(CreneauOccupe):
        give(agenda, patient.id, at(jour, 8, 10), at(jour, 8, 20), recurrence=Recurrence(fois=3))
    with ouvert.contexte.uow() as uow:
        assert len(uow.rendez_vous.list(at(jour, 0), at(jour, 0) + LONGTEMPS)) == 10
    agenda.cancel(ids)
    with ouvert.contexte.uow() as uow:
        assert {uow.rendez_vous.get(id_).etat for id_ in ids} == {EtatRendezVous.ANNULE}
    with pytest.raises(AmbroiseError, match="400"):
        give(agenda, patient.id, at(jour, 8), at(jour, 9), recurrence=Recurrence(jusqua=date.max))
    with pytest.raises(AmbroiseError, match="avant son premier jour"):
        give(agenda, patient.id, at(jour, 8), at(jour, 9), recurrence=Recurrence(jusqua=date(2020, 1, 1)))


def test_the_rest_of_a_series_is_found_from_one_of_its_appointments(ouvert: Cabinet, jour: date) -> None:
    agenda = make_agenda(ouvert)
    zoe = ouvert.identites.create(ZOE).id
    ids = give(agenda, zoe, at(jour, 8), at(jour, 8, 15), recurrence=Recurrence(fois=4))
    agenda.set_etat(ids[3], EtatRendezVous.VU)
    assert agenda.following(ids[1]) == (ids[1], ids[2])
    (seul,) = give(agenda, zoe, at(jour, 9), at(jour, 9, 15))
    assert agenda.following(seul) == (seul,)


def test_the_rest_of_a_series_moves_as_one_of_it_did_and_comes_back(ouvert: Cabinet, jour: date) -> None:
    agenda, contexte = make_agenda(ouvert), ouvert.contexte
    zoe = ouvert.identites.create(ZOE).id
    ids = give(agenda, zoe, at(jour, 8), at(jour, 8, 15), recurrence=Recurrence(fois=4, intervalle=2))
    avant = [seen(ouvert, id_) for id_ in ids]
    agenda.set_etat(ids[3], EtatRendezVous.VU)
    vers, puis = jour + timedelta(days=3), jour + timedelta(days=5)
    mis = agenda.move(avant[1], at(vers, 9), at(vers, 9, 30))
    (deplace,) = move_following(contexte, "max", Deplace(avant[1], mis))
    assert (deplace.avant, deplace.apres.id) == (avant[2], ids[2])
    suivant = seen(ouvert, ids[2])
    assert (suivant.debut, suivant.fin) == (at(puis, 9), at(puis, 9, 30))
    assert [seen(ouvert, id_).debut for id_ in (ids[0], ids[3])] == [avant[0].debut, avant[3].debut]
    put_back(contexte, "max", (Deplace(avant[1], mis), deplace))
    assert [seen(ouvert, id_).debut for id_ in ids] == [rdv.debut for rdv in avant]
    with pytest.raises(AmbroiseError, match="autre poste"):
        put_back(contexte, "max", (deplace,))


def test_the_rest_of_a_series_moves_whole_or_not_at_all(ouvert: Cabinet, jour: date) -> None:
    agenda, contexte = make_agenda(ouvert), ouvert.contexte
    zoe = ouvert.identites.create(ZOE).id
    ids = give(agenda, zoe, at(jour, 8), at(jour, 8, 15), recurrence=Recurrence(fois=3))
    pris = jour + timedelta(days=2)
    give(agenda, zoe, at(pris, 9), at(pris, 9, 15))
    avant = seen(ouvert, ids[0])
    modele = Deplace(avant, agenda.move(avant, at(jour, 9)))
    with pytest.raises(CreneauOccupe):
        move_following(contexte, "max", modele)
    assert seen(ouvert, ids[1]).debut == at(jour + timedelta(days=1), 8)
    seul = seen(ouvert, give(agenda, zoe, at(jour, 11), at(jour, 11, 15))[0])
    assert move_following(contexte, "max", Deplace(seul, agenda.move(seul, at(jour, 12)))) == ()


def test_a_free_time_in_a_room_waits_for_the_room(ouvert: Cabinet, jour: date) -> None:
    agenda = make_agenda(ouvert)
    with ouvert.contexte.uow() as uow:
        uow.reglages_agenda.save(ReglageAgenda(types=TYPES_PROPOSES, salles=("Écho",)))
        uow.commit()
    zoe = ouvert.identites.create(ZOE).id
    ouvre = agenda.next_free(at(jour, 8)).debut
    give(agenda, zoe, ouvre, ouvre + QUART, praticien="autre", lieu="Écho")
    libre = agenda.next_free(at(jour, 8), lieu="Écho")
    assert (libre.debut, libre.lieu) == (ouvre + QUART, "Écho")
    assert agenda.next_free(at(jour, 8), lieu="Cabinet").debut == ouvre


@pytest.mark.usefixtures("heure_de_paris")
def test_a_series_keeps_its_hour_when_the_clocks_change(ouvert: Cabinet) -> None:
    agenda = make_agenda(ouvert, "dim 9-10")
    samedi, dimanche = date(2028, 3, 25), date(2028, 3, 26)
    ids = give(agenda, None, at(samedi, 8), at(samedi, 8, 15), recurrence=Recurrence(fois=2))
    debuts = [seen(ouvert, id_).debut for id_ in ids]
    assert [d.astimezone().hour for d in debuts] == [8, 8]
    assert [d.astimezone(UTC).hour for d in debuts] == [7, 6]
    with ouvert.contexte.uow() as uow:
        assert agenda.free(uow, dimanche)[0].debut.astimezone(UTC).hour == 7


def test_an_appointment_moves_whole_and_never_onto_another(ouvert: Cabinet, jour: date) -> None:
    agenda = make_agenda(ouvert)
    patient = ouvert.identites.create(ZOE)
    (un,) = give(agenda, patient.id, at(jour, 9), at(jour, 9, 15))
    (deux,) = give(agenda, patient.id, at(jour, 9, 15), at(jour, 9, 30))
    vu = seen(ouvert, un)
    with pytest.raises(CreneauOccupe):
        agenda.move(vu, at(jour, 9, 10))
    deplace = agenda.move(vu, at(jour, 10))
    assert (deplace.debut, deplace.fin) == (at(jour, 10), at(jour, 10, 15))
    agenda.move(seen(ouvert, deux), at(jour, 9))
    with pytest.raises(AmbroiseError, match=r"depuis un autre poste, au .* à 10:00"):
        agenda.move(vu, at(jour, 11))
    allonge = agenda.move(deplace, at(jour, 10), at(jour, 11), "collegue")
    assert (allonge.fin, allonge.praticien) == (at(jour, 11), "collegue")
    with pytest.raises(AmbroiseError, match="finit après"):
        agenda.move(allonge, at(jour, 10), at(jour, 10))
    assert any("déplacé" in trace for trace in ouvert.traces(patient.id))


def test_leave_is_refused_while_patients_are_expected(ouvert: Cabinet, jour: date) -> None:
    agenda = make_agenda(ouvert)
    patient = ouvert.identites.create(ZOE)
    (id_,) = give(agenda, patient.id, at(jour, 9), at(jour, 9, 15))
    with pytest.raises(CreneauOccupe, match="1 rendez-vous"):
        agenda.block(jour, jour)
    with pytest.raises(AmbroiseError, match="précède"):
        agenda.block(jour, jour - timedelta(days=1))
    agenda.cancel([id_])
    conge = agenda.block(jour, jour + timedelta(days=6))
    with pytest.raises(CreneauOccupe):
        give(agenda, patient.id, at(jour, 9), at(jour, 9, 15))
    agenda.cancel([conge])
    give(agenda, patient.id, at(jour, 9), at(jour, 9, 15))


def test_a_cancelled_appointment_comes_back_unless_its_time_was_given(ouvert: Cabinet, jour: date) -> None:
    agenda = make_agenda(ouvert)
    (un,) = give(agenda, None, at(jour, 9), at(jour, 9, 15))
    agenda.cancel([un])
    agenda.restore([un])
    assert seen(ouvert, un).etat is EtatRendezVous.ATTENDU
    with ouvert.contexte.uow() as uow:
        assert uow.audit.list()[0].objet == f"rendez-vous {un} rétabli"
    agenda.cancel([un])
    give(agenda, None, at(jour, 9), at(jour, 9, 15))
    with pytest.raises(CreneauOccupe):
        agenda.restore([un])


def test_who_comes_into_the_room_waits_from_then_and_stays_in_his_practitioners_agenda(
    ouvert: Cabinet, jour: date
) -> None:
    agenda = make_agenda(ouvert)
    (un,) = give(agenda, None, at(jour, 9), at(jour, 9, 15), praticien="collegue", lieu="MSP")
    agenda.set_etat(un, EtatRendezVous.EN_SALLE)
    arrive = seen(ouvert, un).arrive_le
    assert arrive is not None
    agenda.set_etat(un, EtatRendezVous.EN_CONSULTATION)
    vu = seen(ouvert, un)
    assert (vu.arrive_le, vu.praticien, vu.lieu) == (arrive, "collegue", "MSP")
