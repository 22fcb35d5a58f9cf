"""The agendas on both engines: one seat wins, the other is told; settings are shared and versioned."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest

from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.domain.reglage_agenda import HorairesLieu, ReglageAgenda, Teinte, TypeRendezVous
from ambroise.persistence.database import Database
from ambroise.persistence.ids import new_id
from ambroise.persistence.trace import Origine
from ambroise.usecases.errors import ConflitVersion, CreneauOccupe, SalleOccupee
from ambroise.usecases.ports import UnitOfWorkFactory
from ambroise.usecases.salles import require_salles
from tests.fakes.dossiers import MAINTENANT
from tests.fakes.temps import HorlogeReglable

QUART = timedelta(minutes=15)


@pytest.fixture
def autre(base: Database, horloge: HorlogeReglable) -> UnitOfWorkFactory:
    """A second seat, another author."""
    return base.unit_of_work(lambda: Origine("899700366999", "poste-2"), horloge)


def make(debut: datetime, **valeurs: object) -> RendezVous:
    return RendezVous(new_id(), debut, debut + QUART, "Suivi", **{"praticien": "m", **valeurs})  # type: ignore[arg-type]


def save(fabrique: UnitOfWorkFactory, rendez_vous: RendezVous) -> RendezVous:
    with fabrique() as u:
        ecrit = u.rendez_vous.save(rendez_vous)
        u.commit()
    return ecrit


def race(*essais: tuple[UnitOfWorkFactory, RendezVous]) -> list[str]:
    """Save each from its own seat, all started together; return what each got."""
    depart = Barrier(len(essais))

    def attempt(essai: tuple[UnitOfWorkFactory, RendezVous]) -> str:
        depart.wait(30)
        try:
            return type(save(*essai)).__name__
        except (CreneauOccupe, ConflitVersion) as refus:
            return type(refus).__name__

    with ThreadPoolExecutor(len(essais)) as fils:
        return list(fils.map(attempt, essais))


def test_of_two_seats_that_give_one_time_at_once_exactly_one_has_it(
    uow: UnitOfWorkFactory, autre: UnitOfWorkFactory
) -> None:
    for n in range(10):
        debut = MAINTENANT + timedelta(hours=n)
        assert sorted(race((uow, make(debut)), (autre, make(debut + QUART / 3)))) == [
            "CreneauOccupe",
            "RendezVous",
        ]
    with uow() as u:
        assert len(u.rendez_vous.list(MAINTENANT, MAINTENANT + timedelta(days=1))) == 10


def test_of_two_seats_that_move_onto_one_time_at_once_exactly_one_moves(
    uow: UnitOfWorkFactory, autre: UnitOfWorkFactory
) -> None:
    for n in range(5):
        base = MAINTENANT + timedelta(hours=4 * n)
        un, deux = save(uow, make(base)), save(uow, make(base + timedelta(hours=1)))
        cible = base + timedelta(hours=2)
        resultats = race(
            (uow, replace(un, debut=cible, fin=cible + QUART)),
            (autre, replace(deux, debut=cible, fin=cible + QUART)),
        )
        assert sorted(resultats) == ["CreneauOccupe", "RendezVous"]


def test_of_two_seats_that_move_one_appointment_the_second_is_told_and_overwrites_nothing(
    uow: UnitOfWorkFactory, autre: UnitOfWorkFactory
) -> None:
    for n in range(5):
        base = MAINTENANT + timedelta(hours=4 * n)
        vu = save(uow, make(base))
        cibles = [base + timedelta(hours=1), base + timedelta(hours=2)]
        un, deux = (replace(vu, debut=cible, fin=cible + QUART) for cible in cibles)
        resultats = race((uow, un), (autre, deux))
        assert sorted(resultats) == ["ConflitVersion", "RendezVous"]
        with uow() as u:
            assert u.rendez_vous.get(vu.id).debut == cibles[resultats.index("RendezVous")]


def give_in_room(fabrique: UnitOfWorkFactory, rendez_vous: RendezVous, depart: Barrier) -> str:
    depart.wait(30)
    try:
        with fabrique() as u:
            require_salles(u, [u.rendez_vous.save(rendez_vous)], ("Écho",))
            u.commit()
    except SalleOccupee:
        return "refusé"
    return "donné"


def test_of_two_practitioners_who_give_one_room_at_once_exactly_one_has_it(
    uow: UnitOfWorkFactory, autre: UnitOfWorkFactory
) -> None:
    for n in range(8):
        debut, depart = MAINTENANT + timedelta(hours=n), Barrier(2)
        essais = (
            (uow, make(debut, lieu="Écho"), depart),
            (autre, make(debut + QUART / 3, lieu="Écho", praticien="n"), depart),
        )
        with ThreadPoolExecutor(2) as fils:
            assert sorted(fils.map(lambda essai: give_in_room(*essai), essais)) == ["donné", "refusé"]
    with uow() as u:
        assert len(u.rendez_vous.list(MAINTENANT, MAINTENANT + timedelta(days=1))) == 8


def test_a_room_is_held_by_what_is_not_cancelled(uow: UnitOfWorkFactory) -> None:
    tenu = save(uow, make(MAINTENANT, lieu="Écho"))
    save(uow, make(MAINTENANT, lieu="Cabinet", praticien="n"))
    annule = save(uow, make(MAINTENANT, lieu="Écho", praticien="n2", etat=EtatRendezVous.ANNULE))
    with uow() as u:
        assert u.rendez_vous.in_salle("Écho", annule.debut, annule.fin) == [tenu]
        assert u.rendez_vous.in_salle("Écho", tenu.fin, tenu.fin + QUART) == []


def test_everything_of_an_appointment_is_kept(uow: UnitOfWorkFactory) -> None:
    serie: UUID = new_id()
    ecrits = [
        save(
            uow,
            make(
                MAINTENANT + n * QUART,
                lieu="MSP",
                type="long",
                serie=serie,
                teleconsultation=True,
                notes="À jeun",
            ),
        )
        for n in (1, 0)
    ]
    with uow() as u:
        assert [r.id for r in u.rendez_vous.serie(serie)] == [ecrits[1].id, ecrits[0].id]
        assert u.rendez_vous.get(ecrits[0].id) == ecrits[0]
        assert u.rendez_vous.get(ecrits[0].id).version == 1
        assert u.rendez_vous.praticiens() == ["m"]


def test_an_appointment_put_back_finds_its_time_taken(uow: UnitOfWorkFactory) -> None:
    annule = save(uow, replace(save(uow, make(MAINTENANT)), etat=EtatRendezVous.ANNULE))
    save(uow, make(MAINTENANT))
    with pytest.raises(CreneauOccupe, match="occupe déjà"):
        save(uow, replace(annule, etat=EtatRendezVous.ATTENDU))


def test_the_settings_of_an_agenda_are_versioned(uow: UnitOfWorkFactory, autre: UnitOfWorkFactory) -> None:
    types = (TypeRendezVous("long", "Première consultation", 45, Teinte.INFO),)
    with uow() as u:
        assert u.reglages_agenda.get("") == ReglageAgenda()
        u.reglages_agenda.save(ReglageAgenda(types=types, lieux=("Cabinet", "MSP")))
        u.reglages_agenda.save(ReglageAgenda("m", horaires=(HorairesLieu("MSP", "lun 9-12"),)))
        u.commit()
    with autre() as u:
        lu = u.reglages_agenda.get("")
        assert (lu.types, lu.lieux, lu.version) == (types, ("Cabinet", "MSP"), 1)
        assert u.reglages_agenda.get("m").horaires[0].lieu == "MSP"
        assert u.reglages_agenda.save(replace(lu, lieux=())).version == 2
        u.commit()
    with uow() as u:
        with pytest.raises(ConflitVersion) as conflit:
            u.reglages_agenda.save(lu)
        assert conflit.value.auteur == "899700366999"
        assert lu.id is not None
        assert len(u.entrees.history(lu.id)) == 1
