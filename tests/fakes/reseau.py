"""A small network for tests: a service in TLS, a proxy that relays, refuses, answers a page or opens TLS."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from tests.fakes.certificats import Paire, make_certificate

BONJOUR = b"220 bonjour\r\n"


class _Service(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def server_context(paire: Paire, dossier: Path, nom: str) -> ssl.SSLContext:
    """Return the context of a server that shows a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*paire.write(dossier, nom))
    return context


class _Silencieux(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A handshake that a client refuses is what these tests want."""


@contextmanager
def serve_tls(paire: Paire, dossier: Path) -> Iterator[int]:
    """Serve a page by TLS on a free port."""
    serveur = _Silencieux(("127.0.0.1", 0), _Service)
    serveur.socket = server_context(paire, dossier, "service").wrap_socket(
        serveur.socket, server_side=True, do_handshake_on_connect=False
    )
    fil = Thread(target=serveur.serve_forever, args=(0.05,))
    fil.start()
    try:
        yield serveur.server_address[1]
    finally:
        serveur.shutdown()
        fil.join()
        serveur.server_close()


@dataclass
class Mandataire:
    """A proxy on a free port; ``vus`` are the destinations asked of it, ``demandes`` the whole heads."""

    mode: str
    port: int
    vus: list[str]
    demandes: list[str]

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serve_proxy(mode: str, dossier: Path, interception: Paire | None = None) -> Iterator[Mandataire]:
    """Serve a proxy: ``relais``, ``compte`` (407), ``page`` (HTML after 200), ``colle`` or ``interception``.

    ``colle`` says 200 and the first words of the server in one write, as a fast network does by chance.
    """
    ecoute = socket.create_server(("127.0.0.1", 0))
    mandataire = Mandataire(mode, ecoute.getsockname()[1], [], [])
    context = None
    if interception is not None:
        context = server_context(make_certificate(interception), dossier, "interception")
    fil = Thread(target=_accept, args=(ecoute, mandataire, context))
    fil.start()
    try:
        yield mandataire
    finally:
        with suppress(OSError):
            ecoute.shutdown(socket.SHUT_RDWR)
        ecoute.close()
        fil.join()


def _accept(ecoute: socket.socket, mandataire: Mandataire, context: ssl.SSLContext | None) -> None:
    while True:
        try:
            client, _ = ecoute.accept()
        except OSError:
            return
        with client, suppress(OSError):
            client.settimeout(5)
            _answer(client, mandataire, context)


def _answer(client: socket.socket, mandataire: Mandataire, context: ssl.SSLContext | None) -> None:
    demande = b""
    while b"\r\n\r\n" not in demande:
        demande += client.recv(4096)
    destination = demande.split()[1].decode()
    mandataire.vus.append(destination)
    mandataire.demandes.append(demande.decode())
    if mandataire.mode == "compte":
        client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        return
    established = b"HTTP/1.1 200 Connection established\r\n\r\n"
    if mandataire.mode == "colle":
        client.sendall(established + BONJOUR)
        return
    client.sendall(established)
    if mandataire.mode == "page":
        client.recv(4096)
        client.sendall(b"<html><body>Identifiez-vous</body></html>" * 20)
        return
    if context is not None:
        with context.wrap_socket(client, server_side=True) as tls:
            tls.recv(4096)
            tls.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        return
    hote, _, port = destination.partition(":")
    with socket.create_connection((hote, int(port)), timeout=5) as loin:
        loin.settimeout(5)
        retour = Thread(target=_pump, args=(loin, client))
        retour.start()
        _pump(client, loin)
        retour.join()


def _pump(source: socket.socket, cible: socket.socket) -> None:
    with suppress(OSError):
        while octets := source.recv(65536):
            cible.sendall(octets)
        cible.shutdown(socket.SHUT_WR)
