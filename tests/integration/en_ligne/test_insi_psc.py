"""INSi through the relay: the session of an e-CPS asks, without any card and without a token on the seat."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest

from esante.insi.authentification import AuthentificationPsc
from esante.insi.client import InsiClient
from esante.insi.messages import AccesRefuse
from esante.insi.models import IdentiteTrouvee, Logiciel, TraitsRecherche
from esante.psc.client import Canal, PscClient, RelayTransport, SessionTerminee
from esante.sandbox.professionnels import ADEMIS_TRAL, MAX_LIBRE
from esante.sandbox.serveur import Sandbox
from esante.transport import http_client, tls_context

LOGICIEL = Logiciel("AMBROISE-BAC-A-SABLE", "urn:lps:ambroise:0.1.0", "0.1.0", UUID(int=7))
ZOE = TraitsRecherche("ADRUN", ("ZOE",), "F", "1975-12-31")


@pytest.fixture
def psc(relay: httpx.Client) -> Iterator[PscClient]:
    with PscClient(relay, "ambroise") as client:
        client.connect(MAX_LIBRE.identifiant, Canal.MOBILE, lambda _: None, threading.Event())
        yield client


def insi(psc: PscClient, identifiant: str = MAX_LIBRE.identifiant) -> InsiClient:
    http = httpx.Client(transport=RelayTransport(psc, "insi_psc"))
    auth = AuthentificationPsc(identifiant, "991111111", "01", "10")
    return InsiClient(http, "https://relais/lps", LOGICIEL, auth)


def test_the_session_of_the_professional_asks_insi(psc: PscClient) -> None:
    with insi(psc) as client:
        found = client.find_identite(ZOE)
    assert isinstance(found, IdentiteTrouvee)
    assert found.ins.matricule == "275126322074974"


def test_nobody_asks_in_the_name_of_another(psc: PscClient) -> None:
    with insi(psc, ADEMIS_TRAL.identifiant) as client, pytest.raises(AccesRefuse) as caught:
        client.find_identite(ZOE)
    assert caught.value.code == "InvalidSecurityToken"


def test_an_ended_session_asks_nothing(psc: PscClient) -> None:
    with insi(psc) as client:
        psc.disconnect()
        with pytest.raises(SessionTerminee):
            client.find_identite(ZOE)


@pytest.mark.parametrize("token", ["", "Bearer faux", "Basic YTpi"])
def test_without_the_token_of_the_relay_the_assertion_is_worth_nothing(sandbox: Sandbox, token: str) -> None:
    http = http_client(tls_context(sandbox.adresses.autorite))
    http.headers.update({"Authorization": token} if token else {})
    auth = AuthentificationPsc(MAX_LIBRE.identifiant, "991111111")
    url = f"{sandbox.adresses.services['insi_psc']}/lps"
    with (
        InsiClient(http, url, LOGICIEL, auth, now=lambda: datetime.now(UTC)) as client,
        pytest.raises(AccesRefuse) as caught,
    ):
        client.find_identite(ZOE)
    assert caught.value.code == "FailedAuthentication"
