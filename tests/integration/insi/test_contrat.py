"""INSi over real TLS: requests and answers out of the contract, and the failures of the service."""

from collections.abc import Callable

import httpx
import pytest

from esante import soap
from esante.errors import Malformed, Refused, Rejected, Unreachable
from esante.insi.client import InsiClient
from esante.insi.messages import AccesRefuse, ServiceIndisponible
from esante.sandbox.autorite import Autorite
from esante.sandbox.professionnels import MAX_LIBRE
from esante.sandbox.serveur import Sandbox
from esante.transport import http_client, tls_context
from tests.fakes.patience import ATTENTE_S
from tests.integration.insi.outils import LOGICIEL, ZOE, cps, opened


def raw(sandbox: Sandbox, change: Callable[[bytes], bytes]) -> httpx.Response:
    """Send a request rebuilt by hand, as a client that checks nothing would."""
    recorded: list[bytes] = []

    def record(request: httpx.Request) -> httpx.Response:
        recorded.append(request.read())
        return httpx.Response(503)

    chosen = cps(sandbox.autorite.carte(MAX_LIBRE).signature)
    with httpx.Client(transport=httpx.MockTransport(record)) as http, pytest.raises(Unreachable):
        InsiClient(http, "https://localhost/lps", LOGICIEL, chosen).find_identite(ZOE)
    with http_client(tls_context(sandbox.adresses.autorite)) as http:
        return http.post(f"{sandbox.adresses.services['insi']}/lps", content=change(recorded[0]))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda b: b.replace(b"<ins:Sexe>F</ins:Sexe>", b"<ins:Sexe></ins:Sexe>"), "insi_24"),
        (lambda b: b.replace(b"<ins:Sexe>F</ins:Sexe>", b""), "insi_24"),
        (lambda b: b.replace(b"ADRUN", b"adrun"), "nom de naissance"),
        (lambda b: b.replace(b"ADRUN", "ADRÛN".encode()), "nom de naissance"),
        (lambda b: b.replace(b"<ins:Prenom>ZOE</ins:Prenom>", b""), "prénom"),
        (lambda b: b.replace(b"1975-12-31", b"31/12/1975"), "date"),
        (lambda b: b.replace(b"rechercherInsAvecTraitsIdentite", b"rechercherInsAvecCarteVitale"), "Action"),
        (lambda b: b.replace(b'Version="01_02"', b'Version="01_01"'), "ContexteBAM"),
        (
            lambda b: b.replace(b"http://www.cnamts.fr/INSiRecSans", b"http://www.cnamts.fr/Autre"),
            "Opération",
        ),
        (lambda b: b"<html/>", "illisible"),
        (lambda b: b"<!DOCTYPE a [<!ENTITY x 'y'>]>" + b.split(b"?>", 1)[1], "illisible"),
        (lambda b: b[: len(b) // 2], "illisible"),
    ],
)
def test_a_request_out_of_the_contract_is_refused(
    sandbox: Sandbox, change: Callable[[bytes], bytes], expected: str
) -> None:
    answer = raw(sandbox, change)
    assert answer.status_code == 500
    fault = soap.parse_envelope(answer.content).fault
    assert fault is not None
    assert fault.detail is not None
    assert expected in (fault.detail.get("code"), "") or expected in fault.reason


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"garbage": True}, Malformed),
        ({"fail_next": 1}, Unreachable),
        ({"down": True}, Unreachable),
        ({"lose_answers": 1}, Unreachable),
        ({"refuse": "insi_102"}, ServiceIndisponible),
        ({"refuse": "desir_550"}, AccesRefuse),
        ({"refuse": "insi_999"}, Rejected),
        ({"slow": 10.0}, Unreachable),
    ],
)
def test_each_failure_of_the_service_is_sorted(
    sandbox: Sandbox, settings: dict[str, object], error: type[Exception]
) -> None:
    for name, value in settings.items():
        setattr(sandbox.reglages["insi"], name, value)
    patience = 0.5 if "slow" in settings else ATTENTE_S
    with opened(sandbox, timeout=patience) as client, pytest.raises(error):
        client.find_identite(ZOE)


def test_a_server_of_another_authority_is_not_believed(
    sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Autorite(tmp_path_factory.mktemp("faux"))
    http = http_client(tls_context(other.ca_file))
    chosen = cps(sandbox.autorite.carte(MAX_LIBRE).signature)
    with (
        InsiClient(http, sandbox.adresses.services["insi"], LOGICIEL, chosen) as client,
        pytest.raises(Refused, match="reconnu"),
    ):
        client.find_identite(ZOE)


def answering(content: bytes, status: int = 200) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(status, content=content)))


OTHER_REQUEST = (
    b'<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing">'
    b"<e:Header><a:RelatesTo>uuid:une-autre</a:RelatesTo></e:Header><e:Body>"
    b'<RESULTAT xmlns="http://www.cnamts.fr/INSiResultat"><CR><CodeCR>01</CodeCR><LibelleCR>x</LibelleCR></CR>'
    b"</RESULTAT></e:Body></e:Envelope>"
)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (OTHER_REQUEST, 200),
        (OTHER_REQUEST.replace(b"uuid:une-autre", b""), 500),
        (OTHER_REQUEST, 302),
        (b"", 200),
        (b"<html><body>Maintenance</body></html>", 200),
        (OTHER_REQUEST[:200], 200),
        (b'<!DOCTYPE x [<!ENTITY a "b">]>' + OTHER_REQUEST, 200),
        (b"<a>" * 400_000, 200),
    ],
)
def test_an_answer_out_of_the_contract_is_malformed(autorite: Autorite, content: bytes, status: int) -> None:
    chosen = cps(autorite.carte(MAX_LIBRE).signature)
    with (
        InsiClient(answering(content, status), "https://localhost/lps", LOGICIEL, chosen) as client,
        pytest.raises(Malformed),
    ):
        client.find_identite(ZOE)


def test_a_fault_under_http_200_is_still_a_fault(autorite: Autorite) -> None:
    fault = soap.build_fault("Receiver", "Panne", subcodes=[("urn:siram", "siram_40")])
    content = soap.envelope_bytes(soap.build_envelope(fault, action="a", message_id="m"))
    chosen = cps(autorite.carte(MAX_LIBRE).signature)
    with (
        InsiClient(answering(content), "https://localhost/lps", LOGICIEL, chosen) as client,
        pytest.raises(ServiceIndisponible),
    ):
        client.find_identite(ZOE)
