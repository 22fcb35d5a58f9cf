"""What the services take from the CPS of the session: its keys, which stay on it, and its certificates."""

import ssl
from collections.abc import Callable
from threading import Lock
from typing import Protocol

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from ambroise.adapters.environnement import TableEnvironnement
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.usecases.errors import NonPrisEnCharge
from esante.tls.context import create_tls_context
from esante.transport import Proxy, http_client, tls_context


class CarteOuverte(Protocol):
    """A CPS after its code porteur was accepted; every use fails with ``CardAbsent`` once it is pulled."""

    @property
    def cle_signature(self) -> rsa.RSAPrivateKey: ...
    @property
    def certificat_signature(self) -> x509.Certificate: ...

    def tls_context(self, table: TableEnvironnement) -> ssl.SSLContext:
        """Return a client context that authenticates with the card's key."""


class AccesServices:
    """Gives each adapter the session, the card, and HTTP clients of the environment.

    Args:
        session: returns the open session. Raises SessionFermee.
        carte: returns the open card. Raises CarteAbsente or SessionFermee.
        complete: gives the table its revocation lists. Raises ServiceInjoignable.
        proxy: the way out of the network.
    """

    def __init__(
        self,
        table: TableEnvironnement,
        session: Callable[[], SessionProfessionnel],
        carte: Callable[[], CarteOuverte],
        complete: Callable[[TableEnvironnement], TableEnvironnement] = lambda table: table,
        proxy: Proxy | None = None,
    ) -> None:
        self.table = table
        self._session = session
        self._carte = carte
        self._complete = complete
        self.proxy = proxy or Proxy()
        self._gardes: dict[str, tuple[ssl.SSLContext, httpx.Client]] = {}
        self._verrou = Lock()

    @property
    def session(self) -> SessionProfessionnel:
        """The open session. Raises SessionFermee."""
        return self._session()

    @property
    def carte(self) -> CarteOuverte:
        """The open card. Raises CarteAbsente, SessionFermee."""
        return self._carte()

    @property
    def table_verifiee(self) -> TableEnvironnement:
        """The table with current revocation lists. Raises ServiceInjoignable."""
        return self._complete(self.table)

    def url(self, service: str) -> str:
        """Return the address of a service.

        Raises:
            NonPrisEnCharge: this environment has none.
        """
        try:
            return self.table.services[service]
        except KeyError:
            raise NonPrisEnCharge(
                "Ce service n’a pas d’adresse dans cet environnement.",
                code=service,
                remede="Choisissez un autre environnement ou complétez sa table.",
            ) from None

    def http_server_only(self) -> httpx.Client:
        """Return a client that trusts the environment's authorities and presents no certificate.

        Without an anchor of the environment, those of the system are trusted. Raises ServiceInjoignable.
        """
        table = self.table_verifiee
        if table.autorite is None:
            return http_client(tls_context(), proxy=self.proxy)
        return http_client(
            create_tls_context(table.autorite, revocations=table.revocations), proxy=self.proxy
        )

    def kept_http_card(self, service: str) -> httpx.Client:
        """Return the client of a service that every call shares, so that one handshake serves many of them.

        The card is asked each time whether it is still there; another card, or other lists, make another
        client. The caller does not close it.
        """
        context = self.carte.tls_context(self.table_verifiee)
        with self._verrou:
            garde = self._gardes.get(service)
            if garde is not None and garde[0] is context:
                return garde[1]
            if garde is not None:
                garde[1].close()
            client = self._open(context, service)
            self._gardes[service] = context, client
            return client

    def close(self) -> None:
        """Close the connections that were kept."""
        with self._verrou:
            for _, client in self._gardes.values():
                client.close()
            self._gardes.clear()

    def http_card(self, service: str) -> httpx.Client:
        """Return a client whose TLS handshake is signed by the card."""
        return self._open(self.carte.tls_context(self.table_verifiee), service)

    def _open(self, context: ssl.SSLContext, service: str) -> httpx.Client:
        client = http_client(context, proxy=self.proxy)
        client.base_url = httpx.URL(self.url(service))
        return client
