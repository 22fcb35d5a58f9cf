"""The Pro Santé Connect session of this seat, opened through the relay and kept in memory only."""

import threading
from collections.abc import Callable

import httpx

from ambroise.adapters.carte_ouverte import AccesServices
from ambroise.adapters.traduction import translating
from ambroise.usecases.errors import AccesRefuse
from esante.psc.client import Canal, PscClient, SessionPsc

SERVICE = "Pro Santé Connect"
CLIENT_ID = "ambroise"


class PscSession:
    """Log in once, then give a fresh token to each connection of the mail."""

    def __init__(self, acces: AccesServices) -> None:
        self._acces = acces
        self._client: PscClient | None = None

    @property
    def session(self) -> SessionPsc | None:
        """The open session, None before the login and after its end."""
        return self._client.session if self._client else None

    def connect(
        self,
        *,
        par_carte: bool = True,
        on_code: Callable[[str], None] = lambda _code: None,
        cancel: threading.Event | None = None,
    ) -> SessionPsc:
        """Log in as the holder of the CPS session; blocks until the person answers.

        Args:
            on_code: shows the two digits that the phone or the card tool shows too.

        Raises:
            SessionFermee, ServiceError.
        """
        identifiant = self._acces.session.professionnel.identifiant_national
        if self._client is None:
            http = self._acces.http_server_only()
            http.base_url = httpx.URL(self._acces.url("psc_relais"))
            self._client = PscClient(http, CLIENT_ID)
        with translating(SERVICE):
            return self._client.connect(
                identifiant, Canal.CARTE if par_carte else Canal.MOBILE, on_code, cancel or threading.Event()
            )

    def fresh_token(self, adresse: str) -> str:
        """Return a token for one connection to a box. Raises AccesRefuse when nobody is logged in."""
        if self._client is None or self._client.session is None:
            raise AccesRefuse(
                "La messagerie demande une connexion à Pro Santé Connect.",
                remede="Connectez-vous ; ce qui attend partira aussitôt.",
            )
        with translating(SERVICE):
            return self._client.fetch_jeton_mssante(adresse).jeton

    def close(self) -> None:
        """Forget the session."""
        if self._client:
            self._client.close()
            self._client = None
