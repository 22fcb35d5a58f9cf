"""HTTP/1.1 with connections that are kept.

Werkzeug closes every connection after its answer: each call to a service would shake hands again.
"""

import io
import logging
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.exceptions import InternalServerError
from werkzeug.serving import WSGIRequestHandler

LOG = logging.getLogger(__name__)
_PIECE = 1 << 20


class Corps(io.RawIOBase):
    """The body of one request: never a byte of the next one."""

    def __init__(self, source: io.BufferedIOBase, longueur: int) -> None:
        super().__init__()
        self._source = source
        self._reste = longueur

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        wanted = memoryview(buffer)[: self._reste]
        count = self._source.readinto(wanted) if wanted else 0
        self._reste -= count
        return count

    def drain(self) -> bool:
        """Discard what the service did not read; tell whether the whole body came."""
        while self._reste and self.read(min(self._reste, _PIECE)):
            pass
        return not self._reste


class Requetes(WSGIRequestHandler):
    """Answers the requests of one connection, one after the other."""

    protocol_version = "HTTP/1.1"
    timeout = 60
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        """Answer one request; the connection is kept unless its body has no length of its own."""
        if self.headers.get("Expect", "").strip().lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self.environ = environ = self.make_environ()
        corps = Corps(self.rfile, _longueur(self.headers.get("Content-Length")))
        if environ.get("wsgi.input_terminated"):
            self.close_connection = True
        else:
            environ["wsgi.input"] = corps
        debut: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], _error: object = None, /
        ) -> Callable[[bytes], object]:
            debut.append((status, headers))
            return self.wfile.write

        try:
            morceaux = self.server.app(environ, start_response)
        except ConnectionError as error:
            self.connection_dropped(error, environ)
            return
        except Exception as error:  # noqa: BLE001 - one faulty answer must not stop the service
            self.server.log("error", "%s", type(error).__name__)
            morceaux = InternalServerError()(environ, start_response)
        if not corps.drain():
            self.close_connection = True
        try:
            self._answer(*debut[-1], morceaux)
        except ConnectionError as error:
            self.connection_dropped(error, environ)

    def connection_dropped(self, error: BaseException, environ: Any = None) -> None:  # noqa: ARG002
        self.close_connection = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002
        LOG.debug("sandbox %s", code)

    def _answer(self, status: str, headers: list[tuple[str, str]], morceaux: Iterable[bytes]) -> None:
        code, _, phrase = status.partition(" ")
        self.send_response(int(code), phrase)
        for name, value in headers:
            self.send_header(name, value)
        en_morceaux = not any(name.lower() == "content-length" for name, _ in headers)
        if en_morceaux:
            self.send_header("Transfer-Encoding", "chunked")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        for morceau in morceaux:
            if en_morceaux and morceau:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(morceau), morceau))
            else:
                self.wfile.write(morceau)
        if en_morceaux:
            self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()


def _longueur(declaree: str | None) -> int:
    return int(declaree) if declaree is not None and declaree.isdecimal() else 0
