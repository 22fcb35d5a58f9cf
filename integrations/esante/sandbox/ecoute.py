"""One TLS listener a service, on a loopback port, with the client certificate made visible to handlers."""

import logging
import secrets
import socket
import ssl
from contextlib import suppress
from threading import Event, Thread
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.serving import ThreadedWSGIServer
from werkzeug.wrappers import Request, Response

from esante.sandbox.autorite import Autorite
from esante.sandbox.requetes_http import Requetes
from esante.sandbox.service import CertificatClient, Compteurs, Reglages, Service

LOG = logging.getLogger(__name__)
HANDSHAKE_TIMEOUT = 10.0
MAX_REQUEST = 64 * 1024 * 1024


class AnswerLost(ConnectionError):
    """The sandbox was told to cut the connection instead of answering."""


class Application:
    """The WSGI application of one service: applies its settings, then lets it answer."""

    def __init__(self, service: Service, reglages: Reglages, compteurs: Compteurs, stopping: Event) -> None:
        self._service = service
        self._reglages = reglages
        self._compteurs = compteurs
        self._stopping = stopping

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        request.max_content_length = MAX_REQUEST
        return self._respond(request)(environ, start_response)

    def _respond(self, request: Request) -> Response:
        settings = self._reglages
        if settings.down:
            raise AnswerLost
        self._compteurs.count_request()
        if settings.slow:
            self._stopping.wait(settings.slow)
        if settings.garbage:
            return Response(b"<html><body>" + secrets.token_bytes(64), content_type="text/html")
        if settings.fail_next > 0:
            settings.fail_next -= 1
            return Response("service indisponible", status=503, content_type="text/plain; charset=utf-8")
        if settings.refuse is not None:
            return self._service.refuse(request, settings.refuse)
        try:
            response = self._service.handle(request)
        except HTTPException as error:
            response = Response(error.description or "", status=error.code or 500)
        if settings.lose_answers > 0:
            settings.lose_answers -= 1
            raise AnswerLost
        return response


class Ecoute(ThreadedWSGIServer):
    """A loopback listener; each connection does its TLS handshake in its own thread."""

    request_queue_size = 64

    def __init__(self, app: Application | Any, tls: "TlsContexts | None") -> None:
        self._tls = tls
        self._ouvertes: set[socket.socket] = set()
        super().__init__("127.0.0.1", 0, app, Requetes)
        # Werkzeug only looks at this to say https; the wrapping is done connection by connection.
        self.ssl_context = tls.current() if tls else None
        self._thread = Thread(target=self.serve_forever, args=(0.05,), daemon=True, name="ecoute")

    def start(self) -> None:
        """Begin to answer, in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering, also on the connections that are kept, and free the port."""
        self.shutdown()
        self._thread.join(5)
        for connexion in tuple(self._ouvertes):
            _hang_up(connexion)

    def log(self, type: str, message: str, *args: Any) -> None:
        """Log an internal error; a rendered traceback may quote a request, so only its last word is kept."""
        last = (message % args if args else message).strip().splitlines()[-1]
        LOG.error("erreur interne de la sandbox (%s)\u00a0: %s", type, last.split(":")[0])

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Shake hands, then serve the connection."""
        if self._tls is None:
            self._serve(request, client_address)
            return
        request.settimeout(HANDSHAKE_TIMEOUT)
        try:
            secured = self._tls.current().wrap_socket(request, server_side=True)
        except (ssl.SSLError, OSError) as error:
            LOG.debug("poignée de main refusée\u00a0: %s", type(error).__name__)
            request.close()
            return
        try:
            self._serve(secured, client_address)
        finally:
            _hang_up(secured)
            secured.close()

    def _serve(self, connexion: socket.socket, client_address: Any) -> None:
        self._ouvertes.add(connexion)
        try:
            Requetes(connexion, client_address, self)
        finally:
            self._ouvertes.discard(connexion)


def _hang_up(connexion: socket.socket) -> None:
    with suppress(OSError):
        connexion.shutdown(socket.SHUT_RDWR)


class TlsContexts:
    """The TLS context of a listener, built again when the revocation lists change."""

    def __init__(self, autorite: Autorite, certificat_client: CertificatClient) -> None:
        self._autorite = autorite
        self._certificat_client = certificat_client
        self._stamp = 0
        self._context: ssl.SSLContext | None = None

    def current(self) -> ssl.SSLContext:
        """Return the context for a new connection."""
        stamp = self._autorite.crl_file.stat().st_mtime_ns
        if self._context is None or stamp != self._stamp:
            self._context, self._stamp = self._build(), stamp
        return self._context

    def _build(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        server = self._autorite.server()
        context.load_cert_chain(server.certificate_file, server.key_file)
        if self._certificat_client is not CertificatClient.AUCUN:
            context.load_verify_locations(self._autorite.ca_file)
            context.load_verify_locations(self._autorite.crl_file)
            context.verify_flags |= ssl.VerifyFlags.VERIFY_CRL_CHECK_LEAF
            required = self._certificat_client is CertificatClient.EXIGE
            context.verify_mode = ssl.CERT_REQUIRED if required else ssl.CERT_OPTIONAL
        return context
