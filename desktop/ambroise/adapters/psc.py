"""The Pro Santé Connect session of this seat, opened through the relay and kept in memory only."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

import httpx

from ambroise.adapters.carte_ouverte import AccesServices
from ambroise.adapters.situations import professionnel_of
from ambroise.adapters.traduction import translating
from ambroise.domain.professionnel import Professionnel
from ambroise.settings import ComplementStructure
from ambroise.usecases.errors import AccesRefuse, NonPrisEnCharge
from esante.errors import EsanteError
from esante.psc.client import Canal, PscClient, SessionPsc

SERVICE = "Pro Santé Connect"
CLIENT_ID = "ambroise"


class PscSession:
    """Log in once, then give a fresh token to each connection of the mail.

    ``acces`` is asked for at the first login, ``complements`` at each session that the phone opens.
    """

    def __init__(
        self,
        acces: Callable[[], AccesServices],
        complements: Callable[[], Mapping[str, ComplementStructure]] = dict,
    ) -> None:
        self._acces = acces
        self._complements = complements
        self._client: PscClient | None = None
        self._par_ecps = False

    @property
    def session(self) -> SessionPsc | None:
        """The open session, None before the login and after its end."""
        return self._client.session if self._client else None

    def renew(self, *, par_carte: bool, on_code: Callable[[str], None], cancel: threading.Event) -> None:
        """Log in anew for four hours; the session under way lasts until the person has answered."""
        canal = Canal.CARTE if par_carte else Canal.MOBILE
        self._replace(self._identifiant(), canal, on_code, cancel, par_ecps=self._par_ecps)

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
        if self._client is None:
            self._client = self._new_client()
        canal = Canal.CARTE if par_carte else Canal.MOBILE
        with translating(SERVICE):
            return self._client.connect(self._identifiant(), canal, on_code, cancel or threading.Event())

    @property
    def fin(self) -> datetime | None:
        """See ``PortECps.fin``."""
        session = self.session
        return session.expire_le if session is not None and self._par_ecps else None

    def open(
        self, identifiant: str, on_code: Callable[[str], None], cancel: threading.Event
    ) -> Professionnel:
        """See ``PortECps.open``."""
        session = self._replace(identifiant, Canal.MOBILE, on_code, cancel, par_ecps=True)
        try:
            return professionnel_of(session.identite, self._complements())
        except NonPrisEnCharge:
            self.forget()
            raise

    def prove(self, on_code: Callable[[str], None], cancel: threading.Event) -> None:
        """See ``PortECps.prove``; a client of its own, as the relay asks nothing to a session it knows."""
        self.renew(par_carte=False, on_code=on_code, cancel=cancel)
        self._par_ecps = True

    def forget(self) -> None:
        """See ``PortECps.forget``."""
        if self._client is not None:
            with suppress(EsanteError):
                self._client.disconnect()
        self.close()

    def fresh_token(self, adresse: str) -> str:
        """Return a token for one connection to a box. Raises AccesRefuse when nobody is logged in."""
        if self._client is None or self._client.session is None:
            raise AccesRefuse(
                "La messagerie demande une connexion à Pro Santé Connect.",
                remede="Connectez-vous\u202f; ce qui attend partira aussitôt.",
            )
        with translating(SERVICE):
            return self._client.fetch_jeton_mssante(adresse).jeton

    def close(self) -> None:
        """Forget the session, without a word to the relay."""
        self._par_ecps = False
        if self._client:
            self._client.close()
            self._client = None

    def _replace(
        self,
        identifiant: str,
        canal: Canal,
        on_code: Callable[[str], None],
        cancel: threading.Event,
        *,
        par_ecps: bool,
    ) -> SessionPsc:
        """Log in anew; the session before lasts until the person has answered, then it is closed."""
        client = self._new_client()
        try:
            with translating(SERVICE):
                session = client.connect(identifiant, canal, on_code, cancel)
        except BaseException:
            client.close()
            raise
        self.forget()
        self._client, self._par_ecps = client, par_ecps
        return session

    def _identifiant(self) -> str:
        return self._acces().session.professionnel.identifiant_national

    def _new_client(self) -> PscClient:
        acces = self._acces()
        http = acces.http_server_only()
        http.base_url = httpx.URL(acces.url("psc_relais"))
        return PscClient(http, CLIENT_ID)
