"""Logging in through the relay, as the person in front of the screen lives it."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from esante.errors import Malformed, Refused, Rejected, Unreachable
from esante.ordonnance_numerique.client import OrdonnanceNumeriqueClient
from esante.ordonnance_numerique.models import CodeErreur
from esante.ordonnance_numerique.numero import parse_numero
from esante.psc.client import Canal, ConnexionAbandonnee, PscClient, RelayTransport, SessionTerminee
from esante.sandbox.mssante import boites
from esante.sandbox.professionnels import ADEMIS_TRAL, MAX_LIBRE
from esante.sandbox.serveur import Sandbox
from tests.fakes.patience import ATTENTE_S


@pytest.fixture
def client(relay: httpx.Client) -> Iterator[PscClient]:
    with PscClient(relay, "ambroise") as psc:
        yield psc


def answer_on_phone(sandbox: Sandbox, relay: httpx.Client, answer: str) -> None:
    url = f"{sandbox.adresses.services['psc']}/appareil/{MAX_LIBRE.identifiant}"
    with httpx.Client(verify=relay._transport._pool._ssl_context) as http:  # type: ignore[attr-defined]
        http.post(url, json={"reponse": answer}).raise_for_status()


@pytest.fixture(autouse=True)
def accepts(sandbox: Sandbox, relay: httpx.Client) -> Iterator[None]:
    yield
    answer_on_phone(sandbox, relay, "accepter")


def connect(psc: PscClient, codes: list[str] | None = None, who: str = MAX_LIBRE.identifiant) -> None:
    psc.connect(who, Canal.MOBILE, (codes if codes is not None else []).append, threading.Event())


def test_two_digits_are_shown_then_the_identity_comes(client: PscClient) -> None:
    codes: list[str] = []
    connect(client, codes)
    assert len(codes) == 1
    assert len(codes[0]) == 2
    session = client.session
    assert session is not None
    assert (session.identite.nom, session.identite.numero_rpps) == ("LIBRE", "99900063480")
    assert session.identite.exercices[0].activites[0].identifiant_structure == MAX_LIBRE.structure
    assert session._identifiant not in repr(session)


def test_connecting_again_keeps_the_session(client: PscClient) -> None:
    connect(client)
    first = client.session
    connect(client)
    assert client.session is first


def test_token_for_a_box_is_fresh_each_time_and_only_for_its_owner(client: PscClient) -> None:
    connect(client)
    one = client.fetch_jeton_mssante(boites.MEDECIN.adresse)
    other = client.fetch_jeton_mssante(boites.MEDECIN.adresse)
    assert one.jeton != other.jeton
    assert one.expire_dans <= 120
    with pytest.raises(Rejected):
        client.fetch_jeton_mssante(boites.PHARMACIEN.adresse)


def test_refusal_on_the_phone(sandbox: Sandbox, relay: httpx.Client, client: PscClient) -> None:
    answer_on_phone(sandbox, relay, "refuser")
    with pytest.raises(Refused, match="refusée sur l’appareil"):
        connect(client)


def leave_while_the_phone_rings(sandbox: Sandbox, relay: httpx.Client, client: PscClient) -> None:
    answer_on_phone(sandbox, relay, "attendre")
    cancel = threading.Event()
    with pytest.raises(ConnexionAbandonnee):
        client.connect(MAX_LIBRE.identifiant, Canal.CARTE, lambda _: cancel.set(), cancel)


def wait_for_trace(relay: httpx.Client, start: datetime, event: str) -> None:
    deadline = time.monotonic() + ATTENTE_S
    while event not in relay.get("traces", params={"start": start.isoformat()}).text:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_cancel_leaves_at_once_and_without_session(
    sandbox: Sandbox, relay: httpx.Client, client: PscClient
) -> None:
    start = datetime.now(UTC)
    leave_while_the_phone_rings(sandbox, relay, client)
    assert client.session is None
    answer_on_phone(sandbox, relay, "refuser")  # still asked: the next test would answer it
    wait_for_trace(relay, start, "CONNECT_FAILURE")


def test_late_yes_to_a_demand_that_was_left_ends_the_session_it_opened(
    sandbox: Sandbox, relay: httpx.Client
) -> None:
    start = datetime.now(UTC)
    own = httpx.Client(base_url=relay.base_url, verify=relay._transport._pool._ssl_context)  # type: ignore[attr-defined]
    with PscClient(own, "ambroise") as psc:
        leave_while_the_phone_rings(sandbox, relay, psc)
    answer_on_phone(sandbox, relay, "accepter")
    wait_for_trace(relay, start, "DISCONNECT")
    deadline = time.monotonic() + ATTENTE_S
    while not own.is_closed:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_expired_demand_says_so(sandbox: Sandbox, relay: httpx.Client, client: PscClient) -> None:
    answer_on_phone(sandbox, relay, "attendre")
    refused = threading.Event()

    def jump() -> None:
        while not refused.wait(0.2):  # the demand may not have reached the provider at the first jump
            sandbox.reglages["psc"].clock_offset += 300.0

    saut = threading.Thread(target=jump)
    try:
        with pytest.raises(Refused, match="expirée"):
            client.connect(MAX_LIBRE.identifiant, Canal.MOBILE, lambda _: saut.start(), threading.Event())
    finally:
        refused.set()
        saut.join()


def test_unknown_professional_and_unknown_software_are_rejected(
    relay: httpx.Client, client: PscClient
) -> None:
    with pytest.raises(Rejected):
        connect(client, who="899900000000")
    with pytest.raises(Rejected):
        connect(PscClient(relay, "autre-logiciel"))
    with pytest.raises(Malformed):
        connect(client, who="pas un identifiant")


def test_session_is_renewed_silently_then_ends_after_four_hours(sandbox: Sandbox, client: PscClient) -> None:
    connect(client)
    for name in ("psc", "psc_relais"):
        sandbox.reglages[name].clock_offset = 600
    assert client.send("GET", "psc", "userinfo").json()["family_name"] == "LIBRE"
    for name in ("psc", "psc_relais"):
        sandbox.reglages[name].clock_offset = 5 * 3600
    with pytest.raises(SessionTerminee):
        client.fetch_jeton_mssante(boites.MEDECIN.adresse)
    assert client.session is None


def test_session_ends_for_us_too_after_four_hours(relay: httpx.Client) -> None:
    now = [datetime.now(UTC)]
    psc = PscClient(relay, "ambroise", clock=lambda: now[0])
    connect(psc)
    now[0] += timedelta(hours=4)
    assert psc.session is None


def test_logout_closes_the_session_at_the_relay(client: PscClient) -> None:
    connect(client)
    session = client.session
    client.disconnect()
    client._session = session
    with pytest.raises(SessionTerminee):
        client.send("GET", "psc", "userinfo")


def test_ordonnance_numerique_is_reached_through_the_relay(client: PscClient) -> None:
    connect(client, who=ADEMIS_TRAL.identifiant)
    http = httpx.Client(transport=RelayTransport(client, "ordonnance_numerique"), base_url="https://relais")
    with OrdonnanceNumeriqueClient(http) as service, pytest.raises(Rejected) as caught:
        service.consult(parse_numero("01S2TBPZ2JCNZZYGHZ"))
    assert caught.value.code == CodeErreur.NUMERO_INCONNU


def test_traces_say_who_did_what(relay: httpx.Client, client: PscClient) -> None:
    start = datetime.now(UTC)
    connect(client)
    client.send("GET", "psc", "userinfo")
    client.disconnect()
    traces = relay.get("traces", params={"start": start.isoformat()}).json()
    assert [t["type"] for t in traces] == ["CONNECT_SUCCESS", "SEND", "SEND", "DISCONNECT"]
    assert {t["IdRPPS"] for t in traces} == {MAX_LIBRE.identifiant}


@pytest.mark.parametrize(
    ("setting", "error"), [({"garbage": True}, Malformed), ({"down": True}, Unreachable)]
)
def test_relay_in_trouble(
    sandbox: Sandbox, client: PscClient, setting: dict[str, bool], error: type[Exception]
) -> None:
    vars(sandbox.reglages["psc_relais"]).update(setting)
    with pytest.raises(error):
        connect(client)
