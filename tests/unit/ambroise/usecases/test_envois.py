from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.persistence.ids import new_id
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.envois import DEJA_RECU, PolitiqueEnvoi, cancel, deliver_due, retry
from ambroise.usecases.errors import (
    AccesRefuse,
    ActeFinal,
    CarteAbsente,
    DemandeRejetee,
    NonPrisEnCharge,
    ReponseInvalide,
    ServiceInjoignable,
)
from tests.fakes.dossiers import MAINTENANT, make_envoi
from tests.fakes.memoire import BaseMemoire
from tests.fakes.temps import HorlogeReglable


@dataclass
class Service:
    """A receiver that counts; ``pannes`` are raised one a call, before (or after) it keeps the content."""

    avant: list[Exception] = field(default_factory=list)
    apres: list[Exception] = field(default_factory=list)
    recus: list[str] = field(default_factory=list)
    questions: int = 0
    sait: bool = True

    def is_deja_recu(self, envoi: Envoi) -> bool:
        self.questions += 1
        return self.sait and envoi.cle_idempotence in self.recus

    def transmettre(self, envoi: Envoi) -> str:
        if self.avant:
            raise self.avant.pop(0)
        self.recus.append(envoi.cle_idempotence)
        if self.apres:
            raise self.apres.pop(0)
        return f"recu {envoi.cle_idempotence}"


@pytest.fixture
def horloge() -> HorlogeReglable:
    return HorlogeReglable(MAINTENANT)


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def contexte(horloge: HorlogeReglable) -> Contexte:
    return Contexte(BaseMemoire(), horloge, new_id, "poste-1")


@pytest.fixture
def deliver(contexte: Contexte, service: Service) -> Callable[..., dict[str, Envoi]]:
    def run(**options: object) -> dict[str, Envoi]:
        transmetteurs = {TypeEnvoi.ORDONNANCE_NUMERIQUE: service, TypeEnvoi.DMP: service}
        deliver_due(contexte, transmetteurs, lambda: 0.0, **options)  # type: ignore[arg-type]
        with contexte.uow() as uow:
            return {envoi.cle_idempotence: envoi for envoi in uow.envois.list()}

    return run


def add(contexte: Contexte, *envois: Envoi) -> None:
    with contexte.uow() as uow:
        for envoi in envois:
            uow.envois.add(envoi)
        uow.commit()


Deliver = Callable[..., dict[str, Envoi]]


def test_what_is_due_is_delivered_once(contexte: Contexte, service: Service, deliver: Deliver) -> None:
    add(contexte, make_envoi(None, "a"), make_envoi(None, "b"))
    assert {e.etat for e in deliver().values()} == {EtatEnvoi.REMIS}
    deliver()
    assert service.recus == ["a", "b"]
    assert service.questions == 0


def test_an_unreachable_service_is_tried_later_and_later(
    contexte: Contexte, service: Service, deliver: Deliver, horloge: HorlogeReglable
) -> None:
    service.avant = [ServiceInjoignable("Le service ne répond pas.") for _ in range(3)]
    add(contexte, make_envoi(None, "a"))
    attentes = []
    for _ in range(3):
        envoi = deliver()["a"]
        assert envoi.etat is EtatEnvoi.EN_ATTENTE
        assert envoi.erreur == "Le service ne répond pas."
        assert envoi.prochaine is not None
        attentes.append(envoi.prochaine - horloge.instant)
        assert deliver()["a"].essais == envoi.essais
        horloge.instant = envoi.prochaine
    assert attentes == [timedelta(seconds=s) for s in (2.5, 5, 10)]
    assert deliver()["a"].etat is EtatEnvoi.REMIS
    assert service.recus == ["a"]


def test_a_second_try_asks_before_it_sends_again(
    contexte: Contexte, service: Service, deliver: Deliver, horloge: HorlogeReglable
) -> None:
    service.apres = [ServiceInjoignable("La réponse s’est perdue.")]
    add(contexte, make_envoi(None, "a"))
    deliver()
    horloge.advance(timedelta(minutes=1))
    envoi = deliver()["a"]
    assert (envoi.etat, envoi.accuse, envoi.erreur) == (EtatEnvoi.REMIS, DEJA_RECU, "")
    assert service.recus == ["a"]


@pytest.mark.parametrize(
    ("erreur", "etat"),
    [
        (CarteAbsente("La carte CPS est absente."), EtatEnvoi.A_REPRENDRE),
        (AccesRefuse("L’accès est refusé."), EtatEnvoi.A_REPRENDRE),
        (DemandeRejetee("L’ordonnance est inconnue.", code="4004"), EtatEnvoi.REFUSE),
        (NonPrisEnCharge("Ce format n’est pas pris en charge."), EtatEnvoi.REFUSE),
        (ReponseInvalide("La réponse est illisible."), EtatEnvoi.EN_ATTENTE),
        (KeyError("secret"), EtatEnvoi.A_REPRENDRE),
    ],
)
def test_each_failure_has_its_state_and_sentence(
    contexte: Contexte, service: Service, deliver: Deliver, erreur: Exception, etat: EtatEnvoi
) -> None:
    service.avant = [erreur]
    add(contexte, make_envoi(None, "a"), make_envoi(None, "b"))
    envois = deliver()
    assert envois["a"].etat is etat
    assert envois["b"].etat is EtatEnvoi.REMIS
    assert envois["a"].erreur
    assert "secret" not in envois["a"].erreur
    if isinstance(erreur, DemandeRejetee):
        assert envois["a"].erreur == "4004\u00a0: L’ordonnance est inconnue."


def test_unreadable_answers_end_before_a_person(
    contexte: Contexte, service: Service, deliver: Deliver, horloge: HorlogeReglable
) -> None:
    service.avant = [ReponseInvalide("La réponse est illisible.") for _ in range(50)]
    add(contexte, make_envoi(None, "a"))
    for _ in range(20):
        deliver()
        horloge.advance(timedelta(days=1))
    assert deliver()["a"].etat is EtatEnvoi.A_REPRENDRE
    assert deliver()["a"].essais == PolitiqueEnvoi().essais_illisibles


def test_an_envoi_waits_for_the_one_it_follows(
    contexte: Contexte, service: Service, deliver: Deliver, horloge: HorlogeReglable
) -> None:
    premier = make_envoi(None, "a")
    add(contexte, premier, make_envoi(None, "b", type=TypeEnvoi.DMP, apres=premier.id))
    service.avant = [ServiceInjoignable("Le service ne répond pas.")]
    assert deliver()["b"].essais == 0
    horloge.advance(timedelta(minutes=1))
    assert deliver()["b"].etat is EtatEnvoi.REMIS
    assert service.recus == ["a", "b"]


def test_what_followed_a_refused_envoi_waits_for_a_person(
    contexte: Contexte, service: Service, deliver: Deliver
) -> None:
    premier = make_envoi(None, "a")
    add(contexte, premier, make_envoi(None, "b", type=TypeEnvoi.DMP, apres=premier.id))
    service.avant = [DemandeRejetee("Non.", code="4000")]
    envois = deliver()
    assert envois["b"].etat is EtatEnvoi.A_REPRENDRE
    assert "avant celui-ci" in envois["b"].erreur


def test_an_abandoned_try_is_taken_up_after_its_lease_or_at_a_restart(
    contexte: Contexte, service: Service, deliver: Deliver, horloge: HorlogeReglable
) -> None:
    add(contexte, make_envoi(None, "a"))
    with contexte.uow() as uow:
        assert uow.envois.take(horloge.instant, horloge.instant)
        uow.commit()
    horloge.advance(timedelta(minutes=5))
    assert deliver()["a"].etat is EtatEnvoi.EN_COURS
    assert deliver(demarre_le=horloge.instant)["a"].etat is EtatEnvoi.REMIS
    assert service.questions == 1


def test_a_result_never_overwrites_another_workers(
    contexte: Contexte, service: Service, deliver: Deliver
) -> None:
    add(contexte, make_envoi(None, "a"))

    def taken_over(envoi: Envoi) -> str:
        with contexte.uow() as uow:
            uow.envois.save(replace(uow.envois.get(envoi.id), etat=EtatEnvoi.REMIS, accuse="autre poste"))
            uow.commit()
        raise ServiceInjoignable("Trop tard.")

    service.transmettre = taken_over  # type: ignore[method-assign]
    assert deliver()["a"].accuse == "autre poste"


def test_a_user_may_retry_or_cancel_only_what_has_not_left(
    contexte: Contexte, service: Service, deliver: Deliver
) -> None:
    service.avant = [AccesRefuse("L’accès est refusé.")]
    a, b, c = (make_envoi(None, cle) for cle in "abc")
    c = replace(c, apres=b.id)
    add(contexte, a, b, c)
    cancel(contexte, b.id, "899700366240")
    assert deliver()["a"].etat is EtatEnvoi.A_REPRENDRE
    assert deliver()["c"].etat is EtatEnvoi.A_REPRENDRE
    assert retry(contexte, a.id, "899700366240").etat is EtatEnvoi.EN_ATTENTE
    envois = deliver()
    assert envois["a"].etat is EtatEnvoi.REMIS
    assert envois["b"].etat is EtatEnvoi.ANNULE
    for envoi in (a, b):
        for geste in (retry, cancel):
            with pytest.raises(ActeFinal):
                geste(contexte, envoi.id, "899700366240")
    with contexte.uow() as uow:
        assert {e.detail for e in uow.audit.list()} == {"remis", "à_reprendre", "annulation", "reprise"}


def test_a_deposit_that_may_have_arrived_is_not_given_up_alone(
    contexte: Contexte, service: Service, deliver: Deliver
) -> None:
    service.avant = [ServiceInjoignable("Coupé après l’envoi.")] * 2
    depot, partage = make_envoi(None, "a"), make_envoi(None, "b", type=TypeEnvoi.DMP)
    add(contexte, depot, partage)
    deliver()
    with pytest.raises(ActeFinal, match="peut-être reçu") as refus:
        cancel(contexte, depot.id, "899700366240")
    assert "Annulez l’ordonnance" in (refus.value.remede or "")
    assert deliver()["a"].is_annulable
    assert cancel(contexte, partage.id, "899700366240").etat is EtatEnvoi.ANNULE


def test_the_waits_stay_within_their_bounds() -> None:
    politique = PolitiqueEnvoi()
    for essais in (1, 2, 5, 50, 5000):
        for hasard in (0.0, 0.5, 1.0):
            attente = politique.wait(essais, hasard)
            assert politique.base / 2 <= attente <= politique.maximum


def test_a_stop_is_obeyed_between_two_envois(contexte: Contexte, service: Service, deliver: Deliver) -> None:
    add(contexte, make_envoi(None, "a"), make_envoi(None, "b"))
    deliver(is_stopped=lambda: bool(service.recus))
    assert service.recus == ["a"]


def test_retrying_a_follower_makes_the_one_it_follows_due_too(
    contexte: Contexte, service: Service, deliver: Deliver
) -> None:
    service.avant = [AccesRefuse("L’accès est refusé.")]
    premier = make_envoi(None, "a")
    suivant = replace(make_envoi(None, "b"), apres=premier.id).hold("à vous de voir.")
    add(contexte, premier, suivant)
    assert deliver()["a"].etat is EtatEnvoi.A_REPRENDRE
    assert retry(contexte, suivant.id, "899700366240").etat is EtatEnvoi.EN_ATTENTE
    assert {e.etat for e in deliver().values()} == {EtatEnvoi.REMIS}
    assert service.recus == ["a", "b"]


@pytest.mark.parametrize("etat", [EtatEnvoi.REFUSE, EtatEnvoi.ANNULE])
def test_retrying_a_follower_says_which_envoi_will_never_leave_before_it(
    contexte: Contexte, deliver: Deliver, etat: EtatEnvoi
) -> None:
    premier = make_envoi(None, "a", etat=etat)
    suivant = make_envoi(None, "b", apres=premier.id)
    add(contexte, premier, suivant)
    with pytest.raises(ActeFinal, match="Ordonnance du 02/03/2026") as refus:
        retry(contexte, suivant.id, "899700366240")
    assert refus.value.remede
    assert deliver()["b"] == suivant
    assert cancel(contexte, suivant.id, "899700366240").etat is EtatEnvoi.ANNULE
