"""Appointments written over: two seats meet, a series follows, no room is given twice unasked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.domain.recurrence import Recurrence
from ambroise.domain.reglage_agenda import TYPES_PROPOSES, ReglageAgenda
from ambroise.usecases.agenda import AgendaService
from ambroise.usecases.edition_agenda import EcritAilleurs, Edition, edit_rendez_vous
from ambroise.usecases.errors import AmbroiseError, ConflitVersion, CreneauOccupe, SalleOccupee
from ambroise.usecases.suite_agenda import Deplace, move_following, put_back
from tests.unit.ambroise.usecases.conftest import ZOE, Cabinet
from tests.unit.ambroise.usecases.test_agenda import at, give, jour, make_agenda, seen

__all__ = ["jour"]

ECHO = "Échographie"
Donner = Callable[..., RendezVous]


@pytest.fixture
def agenda(ouvert: Cabinet) -> AgendaService:
    with ouvert.contexte.uow() as uow:
        uow.reglages_agenda.save(ReglageAgenda(types=TYPES_PROPOSES, salles=(ECHO,)))
        uow.commit()
    return make_agenda(ouvert)


@pytest.fixture
def zoe(ouvert: Cabinet) -> UUID:
    return ouvert.identites.create(ZOE).id


@pytest.fixture
def donner(ouvert: Cabinet, agenda: AgendaService, zoe: UUID, jour: date) -> Donner:
    """Give an appointment of a quarter of an hour."""

    def give_one(heure: int, minute: int = 0, **autres: Any) -> RendezVous:
        debut = at(jour, heure, minute)
        return seen(ouvert, give(agenda, zoe, debut, debut + timedelta(minutes=15), **autres)[0])

    return give_one


def edit(cabinet: Cabinet, vu: RendezVous, *, suite: bool = False, malgre: bool = False, **voulu: Any) -> Any:
    demande = Edition(vu, replace(vu, **voulu), suite, malgre)
    return edit_rendez_vous(cabinet.contexte, "max", demande, (ECHO,))


def test_everything_a_person_wrote_is_written_over_and_taken_back(
    ouvert: Cabinet, donner: Donner, zoe: UUID, jour: date
) -> None:
    vu = donner(9)
    autre = ouvert.identites.create(replace(ZOE, nom_naissance="MARTIN")).id
    voulu = {
        "debut": at(jour, 10), "fin": at(jour, 11), "motif": "Échographie du genou", "type": "long",
        "lieu": ECHO, "praticien": "collegue", "patient_id": autre, "notes": "Apporter les radios",
    }  # fmt: skip
    (ecrit,) = edit(ouvert, vu, **voulu)
    mis = seen(ouvert, vu.id)
    assert {nom: getattr(mis, nom) for nom in voulu} == voulu
    assert ecrit == Deplace(vu, mis)
    assert any(f"rendez-vous {vu.id} déplacé" in trace for trace in ouvert.traces(autre))
    put_back(ouvert.contexte, "max", (ecrit,))
    assert seen(ouvert, vu.id) == vu


def test_what_did_not_change_writes_nothing(ouvert: Cabinet, donner: Donner) -> None:
    vu = donner(9)
    assert edit(ouvert, vu) == ()
    assert seen(ouvert, vu.id).version == vu.version


def test_two_seats_that_change_different_things_both_keep_theirs(ouvert: Cabinet, donner: Donner) -> None:
    vu = donner(9)
    edit(ouvert, vu, notes="À jeun")
    make_agenda(ouvert).set_etat(vu.id, EtatRendezVous.EN_SALLE)
    edit(ouvert, vu, motif="Contrôle")
    mis = seen(ouvert, vu.id)
    assert (mis.notes, mis.motif, mis.etat) == ("À jeun", "Contrôle", EtatRendezVous.EN_SALLE)


def test_the_same_thing_written_elsewhere_is_told_and_overwrites_nothing(
    ouvert: Cabinet, donner: Donner, jour: date
) -> None:
    vu = donner(9)
    edit(ouvert, vu, motif="Contrôle")
    with pytest.raises(ConflitVersion) as refus:
        edit(ouvert, vu, motif="Urgence")
    ailleurs = refus.value.actuel
    assert isinstance(ailleurs, EcritAilleurs)
    assert ailleurs.rendez_vous.motif == "Contrôle"
    assert ailleurs.libelle == "le motif du rendez-vous"
    assert seen(ouvert, vu.id).motif == "Contrôle"
    edit(ouvert, ailleurs.rendez_vous, motif="Urgence")
    assert seen(ouvert, vu.id).motif == "Urgence"


def test_half_of_one_move_is_never_mixed_with_half_of_another(
    ouvert: Cabinet, donner: Donner, jour: date
) -> None:
    vu = donner(9)
    edit(ouvert, vu, praticien="collegue")
    with pytest.raises(ConflitVersion) as refus:
        edit(ouvert, vu, debut=at(jour, 10), fin=at(jour, 10, 15))
    assert "praticien" in refus.value.actuel.libelle  # type: ignore[attr-defined]
    assert seen(ouvert, vu.id).debut == vu.debut


def test_one_cancelled_meanwhile_is_not_written_over(
    ouvert: Cabinet, agenda: AgendaService, donner: Donner
) -> None:
    vu = donner(9)
    agenda.cancel([vu.id])
    with pytest.raises(AmbroiseError, match="annulé depuis un autre poste"):
        edit(ouvert, vu, motif="Contrôle")


def test_a_time_that_is_taken_is_refused(ouvert: Cabinet, donner: Donner, jour: date) -> None:
    vu, pris = donner(9), donner(10)
    with pytest.raises(CreneauOccupe):
        edit(ouvert, vu, debut=pris.debut, fin=pris.fin)
    assert seen(ouvert, vu.id) == vu


def test_a_daily_series_changes_its_day_with_all_that_follows(
    ouvert: Cabinet, agenda: AgendaService, zoe: UUID, jour: date
) -> None:
    ids = give(agenda, zoe, at(jour, 8), at(jour, 8, 15), recurrence=Recurrence(fois=4))
    debuts = [seen(ouvert, id_).debut for id_ in ids]
    un_jour = timedelta(days=1)
    vu = seen(ouvert, ids[1])
    demain = at(jour + 2 * un_jour, 8)
    with pytest.raises(CreneauOccupe):
        edit(ouvert, vu, debut=demain, fin=demain + timedelta(minutes=15))
    ecrits = edit(ouvert, vu, suite=True, debut=demain, fin=demain + timedelta(minutes=15))
    attendus = [debuts[0], *(at(d.astimezone().date() + un_jour, 8) for d in debuts[1:])]
    assert [seen(ouvert, id_).debut for id_ in ids] == attendus
    put_back(ouvert.contexte, "max", ecrits)
    assert [seen(ouvert, id_).debut for id_ in ids] == debuts
    veille = at(jour - un_jour, 8)
    edit(ouvert, seen(ouvert, ids[0]), suite=True, debut=veille, fin=veille + timedelta(minutes=15))
    assert [seen(ouvert, id_).debut for id_ in ids] == [veille, *debuts[:3]]


def test_words_follow_in_a_series_and_leave_alone_the_hour_that_one_of_it_was_moved_to(
    ouvert: Cabinet, agenda: AgendaService, zoe: UUID, jour: date
) -> None:
    ids = give(agenda, zoe, at(jour, 8), at(jour, 8, 15), recurrence=Recurrence(fois=3))
    demain = jour + timedelta(days=1)
    agenda.move(seen(ouvert, ids[1]), at(demain, 11))
    avant = seen(ouvert, ids[0])
    (modele,) = edit(ouvert, avant, lieu="Domicile", notes="Sonner deux fois")
    move_following(ouvert.contexte, "max", modele)
    suivants = [seen(ouvert, id_) for id_ in ids[1:]]
    assert [(r.lieu, r.notes) for r in suivants] == [("Domicile", "Sonner deux fois")] * 2
    assert suivants[0].debut == at(demain, 11)
    edit(ouvert, seen(ouvert, ids[0]), suite=True, fin=at(jour, 8, 45))
    assert seen(ouvert, ids[1]).fin == at(demain, 11, 45)


# --- rooms -----------------------------------------------------------------------------------------


def test_a_room_is_given_twice_only_by_who_insists(
    ouvert: Cabinet, agenda: AgendaService, zoe: UUID, jour: date, donner: Donner
) -> None:
    donner(9, lieu=ECHO)
    with pytest.raises(SalleOccupee, match=r"Échographie.* est déjà prise le .* de 09:00 à 09:15\."):
        donner(9, 10, lieu=ECHO, praticien="collegue")
    with ouvert.contexte.uow() as uow:
        assert len(uow.rendez_vous.list(at(jour, 0), at(jour, 23))) == 1
    partage = donner(9, 10, lieu=ECHO, praticien="collegue", malgre_salle=True)
    # What was accepted once is asked again only of another time.
    edit(ouvert, partage, motif="Contrôle")
    agenda.set_etat(partage.id, EtatRendezVous.EN_SALLE)
    ailleurs = donner(9, praticien="tiers")
    with pytest.raises(SalleOccupee):
        edit(ouvert, ailleurs, lieu=ECHO)
    edit(ouvert, ailleurs, lieu=ECHO, malgre=True)
    assert seen(ouvert, ailleurs.id).lieu == ECHO


def test_a_move_a_return_and_a_series_ask_for_the_room_too(
    ouvert: Cabinet, agenda: AgendaService, zoe: UUID, jour: date, donner: Donner
) -> None:
    tenu = donner(9, lieu=ECHO)
    vu = donner(10, lieu=ECHO, praticien="collegue")
    with pytest.raises(SalleOccupee):
        agenda.move(vu, at(jour, 9))
    agenda.cancel([tenu.id])
    mis = agenda.move(vu, at(jour, 9))
    for put in (lambda: agenda.restore([tenu.id]), lambda: agenda.set_etat(tenu.id, EtatRendezVous.ATTENDU)):
        with pytest.raises(SalleOccupee):
            put()
        assert seen(ouvert, tenu.id).etat is EtatRendezVous.ANNULE
    agenda.restore([tenu.id], malgre_salle=True)
    assert seen(ouvert, tenu.id).etat is EtatRendezVous.ATTENDU
    with pytest.raises(SalleOccupee, match="et 1 autre fois"):
        give(agenda, zoe, mis.debut, mis.fin, praticien="tiers", lieu=ECHO, recurrence=Recurrence(fois=2))


def test_the_rest_of_a_series_stops_at_a_room_that_is_taken(
    ouvert: Cabinet, agenda: AgendaService, zoe: UUID, jour: date
) -> None:
    ids = give(agenda, zoe, at(jour, 8), at(jour, 8, 15), lieu=ECHO, recurrence=Recurrence(fois=2))
    demain = jour + timedelta(days=1)
    give(agenda, zoe, at(demain, 10), at(demain, 11), lieu=ECHO, praticien="collegue")
    avant = seen(ouvert, ids[0])
    modele = Deplace(avant, agenda.move(avant, at(jour, 10)))
    with pytest.raises(SalleOccupee):
        move_following(ouvert.contexte, "max", modele, (ECHO,))
    assert seen(ouvert, ids[1]).debut == at(demain, 8)
    move_following(ouvert.contexte, "max", modele)
    assert seen(ouvert, ids[1]).debut == at(demain, 10)
