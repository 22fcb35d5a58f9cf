"""Log in through the relay: two digits shown to the professional, a wait, a session kept in memory.

Contract of the proxy e-Santé (``/connect``, ``/disconnect``, ``/send/**``). The token of an MSSanté
connection is not in the contract; ours is ``/send/mssante/jeton``, to be set with the relay's editor. Nothing
is written on disk: losing the process loses the session.
"""

import queue
import re
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import httpx

from esante.errors import EsanteError, Malformed, Refused, Rejected, Unreachable
from esante.fermeture import Closing
from esante.psc.claims import IdentitePsc, parse_userinfo

SESSION_LIFE = timedelta(hours=4)
CONNECT_TIMEOUT = 150.0
_COOKIE = "proxy_session_id"
_GATEWAY = frozenset({502, 503, 504})
_NATIONAL_ID = re.compile(r"[0-9][0-9A-Z/]{8,30}")


class Canal(StrEnum):
    """How the professional proves who he is."""

    CARTE = "CARD"
    MOBILE = "MOBILE"


class ConnexionAbandonnee(Refused):
    """The person changed his mind; nothing to say on the screen."""


class SessionTerminee(Refused):
    """The relay no longer knows the session: log in again."""


@dataclass(frozen=True)
class SessionPsc:
    """An open session. The identifier of the session is a secret: it is left out of ``repr``."""

    identite: IdentitePsc
    ouverte_le: datetime
    _identifiant: str = field(repr=False)

    @property
    def expire_le(self) -> datetime:
        """Four hours after the opening, whatever is done meanwhile."""
        return self.ouverte_le + SESSION_LIFE


@dataclass(frozen=True)
class JetonMssante:
    """A token for one IMAP or SMTP connection; two minutes at most."""

    jeton: str = field(repr=False)
    expire_dans: int


_Outcome = queue.SimpleQueue[httpx.Response | BaseException]


class PscClient(Closing):
    """The relay.

    Args:
        http: a client whose ``base_url`` is the relay; it must keep no cookie of its own.
        client_id: identifier of the software, given by the relay's editor.
        clock: returns the present instant, aware.
    """

    def __init__(
        self,
        http: httpx.Client,
        client_id: str,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        draw: Callable[[int], int] = secrets.randbelow,
    ) -> None:
        self._http = http
        self._client_id = client_id
        self._clock = clock
        self._draw = draw
        self._session: SessionPsc | None = None
        self._lock = threading.Lock()
        self._abandoned = 0
        """Demands left by the person that the phone may still answer."""
        self._closed = False

    def close(self) -> None:
        """Forget the session without telling the relay; a demand that was left keeps the way to it open."""
        self._session = None
        with self._lock:
            self._closed = True
            is_last = not self._abandoned
        if is_last:
            self._http.close()

    @property
    def session(self) -> SessionPsc | None:
        """The open session, if it has not reached its end."""
        if self._session is not None and self._clock() >= self._session.expire_le:
            self._session = None
        return self._session

    def connect(
        self,
        national_id: str,
        channel: Canal,
        on_binding_code: Callable[[str], None],
        cancel: threading.Event,
    ) -> SessionPsc:
        """Log in; blocks until the professional answers on his phone or with his card, at most two minutes.

        Args:
            national_id: ``8`` then the RPPS.
            on_binding_code: shows the two digits that the phone shows too; called before the wait.
            cancel: set by whoever closes the window.

        Raises:
            ConnexionAbandonnee: ``cancel`` was set.
            Refused: refusal, expiry, or another person than the one expected.
            Rejected: unknown professional or software.
        """
        if not _NATIONAL_ID.fullmatch(national_id):
            raise Malformed("identifiant national mal formé")
        code = f"{self._draw(100):02d}"
        on_binding_code(code)
        body = {
            "nationalId": national_id,
            "bindingMessage": code,
            "clientId": self._client_id,
            "channel": channel.value,
        }
        held = self.session
        cookie = held._identifiant if held else None
        answer = self._wait(
            lambda: self._request("POST", "connect", session=cookie, json=body, timeout=CONNECT_TIMEOUT),
            cancel,
        )
        if answer.status_code == httpx.codes.NOT_MODIFIED and held is not None:
            return held
        identifier = _text(_tree(answer), _COOKIE)
        claims = _tree(self._request("GET", "send/psc/userinfo", session=identifier))
        identite = parse_userinfo(claims)
        if identite.identifiant_national != national_id:
            raise Refused("la personne connectée n’est pas celle qui était attendue")
        self._session = SessionPsc(identite, self._clock(), identifier)
        return self._session

    def disconnect(self) -> None:
        """Log out; an already ended session is no error."""
        session, self._session = self._session, None
        if session is not None:
            with suppress(SessionTerminee):
                self._request("DELETE", "disconnect", session=session._identifiant)

    def fetch_jeton_mssante(self, adresse: str) -> JetonMssante:
        """Return a fresh token for one connection to a box.

        Raises:
            SessionTerminee: log in again.
            Rejected: the box is not the professional's.
        """
        tree = _tree(
            self._request("GET", "send/mssante/jeton", session=self._held(), params={"bal": adresse})
        )
        life = tree.get("expires_in")
        return JetonMssante(_text(tree, "access_token"), life if isinstance(life, int) else 0)

    def send(self, method: str, service: str, path: str, **content: Any) -> httpx.Response:
        """Relay a request to a national service; the relay adds the exchanged token.

        The service's own refusals come back as they are: its client reads them.

        Raises:
            SessionTerminee: log in again.
            Unreachable: the relay, or the service behind it.
        """
        return self._request(method, f"send/{service}/{path}", session=self._held(), relayed=True, **content)

    def _held(self) -> str:
        session = self.session
        if session is None:
            raise SessionTerminee("aucune session Pro Santé Connect ouverte")
        return session._identifiant

    def _request(
        self, method: str, path: str, session: str | None = None, relayed: bool = False, **content: Any
    ) -> httpx.Response:
        headers = dict(content.pop("headers", {})) | ({"Cookie": f"{_COOKIE}={session}"} if session else {})
        try:
            answer = self._http.request(method, path, headers=headers, **content)
        except httpx.TransportError as error:
            raise Unreachable(f"relais Pro Santé Connect injoignable ({type(error).__name__})") from None
        finally:
            self._http.cookies.clear()
        if answer.is_success or answer.status_code == httpx.codes.NOT_MODIFIED:
            return answer
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            self._session = None
            raise SessionTerminee("session Pro Santé Connect terminée")
        if answer.status_code in _GATEWAY or (answer.status_code >= 500 and not relayed):
            raise Unreachable(f"relais Pro Santé Connect indisponible (HTTP {answer.status_code})")
        if relayed:
            return answer
        tree = _tree(answer)
        code = _text(tree, "code")
        if code in {"access_denied", "expired_token"}:
            raise Refused(
                "connexion refusée sur l’appareil"
                if code == "access_denied"
                else "demande de connexion expirée"
            )
        raise Rejected(code, str(tree.get("message", "")))

    def _wait(self, call: Callable[[], httpx.Response], cancel: threading.Event) -> httpx.Response:
        """Run the blocking call aside, so that the person can leave at once."""
        outcome: _Outcome = queue.SimpleQueue()

        def work() -> None:
            try:
                outcome.put(call())
            except BaseException as error:  # noqa: BLE001 (raised again on the other side)
                outcome.put(error)

        threading.Thread(target=work, daemon=True, name="psc").start()
        while True:
            try:
                result = outcome.get(timeout=0.05)
            except queue.Empty:
                if cancel.is_set():
                    with self._lock:
                        self._abandoned += 1
                    threading.Thread(
                        target=self._follow, args=(outcome,), daemon=True, name="psc-abandon"
                    ).start()
                    raise ConnexionAbandonnee("connexion abandonnée") from None
                continue
            if isinstance(result, BaseException):
                raise result
            return result

    def _follow(self, outcome: _Outcome) -> None:
        """See a demand that was left to its end: a session that nobody waits for is closed."""
        result = outcome.get()
        if not isinstance(result, BaseException) and result.is_success:
            with suppress(EsanteError):
                self._request("DELETE", "disconnect", session=_text(_tree(result), _COOKIE))
        with self._lock:
            self._abandoned -= 1
            is_last = self._closed and not self._abandoned
        if is_last:
            self._http.close()


class RelayTransport(httpx.BaseTransport):
    """Carries any service's httpx client through the relay, for a professional without a card reader.

    Args:
        service: the name under which the relay knows the service.
    """

    def __init__(self, psc: PscClient, service: str) -> None:
        self._psc = psc
        self._service = service

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; called by httpx."""
        kept = {"content-type", "accept", "if-match", "if-none-match", "soapaction"}
        answer = self._psc.send(
            request.method,
            self._service,
            request.url.raw_path.decode("ascii").lstrip("/"),
            content=request.read(),
            headers={key: value for key, value in request.headers.items() if key.lower() in kept},
        )
        dropped = {"content-encoding", "content-length", "transfer-encoding"}
        headers = [(key, value) for key, value in answer.headers.items() if key.lower() not in dropped]
        return httpx.Response(answer.status_code, headers=headers, content=answer.content)


def _tree(answer: httpx.Response) -> dict[str, object]:
    try:
        tree = answer.json()
    except (ValueError, RecursionError):
        tree = None
    if not isinstance(tree, dict):
        raise Malformed(f"réponse illisible du relais (HTTP {answer.status_code})")
    return tree


def _text(tree: dict[str, object], name: str) -> str:
    value = tree.get(name)
    if not isinstance(value, str) or not value:
        raise Malformed(f"réponse du relais sans {name}")
    return value
