"""The e-CPS as the application asks it: the phone answers, the session is kept, then forgotten."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import httpx
import pytest

from ambroise.adapters.carte_ouverte import AccesServices
from ambroise.adapters.environnement import load_environnement
from ambroise.adapters.psc import PscSession
from ambroise.domain.professionnel import Profession, SessionProfessionnel
from ambroise.settings import ComplementStructure
from ambroise.usecases.errors import AccesRefuse, DemandeRejetee, ServiceInjoignable, SessionFermee
from esante.sandbox.mssante.boites import MEDECIN
from esante.sandbox.professionnels import MAX_LIBRE
from esante.sandbox.serveur import Sandbox
from tests.fakes.services import DOCTEUR
from tests.integration.en_ligne.test_psc import answer_on_phone


def no_card() -> object:
    raise SessionFermee


@dataclass
class Seat:
    psc: PscSession
    relay: httpx.Client
    sandbox: Sandbox

    def prove(self, show: Callable[[str], None] = lambda _code: None) -> None:
        self.psc.prove(show, threading.Event())

    def traces(self, start: datetime) -> list[str]:
        return [t["type"] for t in self.relay.get("traces", params={"start": start.isoformat()}).json()]


@pytest.fixture
def seat(sandbox: Sandbox, relay: httpx.Client) -> Iterator[Seat]:
    medecin = replace(DOCTEUR, identifiant_national=MAX_LIBRE.identifiant)
    session = SessionProfessionnel(medecin, medecin.situations[0], datetime.now(UTC), "2600855206")
    adresses = sandbox.adresses
    table = load_environnement("bac-a-sable").with_bac_a_sable(
        adresses.services, adresses.autorite, adresses.revocations
    )
    acces = AccesServices(table, lambda: session, no_card)  # type: ignore[arg-type]
    complements = {MAX_LIBRE.structure: ComplementStructure(nom="Cabinet du bourg")}
    psc = PscSession(lambda: acces, lambda: complements)
    yield Seat(psc, relay, sandbox)
    psc.close()
    answer_on_phone(sandbox, relay, "accepter")


def test_the_phone_proves_the_holder_for_four_hours_without_any_card(seat: Seat) -> None:
    codes: list[str] = []
    seat.prove(codes.append)
    assert len(codes) == 1
    assert seat.psc.fin is not None
    assert 3.9 * 3600 < (seat.psc.fin - datetime.now(UTC)).total_seconds() <= 4 * 3600


def test_the_phone_says_who_opens_the_session_and_where_he_works(seat: Seat) -> None:
    found = seat.psc.open(MAX_LIBRE.identifiant, lambda _code: None, threading.Event())
    assert (found.identifiant_national, found.nom, found.profession) == (
        MAX_LIBRE.identifiant,
        MAX_LIBRE.nom,
        Profession.MEDECIN,
    )
    (place,) = found.situations
    assert place.structure.identifiant == MAX_LIBRE.structure
    assert place.structure.nom == "Cabinet du bourg", "the profile completes what is told"
    assert place.secteur_activite == MAX_LIBRE.secteur
    assert seat.psc.fin is not None
    assert seat.psc.fresh_token(MEDECIN.adresse), "the boxes open with the same login"


def test_nobody_opens_with_the_phone_of_another(seat: Seat) -> None:
    answer_on_phone(seat.sandbox, seat.relay, "refuser")
    with pytest.raises(AccesRefuse):
        seat.psc.open(MAX_LIBRE.identifiant, lambda _code: None, threading.Event())
    assert seat.psc.session is None
    with pytest.raises(DemandeRejetee):
        seat.psc.open("810000000000", lambda _code: None, threading.Event())


def test_a_login_by_card_proves_nothing_of_the_phone(seat: Seat) -> None:
    seat.psc.connect()
    assert seat.psc.session is not None
    assert seat.psc.fin is None


def test_each_proof_asks_the_phone_again_and_closes_the_former_session(seat: Seat) -> None:
    start = datetime.now(UTC)
    seat.psc.connect()
    seat.prove()
    seat.prove()
    types = seat.traces(start)
    assert types.count("CONNECT_SUCCESS") == 3
    assert types.count("DISCONNECT") == 2


def test_a_refusal_on_the_phone_leaves_the_former_login(seat: Seat) -> None:
    seat.psc.connect()
    before = seat.psc.session
    answer_on_phone(seat.sandbox, seat.relay, "refuser")
    with pytest.raises(AccesRefuse, match="refusée sur l’appareil"):
        seat.prove()
    assert seat.psc.session is before
    assert seat.psc.fin is None


def test_a_silent_relay_is_said_and_forgetting_needs_no_answer(seat: Seat) -> None:
    seat.prove()
    vars(seat.sandbox.reglages["psc_relais"]).update(down=True)
    with pytest.raises(ServiceInjoignable):
        seat.prove()
    seat.psc.forget()
    assert seat.psc.session is None
    assert seat.psc.fin is None


@pytest.mark.parametrize("par_carte", [True, False])
def test_session_is_renewed_before_its_end_and_the_old_one_is_closed(seat: Seat, par_carte: bool) -> None:
    before = datetime.now(UTC)
    seat.psc.connect(par_carte=par_carte)
    first = seat.psc.session
    seat.psc.renew(par_carte=par_carte, on_code=lambda _code: None, cancel=threading.Event())
    second = seat.psc.session
    assert first is not None
    assert second is not None
    assert second.expire_le > first.expire_le
    assert seat.traces(before).count("CONNECT_SUCCESS") == 2
    assert "DISCONNECT" in seat.traces(before)


def test_renewal_that_is_refused_keeps_the_session_under_way(seat: Seat) -> None:
    seat.psc.connect()
    kept = seat.psc.session
    answer_on_phone(seat.sandbox, seat.relay, "refuser")
    with pytest.raises(AccesRefuse):
        seat.psc.renew(par_carte=True, on_code=lambda _code: None, cancel=threading.Event())
    assert seat.psc.session is kept
