"""HTTPS to a national service: TLS with the right certificates, sizes bounded, failures sorted.

The clients take an ``httpx.Client`` so that the sandbox, a recorder or a card's TLS stack slip underneath.
"""

import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from esante.errors import EsanteError, Malformed, Refused, Unreachable
from esante.tls.openssl import take_key_failure

TIMEOUT = httpx.Timeout(20.0, connect=10.0)
MAX_ANSWER = 4 * 1024 * 1024


@dataclass(frozen=True)
class Reponse:
    """An HTTP answer read whole."""

    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True)
class Proxy:
    """The way out of a network. Without ``url``, what the system says (``HTTPS_PROXY``, ``NO_PROXY``)."""

    url: str = ""
    sans: tuple[str, ...] = ()


def tls_context(
    ca_file: Path | None = None, *, certificate_file: Path | None = None, key_file: Path | None = None
) -> ssl.SSLContext:
    """Return a client context: TLS ≥ 1.2, host name checked, the authorities of the environment only."""
    context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if certificate_file is not None:
        context.load_cert_chain(certificate_file, key_file)
    return context


class TlsClient(httpx.Client):
    """A client that remembers its TLS context, to say why a key kept in a card did not sign."""

    def __init__(self, context: ssl.SSLContext, timeout: httpx.Timeout, proxy: Proxy) -> None:
        super().__init__(
            verify=context,
            timeout=timeout,
            follow_redirects=False,
            proxy=proxy.url or None,
            mounts={f"all://{hote}": None for hote in proxy.sans},
        )
        self.tls_context = context


DIRECT = Proxy()


def http_client(
    context: ssl.SSLContext, *, timeout: httpx.Timeout = TIMEOUT, proxy: Proxy = DIRECT
) -> httpx.Client:
    """Return a client that follows no redirection: a national service has one address."""
    return TlsClient(context, timeout, proxy)


def post(
    client: httpx.Client,
    url: str,
    content: bytes | Iterable[bytes],
    headers: Mapping[str, str],
    *,
    max_size: int = MAX_ANSWER,
) -> Reponse:
    """Send bytes and read the whole answer, whatever its status; pieces need a ``Content-Length`` header.

    Raises:
        CardAbsent: the card that holds the client key left.
        Unreachable: nothing answered in time, or the service says it is overloaded (429, 502, 503, 504).
        Refused: one side did not believe the other's certificate, or HTTP 401 or 403.
        Malformed: the answer is larger than ``max_size``.
    """
    return send(client, "POST", url, content, headers, max_size=max_size)


def send(
    client: httpx.Client,
    method: str,
    url: str,
    content: bytes | Iterable[bytes] | None,
    headers: Mapping[str, str],
    *,
    max_size: int = MAX_ANSWER,
) -> Reponse:
    """Like :func:`post` with any method."""
    try:
        with client.stream(method, url, content=content, headers=dict(headers)) as response:
            chunks, size = [], 0
            for chunk in response.iter_bytes():
                size += len(chunk)
                if size > max_size:
                    raise Malformed(f"réponse de plus de {max_size} octets")
                chunks.append(chunk)
            answer = Reponse(response.status_code, dict(response.headers), b"".join(chunks))
    except httpx.TimeoutException:
        raise Unreachable("le service n’a pas répondu à temps") from None
    except httpx.DecodingError:
        raise Malformed("réponse compressée illisible") from None
    except httpx.TransportError as error:
        raise (key_failure(client) or _sort(error)) from None
    if answer.status in (429, 502, 503, 504):
        raise Unreachable(f"le service est indisponible (HTTP {answer.status})")
    if answer.status in (401, 403):
        raise Refused(f"le service refuse l’accès (HTTP {answer.status})")
    return answer


def key_failure(client: httpx.Client) -> EsanteError | None:
    """Return, once, why the key kept in a card did not sign the last handshake; None when it did."""
    return take_key_failure(client.tls_context) if isinstance(client, TlsClient) else None


def _sort(error: BaseException) -> Unreachable | Refused:
    text = str(error).lower()
    if "certificate verify failed" in text or "hostname mismatch" in text:
        return Refused("le certificat du service n’est pas reconnu")
    # The alerts by which a server refuses our certificate (RFC 8446 §6.2); OpenSSL words them so.
    alerts = ("certificate required", "certificate revoked", "certificate expired", "bad certificate")
    if any(a in text for a in (*alerts, "unknown ca", "unsupported certificate", "certificate unknown")):
        return Refused("le service refuse notre certificat")
    if "handshake failure" in text:
        return Refused("le service refuse notre certificat")
    return Unreachable("le service est injoignable")
