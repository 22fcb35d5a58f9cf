"""The sandbox process: TLS, client certificates, failures on demand, counters, and a clean end."""

import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest
from werkzeug.wrappers import Request, Response

from esante.sandbox import profils
from esante.sandbox.autorite import ORGANISATIONS, Credential
from esante.sandbox.serveur import Sandbox, SandboxProcess, read_ready_file, serve
from esante.sandbox.service import CertificatClient, Contexte, peer_certificate
from tests.fakes.patience import ATTENTE_S


class Echo:
    """A service that repeats what it received and who asked."""

    def __init__(self, contexte: Contexte, certificat_client: CertificatClient) -> None:
        self.nom = "echo"
        self.certificat_client = certificat_client
        self._contexte = contexte

    def handle(self, request: Request) -> Response:
        body = request.get_data(as_text=True)
        self._contexte.compteurs.count_received(body)
        self._contexte.compteurs.count_accepted(body)
        certificate = peer_certificate(request)
        who = certificate.subject.rfc4514_string() if certificate else "anonyme"
        return Response(who, headers={"X-Instant": self._contexte.now().isoformat()})

    def refuse(self, request: Request, code: str) -> Response:
        return Response(code, status=403)


SERVICES = [
    ("libre", lambda c: Echo(c, CertificatClient.AUCUN)),
    ("facultatif", lambda c: Echo(c, CertificatClient.FACULTATIF)),
    ("exige", lambda c: Echo(c, CertificatClient.EXIGE)),
]


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(tmp_path_factory.mktemp("echo"), SERVICES) as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def at_rest(echo: Sandbox) -> Iterator[None]:
    yield
    echo.rest()


def client(sandbox: Sandbox, credential: Credential | None = None) -> httpx.Client:
    context = ssl.create_default_context(cafile=str(sandbox.adresses.autorite))
    if credential is not None:
        context.load_cert_chain(credential.certificate_file, credential.key_file)
    return httpx.Client(verify=context, timeout=ATTENTE_S, trust_env=False)


def test_each_service_answers_behind_the_authority_of_the_sandbox(echo: Sandbox) -> None:
    with client(echo) as c:
        assert c.post(echo.adresses.services["libre"], content="a").text == "anonyme"


def test_a_client_that_does_not_know_the_authority_refuses_the_server(echo: Sandbox) -> None:
    with httpx.Client(trust_env=False) as c, pytest.raises(httpx.ConnectError):
        c.get(echo.adresses.services["libre"])


def test_the_client_certificate_reaches_the_service(echo: Sandbox) -> None:
    with client(echo, echo.autorite.organisation("INSI-AUTO")) as c:
        for nom in ("facultatif", "exige"):
            assert "CN=INSI-AUTO" in c.post(echo.adresses.services[nom], content="a").text


def test_without_certificate_the_service_that_wants_one_refuses_the_connection(echo: Sandbox) -> None:
    with client(echo) as c, pytest.raises(httpx.TransportError):
        c.get(echo.adresses.services["exige"])


def test_a_certificate_of_another_authority_is_refused(
    echo: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Sandbox(tmp_path_factory.mktemp("autre"), []).autorite.organisation()
    with client(echo, other) as c, pytest.raises(httpx.TransportError):
        c.get(echo.adresses.services["exige"])


def test_an_expired_certificate_is_refused(echo: Sandbox) -> None:
    expired = echo.autorite.issue(
        "org-expiree",
        ORGANISATIONS,
        profils.organisation_subject("CABINET", "499900063480001", "INSI-AUTO"),
        profils.organisation_auth(),
        not_after=datetime.now(UTC) - timedelta(hours=1),
    )
    with client(echo, expired) as c, pytest.raises(httpx.TransportError):
        c.get(echo.adresses.services["exige"])


def test_a_certificate_revoked_while_the_sandbox_runs_is_refused_at_once(echo: Sandbox) -> None:
    credential = echo.autorite.organisation("A-REVOQUER")
    with client(echo, credential) as c:
        assert c.get(echo.adresses.services["exige"]).status_code == 200
    echo.autorite.revoke(credential.certificate)
    with client(echo, credential) as c, pytest.raises(httpx.TransportError):
        c.get(echo.adresses.services["exige"])


def test_a_silent_connection_does_not_stop_the_others(echo: Sandbox) -> None:
    url = httpx.URL(echo.adresses.services["libre"])
    with socket.create_connection(("127.0.0.1", url.port)), client(echo) as c:
        assert c.post(url, content="a").status_code == 200


def control(sandbox: Sandbox, service: str, **settings: object) -> httpx.Response:
    with httpx.Client(trust_env=False) as c:
        return c.post(f"{sandbox.adresses.controle}/{service}", json=settings)


def test_the_next_requests_fail_then_succeed(echo: Sandbox) -> None:
    assert control(echo, "libre", fail_next=2).status_code == 200
    with client(echo) as c:
        statuses = [c.post(echo.adresses.services["libre"], content="doc-503").status_code for _ in range(3)]
    assert statuses == [503, 503, 200]
    assert echo.compteurs["libre"].accepted["doc-503"] == 1


def test_a_lost_answer_was_treated(echo: Sandbox) -> None:
    control(echo, "libre", lose_answers=1)
    with client(echo) as c:
        with pytest.raises(httpx.TransportError):
            c.post(echo.adresses.services["libre"], content="doc-perdu")
        c.post(echo.adresses.services["libre"], content="doc-perdu")
    with httpx.Client(trust_env=False) as c:
        figures = c.get(f"{echo.adresses.controle}/libre/compteurs").json()
    assert figures["accepted"]["doc-perdu"] == 2


def test_a_service_down_answers_nobody_then_comes_back(echo: Sandbox) -> None:
    control(echo, "libre", down=True)
    with client(echo) as c:
        with pytest.raises(httpx.TransportError):
            c.get(echo.adresses.services["libre"])
        control(echo, "libre", down=False)
        assert c.get(echo.adresses.services["libre"]).status_code == 200


def test_a_refusal_takes_the_form_of_the_service(echo: Sandbox) -> None:
    control(echo, "libre", refuse="desir_550")
    with client(echo) as c:
        assert c.get(echo.adresses.services["libre"]).text == "desir_550"
    with httpx.Client(trust_env=False) as c:
        c.delete(f"{echo.adresses.controle}/libre")
    with client(echo) as c:
        assert c.get(echo.adresses.services["libre"]).status_code == 200


def test_garbage_is_not_the_protocol(echo: Sandbox) -> None:
    control(echo, "libre", garbage=True)
    with client(echo) as c:
        assert c.get(echo.adresses.services["libre"]).content.startswith(b"<html>")


def test_a_slow_service_outlasts_an_impatient_client(echo: Sandbox) -> None:
    control(echo, "libre", slow=30)
    with client(echo) as c, pytest.raises(httpx.ReadTimeout):
        c.get(echo.adresses.services["libre"], timeout=httpx.Timeout(ATTENTE_S, read=0.2))


def test_the_clock_of_a_service_can_be_wrong(echo: Sandbox) -> None:
    control(echo, "libre", clock_offset=86400)
    with client(echo) as c:
        said = datetime.fromisoformat(c.get(echo.adresses.services["libre"]).headers["X-Instant"])
    assert timedelta(hours=23) < said - datetime.now(UTC) < timedelta(hours=25)


@pytest.mark.parametrize(
    "settings", [{"inconnu": 1}, {"slow": "vite"}, {"garbage": 1}, {"fail_next": True}, {"refuse": 3}]
)
def test_a_wrong_setting_is_refused_and_changes_nothing(echo: Sandbox, settings: dict[str, object]) -> None:
    assert control(echo, "libre", **settings).status_code == 400
    with client(echo) as c:
        assert c.get(echo.adresses.services["libre"]).status_code == 200


def test_a_form_cannot_drive_the_sandbox(echo: Sandbox) -> None:
    with httpx.Client(trust_env=False) as c:
        assert c.post(f"{echo.adresses.controle}/libre", data={"down": "1"}).status_code == 415
        assert c.get(f"{echo.adresses.controle}/personne").status_code == 404


def test_serve_writes_the_ready_file_when_all_answer_and_removes_it_at_the_end(tmp_path: Path) -> None:
    stop, ready = Event(), tmp_path / "pret.json"
    thread = Thread(target=serve, args=(tmp_path / "etat", ready), kwargs={"stop": stop})
    thread.start()
    while not ready.exists():
        assert thread.is_alive()
        stop.wait(0.01)
    adresses = read_ready_file(ready)
    with httpx.Client(trust_env=False) as c:
        assert set(c.get(adresses.controle).json()) <= set(adresses.services)
    stop.set()
    thread.join(20)
    assert not thread.is_alive()
    assert not ready.exists()


def test_the_process_stops_when_its_parent_dies(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path\n"
        "from esante.sandbox.serveur import SandboxProcess\n"
        f"s = SandboxProcess(Path({str(tmp_path)!r})); s.start()\n"
        "sys.stdout.write(str(s.pid) + chr(10)); sys.stdout.flush(); os._exit(0)\n"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as parent:
        assert parent.stdout is not None
        assert parent.stderr is not None
        pid = int(parent.stdout.readline())
        assert pid != parent.pid
        parent.wait(ATTENTE_S)
        # The sandbox inherited this end of the pipe: it closes when, and only when, the sandbox ends.
        assert parent.stderr.read() == b""


def test_a_killed_process_leaves_nothing_that_misleads_the_next(tmp_path: Path) -> None:
    sandbox = SandboxProcess(tmp_path)
    sandbox.start()
    sandbox.kill()
    assert len(list(tmp_path.glob("pret-*.json"))) == 1
    with SandboxProcess(tmp_path):
        assert len(list(tmp_path.glob("pret-*.json"))) == 1
    assert list(tmp_path.glob("pret-*.json")) == []


def test_the_state_and_the_authority_outlive_the_process(tmp_path: Path) -> None:
    with SandboxProcess(tmp_path) as sandbox:
        authority = sandbox.adresses.autorite.read_bytes()
        os.kill(sandbox.pid, signal.SIGTERM)
    with SandboxProcess(tmp_path) as sandbox:
        assert sandbox.adresses.autorite.read_bytes() == authority


def test_a_connection_serves_several_calls(echo: Sandbox) -> None:
    with client(echo) as c:
        ports = []
        for body in (b"un", b"deux" * 100_000):
            with c.stream("POST", echo.adresses.services["libre"], content=body) as answer:
                ports.append(answer.extensions["network_stream"].get_extra_info("client_addr"))
                answer.read()
        assert ports[0] == ports[1]


def test_a_body_that_nobody_read_is_not_taken_for_the_next_call(echo: Sandbox) -> None:
    control(echo, "libre", fail_next=1)
    with client(echo) as c:
        unread = c.post(echo.adresses.services["libre"], content=b"GET / HTTP/1.1\r\n\r\n")
        assert unread.status_code == 503
        assert c.post(echo.adresses.services["libre"], content=b"suite").text == "anonyme"


def test_a_body_in_pieces_is_read_whole_then_the_connection_ends(echo: Sandbox) -> None:
    with client(echo) as c:
        answer = c.post(echo.adresses.services["libre"], content=iter([b"un", b"deux"]))
        assert (answer.text, answer.headers["connection"]) == ("anonyme", "close")
