"""Structures found at the ROR with public data only: names, distance, pages, and every way to be refused."""

import ssl
from collections.abc import Callable, Iterator

import httpx
import pytest

from esante.errors import Malformed, Refused, Rejected, Unreachable
from esante.ror.client import Identifiants, RorClient
from esante.sandbox.ror import service
from esante.sandbox.serveur import Sandbox
from tests.fakes.patience import ATTENTE_S

Open = Callable[..., RorClient]


@pytest.fixture
def ror(sandbox: Sandbox) -> Iterator[Open]:
    trust = ssl.create_default_context(cafile=str(sandbox.adresses.autorite))
    url = sandbox.adresses.services["ror"]
    with httpx.Client(base_url=url, verify=trust, timeout=ATTENTE_S) as http:
        yield lambda secret=service.SECRET, clock=lambda: 0.0: RorClient(
            http,
            f"{url}/realms/ror/protocol/openid-connect/token",
            Identifiants(service.CLIENT_ID, secret),
            clock=clock,
        )


def test_structures_are_found_by_name_and_by_distance(ror: Open) -> None:
    (cardiology,) = ror().search("cardio")
    assert (cardiology.organisation, cardiology.identifiant) == ("CENTRE HOSPITALIER D’ESSAI", "1630000001")
    assert (cardiology.telephone, cardiology.code_postal) == ("0102030405", "63000")
    assert cardiology.specialites == ("Consultation de cardiologie",)
    near = {s.nom for s in ror().search(commune="63211", rayon_km=5)}
    assert near == {"Soins infirmiers à domicile", "Permanence dentaire"}
    assert ror().search("rien de tel") == ()


def test_pages_are_followed_and_the_token_serves_until_its_end(
    sandbox: Sandbox, ror: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PAGE", 1)
    now = [0.0]
    client = ror(clock=lambda: now[0])
    assert len(client.search(commune="63211", rayon_km=30)) == len(service.OFFRES)
    token = client._jeton
    client.search("urgences")
    assert client._jeton == token
    now[0] = service.LIFE_S
    client.search("urgences")
    assert client._jeton != token


def test_wrong_secret_wrong_question_and_trouble_have_their_errors(sandbox: Sandbox, ror: Open) -> None:
    with pytest.raises(Refused) as caught:
        ror(secret="faux").search("x")
    assert "faux" not in str(caught.value)
    for wrong in ({}, {"commune": "MARSAC"}, {"commune": "63211", "rayon_km": 0}):
        with pytest.raises(Malformed):
            ror().search(**wrong)
    with pytest.raises(Malformed):
        ror(secret="clé\r\nX: y")
    client = ror()
    client.search("x")
    reglages = sandbox.reglages["ror"]
    reglages.garbage = True
    with pytest.raises(Malformed):
        client.search("x")
    reglages.garbage, reglages.refuse = False, "invalid"
    with pytest.raises(Rejected, match="invalid"):
        client.search("x")
    reglages.refuse, reglages.down = None, True
    with pytest.raises(Unreachable):
        client.search("x")


def test_next_page_elsewhere_is_never_followed() -> None:
    thief = {"link": [{"relation": "next", "url": "https://voleur.example/2"}], "access_token": "j"}
    answer = httpx.MockTransport(lambda _: httpx.Response(200, json=thief | {"expires_in": 60}))
    with httpx.Client(transport=answer, base_url="https://ror/") as http:
        client = RorClient(http, "https://ror/jeton", Identifiants("a", "b"))
        with pytest.raises(Malformed, match="autre adresse"):
            client.search("x")
