import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.persistence.database import Database
from ambroise.persistence.ids import new_id
from ambroise.persistence.trace import Origine
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.envois import BilanEnvois, PolitiqueEnvoi
from ambroise.usecases.errors import ServiceInjoignable
from ambroise.usecases.facteur import Facteur
from tests.fakes.dossiers import make_envoi
from tests.fakes.patience import ATTENTE_S


@pytest.fixture
def moteur() -> str:
    return "sqlite"


@pytest.fixture
def contexte(base: Database) -> Contexte:
    def horloge() -> datetime:
        return datetime.now(UTC)

    uow = base.unit_of_work(lambda: Origine("899700366240", "poste-1"), horloge)
    return Contexte(uow, horloge, new_id, "poste-1")


class Service:
    def __init__(self) -> None:
        self.recus: list[str] = []
        self.pannes = 0
        self.entree = threading.Event()
        self.sortie = threading.Event()
        self.sortie.set()

    def is_deja_recu(self, envoi: Envoi) -> bool:
        return envoi.cle_idempotence in self.recus

    def transmettre(self, envoi: Envoi) -> str:
        self.entree.set()
        assert self.sortie.wait(ATTENTE_S)
        if self.pannes:
            self.pannes -= 1
            raise ServiceInjoignable("Le service ne répond pas.")
        self.recus.append(envoi.cle_idempotence)
        return "reçu"


class Attente:
    """Waits until what the postman reports adds up."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._remis = 0

    def __call__(self, bilan: BilanEnvois) -> None:
        with self._condition:
            self._remis += bilan.remis
            self._condition.notify_all()

    def until(self, remis: int) -> bool:
        with self._condition:
            return self._condition.wait_for(lambda: self._remis >= remis, timeout=ATTENTE_S)


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def attente() -> Attente:
    return Attente()


@pytest.fixture
def facteur(contexte: Contexte, service: Service, attente: Attente) -> Iterator[Facteur]:
    politique = PolitiqueEnvoi(base=timedelta(milliseconds=20))
    facteur = Facteur(
        contexte, {TypeEnvoi.ORDONNANCE_NUMERIQUE: service}, lambda: 0.0, politique, on_change=attente
    )
    yield facteur
    assert facteur.stop()


def add(contexte: Contexte, *cles: str) -> None:
    with contexte.uow() as uow:
        for cle in cles:
            uow.envois.add(make_envoi(None, cle))
        uow.commit()


def test_the_postman_delivers_what_waits_and_what_it_is_woken_for(
    contexte: Contexte, facteur: Facteur, service: Service, attente: Attente
) -> None:
    add(contexte, "a")
    facteur.start()
    assert attente.until(1)
    add(contexte, "b", "c")
    facteur.wake()
    assert attente.until(3)
    assert service.recus == ["a", "b", "c"]


def test_the_postman_comes_back_by_itself_after_a_failure(
    contexte: Contexte, facteur: Facteur, service: Service, attente: Attente
) -> None:
    service.pannes = 2
    add(contexte, "a")
    facteur.start()
    assert attente.until(1)
    assert service.recus == ["a"]


def test_a_stopped_postman_finishes_the_letter_in_hand_and_no_other(
    contexte: Contexte, facteur: Facteur, service: Service
) -> None:
    service.sortie.clear()
    add(contexte, "a", "b")
    facteur.start()
    assert service.entree.wait(ATTENTE_S)
    assert not facteur.stop(timeout=0.01)
    service.sortie.set()
    assert facteur.stop()
    with contexte.uow() as uow:
        assert {e.cle_idempotence: e.etat for e in uow.envois.list()} == {
            "a": EtatEnvoi.REMIS,
            "b": EtatEnvoi.EN_ATTENTE,
        }


def test_a_postman_never_started_stops() -> None:
    assert Facteur(Contexte(None, lambda: datetime.now(UTC), new_id, ""), {}, lambda: 0.0).stop()  # type: ignore[arg-type]
