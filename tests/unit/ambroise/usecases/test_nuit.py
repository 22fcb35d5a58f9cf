"""Once a night, and no more: files in double are looked for and some INS are verified."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ambroise.bootstrap.interface.taches_identite import taches_identite
from ambroise.domain.doublons import Rapprochement
from ambroise.usecases.errors import ServiceInjoignable
from ambroise.usecases.identitovigilance import IdentitovigilanceService
from ambroise.usecases.nuit import BilanNuit, NuitIdentites, OptionsNuit, Veilleur, keep_nombre, read_bilan
from ambroise.usecases.verification_ins import EtatLot, VerificationService
from tests.fakes.services import FauxInsi
from tests.fakes.temps import HorlogeReglable
from tests.unit.ambroise.usecases.conftest import ZOE, Cabinet


class Nuits:
    """A practice whose clock is moved by hand; counts what is done."""

    def __init__(self, cabinet: Cabinet, options: OptionsNuit) -> None:
        # A summer night in Paris, whatever the zone of the machine: noon UTC is never near the hour.
        self.horloge = HorlogeReglable(datetime(2026, 6, 4, 12, tzinfo=UTC))
        self.contexte = replace(cabinet.contexte, horloge=self.horloge)
        self.session_ouverte, self.stop = True, False
        self.paires: Sequence[Rapprochement] = ()
        self.comparaisons, self.verifies = 0, 0
        self.panne: Exception | None = None
        self.nuit = NuitIdentites(
            self.contexte, options, self._compare, self._verify, lambda: self.session_ouverte
        )

    def _compare(self, _stop: Callable[[], bool]) -> Sequence[Rapprochement]:
        self.comparaisons += 1
        return self.paires

    def _verify(self, between: Callable[[], bool]) -> EtatLot:
        if self.panne is not None:
            raise self.panne
        while True:
            self.verifies += 1
            if between():
                return EtatLot("2026-06-04", faits=self.verifies)

    def run(self) -> BilanNuit | None:
        return self.nuit.run_due(lambda _duree: self.stop)

    @property
    def bilan(self) -> BilanNuit:
        with self.contexte.uow() as uow:
            return read_bilan(uow)


@pytest.fixture
def nuits(ouvert: Cabinet) -> Nuits:
    return Nuits(ouvert, OptionsNuit(2, 3))


def test_a_night_is_done_once_however_often_it_is_looked_at(nuits: Nuits) -> None:
    assert nuits.run() is not None
    for _ in range(5):
        nuits.horloge.advance(timedelta(minutes=1))
        assert nuits.run() is None
    assert (nuits.comparaisons, nuits.verifies) == (1, 3)


def test_the_next_night_begins_at_its_hour_and_not_at_midnight(nuits: Nuits) -> None:
    nuits.run()
    local = nuits.horloge.instant.astimezone()
    nuits.horloge.instant = (local + timedelta(days=1)).replace(hour=1, minute=59)
    assert nuits.run() is None
    nuits.horloge.advance(timedelta(minutes=1))
    assert nuits.run() is not None
    assert nuits.comparaisons == 2


def test_a_night_missed_is_made_up_for_once(nuits: Nuits) -> None:
    nuits.run()
    nuits.horloge.advance(timedelta(days=9))
    assert nuits.run() is not None
    assert nuits.run() is None


def test_verifications_wait_for_a_session_and_duplicates_do_not(nuits: Nuits) -> None:
    nuits.session_ouverte = False
    nuits.run()
    assert (nuits.comparaisons, nuits.verifies) == (1, 0)
    nuits.session_ouverte = True
    assert nuits.run() is not None
    assert (nuits.comparaisons, nuits.verifies) == (1, 3)


def test_a_service_down_is_said_and_tried_again_the_next_night(nuits: Nuits) -> None:
    nuits.panne = ServiceInjoignable("INSi ne répond pas.")
    nuits.run()
    assert nuits.bilan.arret == "INSi ne répond pas."
    assert nuits.run() is None
    nuits.panne = None
    nuits.horloge.advance(timedelta(days=1))
    nuits.run()
    assert (nuits.bilan.arret, nuits.verifies) == ("", 3)


def test_a_stop_leaves_the_night_to_be_done(nuits: Nuits) -> None:
    nuits.stop = True
    assert nuits.run() is None
    nuits.stop = False
    assert nuits.run() is not None


@pytest.mark.parametrize(("options", "attendu"), [(OptionsNuit(-1, 3), (0, 0)), (OptionsNuit(2, 0), (1, 0))])
def test_each_part_is_turned_off_by_its_option(
    ouvert: Cabinet, options: OptionsNuit, attendu: tuple[int, int]
) -> None:
    nuits = Nuits(ouvert, options)
    nuits.run()
    assert (nuits.comparaisons, nuits.verifies) == attendu


def test_pairs_found_wait_in_the_things_to_do_until_they_are_merged(nuits: Nuits, ouvert: Cabinet) -> None:
    ouvert.identites.create(ZOE)
    ouvert.identites.create(replace(ZOE, nom_naissance="ADRUNE"))

    nuits.paires = IdentitovigilanceService(nuits.contexte, ouvert.session).list_rapprochements()
    nuits.run()
    with nuits.contexte.uow() as uow:
        (tache,) = taches_identite(uow)
    assert tache.objet == "1\u00a0paire de dossiers proches"
    keep_nombre(nuits.contexte, lambda nombre: nombre - 1)
    with nuits.contexte.uow() as uow:
        assert taches_identite(uow) == []


def test_a_file_that_insi_no_longer_knows_waits_until_its_ins_is_taken_away(
    nuits: Nuits, ouvert: Cabinet
) -> None:
    zoe = ouvert.qualified_zoe()
    service = VerificationService(nuits.contexte, lambda: "899900063480", FauxInsi())
    service.run_lot(lambda: False)
    with nuits.contexte.uow() as uow:
        (tache,) = taches_identite(uow)
        assert (tache.patient_id, tache.nom) == (zoe.id, "ADRUN")
        uow.patients.save(replace(zoe, identite=zoe.identite.without_ins()))
        assert taches_identite(uow) == []


def test_the_thread_ends_when_told(nuits: Nuits) -> None:
    veilleur = Veilleur(nuits.nuit)
    veilleur.start()
    assert veilleur.stop(10)


def test_nothing_is_to_do_before_the_first_night(ouvert: Cabinet) -> None:
    with ouvert.contexte.uow() as uow:
        assert taches_identite(uow) == []
        assert read_bilan(uow) == BilanNuit()
