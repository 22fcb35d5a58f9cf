"""The relay a desktop goes through: the published contract of the proxy e-Santé, over the simulated provider.

``POST /connect``, ``DELETE /disconnect``, ``/send/<service>/<path>``, ``GET /traces``. Two services are
answered by the relay itself, which the contract leaves to each editor: ``/send/psc/userinfo``, and
``/send/mssante/jeton`` that gives the short token an MSSanté connection needs. Tokens stay in memory.
"""

import json
import secrets
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import httpx
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from esante.errors import EsanteError, Refused, Rejected, Unreachable
from esante.sandbox.mssante.boites import boites_of
from esante.sandbox.psc.ciba import CibaClient, Jetons
from esante.sandbox.psc.fournisseur import CLIENT_ID, PscService
from esante.sandbox.psc.jetons import SCOPE, EmetteurJetons
from esante.sandbox.service import CertificatClient, Contexte

CLIENTS = frozenset({"ambroise"})
"""Software identifiers the relay accepts in ``clientId``."""
SESSION_LIFE = timedelta(hours=4)
_COOKIE = "proxy_session_id"
_MARGIN = timedelta(seconds=20)
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_HOP = {"host", "cookie", "authorization", "content-length", "connection", "transfer-encoding"}
_ROUTES = Map(
    [
        Rule("/connect", endpoint="connect", methods=["POST"]),
        Rule("/disconnect", endpoint="disconnect", methods=["DELETE"]),
        Rule("/send/<service>/<path:path>", endpoint="send", methods=_METHODS),
        Rule("/traces", endpoint="traces", methods=["GET"]),
    ]
)


@dataclass
class _Session:
    identifiant: str
    national_id: str
    client_id: str
    jetons: Jetons
    obtained: datetime
    opened: datetime


class RelaisService:
    """The relay, known as ``psc_relais``."""

    nom = "psc_relais"
    certificat_client = CertificatClient.AUCUN

    def __init__(self, contexte: Contexte) -> None:
        self._contexte = contexte
        self._jetons = EmetteurJetons(contexte.folder.parent / "jetons", contexte.now)
        self._sessions: dict[str, _Session] = {}
        self._log: list[dict[str, object]] = []
        self._lock = threading.Lock()
        self._stopping = threading.Event()

    def close(self) -> None:
        """Abandon the demands under way."""
        self._stopping.set()

    def handle(self, request: Request) -> Response:
        """Answer one request."""
        try:
            endpoint, values = _ROUTES.bind_to_environ(request.environ).match()
        except HTTPException as error:
            return Response(status=error.code)
        handler: Callable[..., Response] = getattr(self, f"_{endpoint}")
        return handler(request, **values)

    def refuse(self, _request: Request, code: str) -> Response:
        """Answer with the error object of the contract."""
        return _descriptor(400, code, "refus du bac à sable")

    def _connect(self, request: Request) -> Response:
        held = self._session(request)
        if held is not None:
            return Response(status=304)
        try:
            body = json.loads(request.get_data())
            national_id, binding = str(body["nationalId"]), str(body["bindingMessage"])
            client_id, channel = str(body["clientId"]), str(body["channel"])
        except (ValueError, KeyError, TypeError):
            return _descriptor(400, "BAD_REQUEST", "nationalId, bindingMessage, clientId et channel attendus")
        if client_id not in CLIENTS:
            self._trace("CONNECT_FAILURE", request, national_id, client_id)
            return _descriptor(404, "UNKNOWN_CLIENT", "clientId inconnu")
        try:
            with self._provider() as provider:
                jetons = provider.authenticate(national_id, binding, channel)
        except Rejected as error:
            self._trace("CONNECT_FAILURE", request, national_id, client_id)
            status = 404 if error.code == "unknown_user_id" else 400
            return _descriptor(status, error.code, "demande refusée par Pro Santé Connect")
        except Refused as error:
            self._trace("CONNECT_FAILURE", request, national_id, client_id)
            return _descriptor(400, str(error).rpartition(" ")[2], "connexion refusée")
        except EsanteError:
            return Response(status=503)
        now = self._contexte.now()
        session = _Session(secrets.token_urlsafe(24), national_id, client_id, jetons, now, now)
        with self._lock:
            self._sessions[session.identifiant] = session
        self._trace("CONNECT_SUCCESS", request, national_id, client_id)
        answer = _json({_COOKIE: session.identifiant, "session_state": jetons.session_state})
        answer.set_cookie(_COOKIE, session.identifiant, secure=True, httponly=True, samesite="Strict")
        return answer

    def _disconnect(self, request: Request) -> Response:
        session = self._session(request)
        if session is None:
            return _descriptor(401, "UNKNOWN_SESSION", "session inconnue")
        with self._lock:
            self._sessions.pop(session.identifiant, None)
        self._trace("DISCONNECT", request, session.national_id, session.client_id)
        try:
            if session.jetons.refresh_token:
                with self._provider() as provider:
                    provider.revoke(session.jetons.refresh_token)
        except EsanteError:
            return Response(status=503)
        return Response(status=200)

    def _send(self, request: Request, service: str, path: str) -> Response:
        session = self._session(request)
        if session is None:
            return _descriptor(401, "UNKNOWN_SESSION", "session inconnue ou terminée")
        try:
            jeton = self._fresh(session)
            self._trace("SEND", request, session.national_id, session.client_id, f"{service}/{path}")
            if (service, path) == ("psc", "userinfo"):
                with self._provider() as provider:
                    return _json(provider.fetch_userinfo(jeton))
            if (service, path) == ("mssante", "jeton"):
                return self._jeton_mssante(session, request.args.get("bal", ""))
        except Refused:
            with self._lock:
                self._sessions.pop(session.identifiant, None)
            return _descriptor(401, "SESSION_ENDED", "session Pro Santé Connect terminée")
        except Unreachable:
            return Response(status=503)
        except EsanteError:
            return Response(status=502)
        return self._relay(request, service, path, jeton)

    def _jeton_mssante(self, session: _Session, adresse: str) -> Response:
        boites = {boite.adresse for boite in boites_of(session.national_id)}
        if adresse not in boites:
            return _descriptor(403, "UNKNOWN_MAILBOX", "boîte inconnue ou d’un autre titulaire")
        # Dovecot knows the box by this claim; a real operator looks the holder's rights up.
        who = session.national_id
        token = self._jetons.sign({"sub": who, "preferred_username": who, "email": adresse, "scope": SCOPE})
        return _json({"access_token": token, "expires_in": 120, "token_type": "Bearer"})

    def _relay(self, request: Request, service: str, path: str, jeton: str) -> Response:
        base = self._contexte.urls.get(service, "")
        if urlsplit(base).scheme != "https":
            return Response(status=502)
        headers = {key: value for key, value in request.headers.items() if key.lower() not in _HOP}
        headers |= {"Authorization": f"Bearer {jeton}", "X-Correlation-Id": secrets.token_hex(16)}
        try:
            with self._http() as http:
                answer = http.request(
                    request.method,
                    f"{base}/{path}",
                    params=request.args,
                    content=request.get_data(),
                    headers=headers,
                )
        except httpx.TimeoutException:
            return Response(status=504)
        except httpx.TransportError:
            return Response(status=502)
        kept = {key: answer.headers[key] for key in ("Content-Type", "ETag") if key in answer.headers}
        return Response(answer.content, status=answer.status_code, headers=kept)

    def _traces(self, request: Request) -> Response:
        try:
            start = datetime.fromisoformat(request.args["start"])
            end = (
                datetime.fromisoformat(request.args["end"]) if "end" in request.args else self._contexte.now()
            )
            with self._lock:
                found = [t for t in self._log if start <= datetime.fromisoformat(str(t["timestamp"])) <= end]
        except (KeyError, ValueError, TypeError):
            return _descriptor(400, "BAD_REQUEST", "dates start et end attendues, avec leur fuseau")
        return _json(found)

    def _session(self, request: Request) -> _Session | None:
        with self._lock:
            session = self._sessions.get(request.cookies.get(_COOKIE, ""))
            if session is not None and self._contexte.now() - session.opened > SESSION_LIFE:
                del self._sessions[session.identifiant]
                session = None
            return session

    def _fresh(self, session: _Session) -> str:
        with self._lock:
            age = self._contexte.now() - session.obtained
            if age + _MARGIN > timedelta(seconds=session.jetons.expires_in):
                if session.jetons.refresh_token is None:
                    raise Refused("session Pro Santé Connect terminée")
                with self._provider() as provider:
                    session.jetons = provider.refresh(session.jetons.refresh_token)
                session.obtained = self._contexte.now()
            return session.jetons.access_token

    def _trace(
        self, kind: str, request: Request, national_id: str, client_id: str, api: str | None = None
    ) -> None:
        trace: dict[str, object] = {
            "type": kind,
            "clientId": client_id,
            "IdRPPS": national_id,
            "ip": request.remote_addr,
            "timestamp": self._contexte.now().isoformat(),
        }
        if api:
            trace["apiRequest"] = {"method": request.method, "path": api}
        with self._lock:
            self._log.append(trace)

    @contextmanager
    def _provider(self) -> Iterator[CibaClient]:
        base = self._contexte.urls["psc"]
        with self._http(auth=(CLIENT_ID, self._secret())) as http:
            yield CibaClient(
                http,
                f"{base}/auth/realms/esante-wallet/.well-known/wallet-openid-configuration",
                sleep=lambda seconds: not self._stopping.wait(seconds),
            )

    def _http(self, auth: tuple[str, str] | None = None) -> httpx.Client:
        tls = ssl.create_default_context(cafile=str(self._contexte.autorite.ca_file))
        return httpx.Client(verify=tls, auth=auth, timeout=10, trust_env=False)

    def _secret(self) -> str:
        return (self._contexte.folder.parent / "psc" / "secret-relais").read_text(encoding="utf-8")


def _json(tree: object, status: int = 200) -> Response:
    return Response(json.dumps(tree, ensure_ascii=False), status=status, content_type="application/json")


def _descriptor(status: int, code: str, message: str) -> Response:
    return _json({"code": code, "message": message, "metadata": {}}, status)


SERVICES = ((PscService.nom, PscService), (RelaisService.nom, RelaisService))
