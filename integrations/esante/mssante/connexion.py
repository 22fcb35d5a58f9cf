"""Reach an operator, straight or through the HTTP proxy of the practice (CONNECT, RFC 9110 §9.3.6).

Only a proxy that is set is taken: those of the system speak of the web, and often refuse the ports of mail.
"""

import http.client
import imaplib
import smtplib
import socket
from base64 import b64encode
from io import BufferedReader
from typing import Any, cast
from urllib.parse import unquote, urlsplit

import imapclient

from esante.errors import Unreachable, Unsupported
from esante.mssante.models import Serveur
from esante.transport import Proxy


def connect(serveur: Serveur, timeout: float | None, proxy: Proxy) -> socket.socket:
    """Return a socket to a server, its timeout set.

    Raises:
        OSError: nothing answers, neither the server nor the proxy.
        Unreachable: the proxy does not let mail through; its status is in the sentence.
        Unsupported: the proxy speaks TLS, inside which STARTTLS cannot begin again.
    """
    if not proxy.url or _is_exempt(serveur.host, proxy):
        return socket.create_connection((serveur.host, serveur.port), timeout)
    way = urlsplit(proxy.url)
    if way.scheme != "http" or way.hostname is None:
        raise Unsupported("la messagerie ne passe que par un proxy en http://")
    headers = {}
    if way.username is not None:
        secret = f"{unquote(way.username)}:{unquote(way.password or '')}"
        headers["Proxy-Authorization"] = f"Basic {b64encode(secret.encode()).decode()}"
    tunnel = http.client.HTTPConnection(way.hostname, way.port or 80, timeout=timeout)
    tunnel.response_class = _UnbufferedResponse
    tunnel.set_tunnel(serveur.host, serveur.port, headers)
    try:
        tunnel.connect()
    except (OSError, http.client.HTTPException) as error:
        tunnel.close()
        status = "".join(filter(str.isdigit, str(error)))[:3] if "Tunnel" in str(error) else ""
        if status:
            raise Unreachable(f"le proxy ne laisse pas passer la messagerie ({status})") from None
        raise ConnectionError(type(error).__name__) from None
    assert isinstance(tunnel.sock, socket.socket)
    return tunnel.sock


class _UnbufferedResponse(http.client.HTTPResponse):
    """Reads no further than the head: servers of mail speak first, a buffer swallows their greeting."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp.close()
        self.fp = cast(BufferedReader, sock.makefile("rb", buffering=0))


class ClientImap(imapclient.IMAPClient):  # type: ignore[misc]
    """The library's client, over a connection that a proxy may carry; nothing is said before STARTTLS."""

    def __init__(self, serveur: Serveur, timeout: float, proxy: Proxy) -> None:
        self._serveur, self._proxy = serveur, proxy
        super().__init__(serveur.host, serveur.port, ssl=False, timeout=timeout)

    def _create_IMAP4(self) -> Any:  # noqa: N802, the name the library calls
        return _Imap4(self._serveur, self._timeout.connect, self._proxy)


class _Imap4(imaplib.IMAP4):
    def __init__(self, serveur: Serveur, timeout: float | None, proxy: Proxy) -> None:
        self._serveur, self._proxy = serveur, proxy
        super().__init__(serveur.host, serveur.port, timeout)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return connect(self._serveur, timeout, self._proxy)


class ClientSmtp(smtplib.SMTP):
    """The standard client, over a connection that a proxy may carry; ``connect`` is still to be called.

    It names itself by an address literal (RFC 5321 §4.1.4): the name of the seat is nobody's business, and
    looking it up waits for a name service that may not answer.
    """

    def __init__(self, timeout: float, proxy: Proxy) -> None:
        self._proxy = proxy
        super().__init__(local_hostname="[127.0.0.1]", timeout=timeout)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return connect(Serveur(host, port), timeout, self._proxy)


def _is_exempt(host: str, proxy: Proxy) -> bool:
    names = [name.lower().removeprefix("*").removeprefix(".") for name in proxy.sans]
    return any(host.lower() == name or host.lower().endswith(f".{name}") for name in names if name)
