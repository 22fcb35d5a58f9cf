"""What a simulated service is made of: what the server gives it, and how it may be told to fail."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Protocol, runtime_checkable

from cryptography import x509
from werkzeug.wrappers import Request, Response

from esante.confiance import Confiance, load_confiance
from esante.sandbox.autorite import Autorite


class CertificatClient(Enum):
    """Whether the TLS listener of a service asks for a client certificate."""

    AUCUN = "aucun"
    FACULTATIF = "facultatif"
    EXIGE = "exigé"


@dataclass
class Reglages:
    """How a service is told to behave; everything at rest by default.

    ``slow``: seconds before answering.  ``refuse``: the official code to answer with.  ``garbage``: answer
    something else than the protocol.  ``down``: close every connection.  ``fail_next``: answer HTTP 503 to
    the next N requests, untreated.  ``lose_answers``: treat the next N requests, then cut the connection.
    ``clock_offset``: seconds the service's clock is ahead.
    """

    slow: float = 0.0
    refuse: str | None = None
    garbage: bool = False
    down: bool = False
    fail_next: int = 0
    lose_answers: int = 0
    clock_offset: float = 0.0


@dataclass
class Compteurs:
    """How often each document was received and accepted, by its own identifier."""

    requests: int = 0
    received: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def count_request(self) -> None:
        """Count a request, whatever it holds."""
        with self._lock:
            self.requests += 1

    def count_received(self, document: str) -> None:
        """Count a deposit as soon as its identifier is known."""
        with self._lock:
            self.received[document] += 1

    def count_accepted(self, document: str) -> None:
        """Count a deposit that changed the state of the service."""
        with self._lock:
            self.accepted[document] += 1

    def as_json(self) -> dict[str, object]:
        """Return the figures as the control API gives them."""
        with self._lock:
            return {
                "requests": self.requests,
                "received": dict(self.received),
                "accepted": dict(self.accepted),
            }


@dataclass(frozen=True)
class Contexte:
    """What the server gives to a service: its folder, its trust, its clock, its counters, its neighbours."""

    folder: Path
    autorite: Autorite
    reglages: Reglages
    compteurs: Compteurs
    urls: dict[str, str]

    def now(self) -> datetime:
        """Return the time of this service, offset included."""
        return datetime.now(UTC) + timedelta(seconds=self.reglages.clock_offset)

    def confiance(self) -> Confiance:
        """Return the anchors and the revocation lists as they stand now."""
        stamp = self.autorite.crl_file.stat().st_mtime_ns
        return _confiance(self.autorite.ca_file, self.autorite.crl_file, stamp)


@lru_cache(maxsize=4)
def _confiance(ca_file: Path, crl_file: Path, _stamp: int) -> Confiance:
    """Read the trust once for each publication of the revocation lists."""
    return load_confiance(ca_file, crl_file, require_crl=True)


class Service(Protocol):
    """A simulated national service behind one TLS listener."""

    @property
    def nom(self) -> str:
        """Name under which the ready file gives its address."""

    @property
    def certificat_client(self) -> CertificatClient:
        """Whether its listener asks for a client certificate."""

    def handle(self, request: Request) -> Response:
        """Answer one request; called from several threads."""

    def refuse(self, request: Request, code: str) -> Response:
        """Answer as the service does when it refuses with that official code."""


@runtime_checkable
class Closable(Protocol):
    """A service that holds something to give back when the sandbox stops: a file, a child process."""

    def close(self) -> None:
        """Give it back."""


ServiceFactory = Callable[[Contexte], Service]
"""Builds a service once its folder and its settings exist."""


def peer_certificate(request: Request) -> x509.Certificate | None:
    """Return the client certificate of the TLS connection, already verified by the listener."""
    pem = request.environ.get("SSL_CLIENT_CERT")
    return x509.load_pem_x509_certificate(pem.encode()) if pem else None
