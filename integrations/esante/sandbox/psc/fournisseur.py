"""The OpenID provider: CIBA in poll mode, refresh, user info, revocation, and the card holder's phone.

OpenID CIBA Core 1.0 with the fields and the durations Pro Santé Connect documents. ``POST
/appareil/<identifiant>`` tells how the professional answers: accept (the default), refuse, or never.

``GET /verification/jeton/<adresse>`` gives whoever checks the sandbox from the outside a token for any of its
boxes, the patients' included: they belong to fictitious people.
"""

import base64
import json
import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from esante.sandbox.mssante.boites import find_boite
from esante.sandbox.professionnels import ProfessionnelTest, professionnel
from esante.sandbox.psc.jetons import ACCESS_TOKEN_LIFE, SCOPE, EmetteurJetons, JetonRefuse
from esante.sandbox.service import CertificatClient, Contexte

CIBA = "urn:openid:params:grant-type:ciba"
CLIENT_ID = "ambroise-bac-a-sable"
REQUEST_LIFE = 120
REFRESH_LIFE = 1800
INTERVAL = 1
_REALM = "/auth/realms/esante-wallet"
_OIDC = f"{_REALM}/protocol/openid-connect"
_ROUTES = Map(
    [
        Rule(f"{_REALM}/.well-known/wallet-openid-configuration", endpoint="metadata", methods=["GET"]),
        Rule(f"{_OIDC}/certs", endpoint="certs", methods=["GET"]),
        Rule(f"{_OIDC}/ext/ciba/auth", endpoint="ciba", methods=["POST"]),
        Rule(f"{_OIDC}/token", endpoint="token", methods=["POST"]),
        Rule(f"{_OIDC}/userinfo", endpoint="userinfo", methods=["GET"]),
        Rule(f"{_OIDC}/revoke", endpoint="revoke", methods=["POST"]),
        Rule("/appareil/<identifiant>", endpoint="appareil", methods=["POST"]),
        Rule("/verification/jeton/<adresse>", endpoint="verification", methods=["GET"]),
    ]
)


class Reponse(StrEnum):
    """What the professional does on the phone or with the card."""

    ACCEPTER = "accepter"
    REFUSER = "refuser"
    ATTENDRE = "attendre"


@dataclass
class _Demande:
    professionnel: ProfessionnelTest
    expires: datetime
    last_poll: datetime | None = None


@dataclass
class _Etat:
    demandes: dict[str, _Demande] = field(default_factory=dict)
    refresh: dict[str, tuple[ProfessionnelTest, datetime, str]] = field(default_factory=dict)
    reponses: dict[str, Reponse] = field(default_factory=dict)
    sessions: set[str] = field(default_factory=set)


class PscService:
    """The provider, known as ``psc``; its client secret is in the state folder, for the relay alone."""

    nom = "psc"
    certificat_client = CertificatClient.AUCUN

    def __init__(self, contexte: Contexte) -> None:
        self._contexte = contexte
        self._jetons = EmetteurJetons(contexte.folder.parent / "jetons", contexte.now)
        self._etat = _Etat()
        self._lock = threading.Lock()
        self.secret = secrets.token_urlsafe(24)
        secret_file = contexte.folder / "secret-relais"
        secret_file.touch(mode=0o600)
        secret_file.write_text(self.secret, encoding="utf-8")

    def handle(self, request: Request) -> Response:
        """Answer one request."""
        try:
            endpoint, values = _ROUTES.bind_to_environ(request.environ).match()
        except HTTPException as error:
            return Response(status=error.code)
        with self._lock:
            answer: Response = getattr(self, f"_{endpoint}")(request, **values)
        return answer

    def refuse(self, _request: Request, code: str) -> Response:
        """Answer with an OAuth error."""
        return _error(code)

    def _metadata(self, request: Request) -> Response:
        root = request.host_url.rstrip("/")
        issuer, oidc = root + _REALM, root + _OIDC
        return _json(
            {
                "issuer": issuer,
                "authorization_endpoint": f"{root}/auth",
                "token_endpoint": f"{oidc}/token",
                "userinfo_endpoint": f"{oidc}/userinfo",
                "revocation_endpoint": f"{oidc}/revoke",
                "jwks_uri": f"{oidc}/certs",
                "backchannel_authentication_endpoint": f"{oidc}/ext/ciba/auth",
                "backchannel_token_delivery_modes_supported": ["poll"],
                "grant_types_supported": [CIBA, "refresh_token"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                "acr_values_supported": ["eidas1"],
                "scopes_supported": ["openid", "scope_all"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    def _certs(self, _request: Request) -> Response:
        return _json(self._jetons.jwks())

    def _ciba(self, request: Request) -> Response:
        form = request.form
        if not self._knows_client(request):
            return _error("invalid_client", 401)
        if set(form.get("scope", "").split()) != set(SCOPE.split()):
            return _error("invalid_scope")
        if form.get("acr_values") != "eidas1" or form.get("channel") not in {"CARD", "MOBILE"}:
            return _error("invalid_request")
        binding = form.get("binding_message", "")
        if len(binding) != 2 or not (binding.isascii() and binding.isdigit()):
            return _error("invalid_binding_message")
        person = professionnel(form.get("login_hint", ""))
        if person is None:
            return _error("unknown_user_id")
        identifier = secrets.token_urlsafe(24)
        expires = self._contexte.now() + timedelta(seconds=REQUEST_LIFE)
        self._etat.demandes[identifier] = _Demande(person, expires)
        return _json({"auth_req_id": identifier, "expires_in": REQUEST_LIFE, "interval": INTERVAL})

    def _token(self, request: Request) -> Response:
        if not self._knows_client(request):
            return _error("invalid_client", 401)
        grant = request.form.get("grant_type")
        if grant == CIBA:
            return self._poll(request.form.get("auth_req_id", ""))
        if grant == "refresh_token":
            return self._refresh(request.form.get("refresh_token", ""))
        return _error("unsupported_grant_type")

    def _poll(self, identifier: str) -> Response:
        demande = self._etat.demandes.get(identifier)
        now = self._contexte.now()
        if demande is None:
            return _error("invalid_grant")
        if now > demande.expires:
            del self._etat.demandes[identifier]
            return _error("expired_token")
        early = demande.last_poll is not None and (now - demande.last_poll).total_seconds() < INTERVAL * 0.9
        demande.last_poll = now
        if early:
            return _error("slow_down")
        choice = self._etat.reponses.get(demande.professionnel.identifiant, Reponse.ACCEPTER)
        if choice is Reponse.ATTENDRE:
            return _error("authorization_pending")
        del self._etat.demandes[identifier]
        if choice is Reponse.REFUSER:
            return _error("access_denied")
        return self._grant(demande.professionnel, secrets.token_hex(16))

    def _refresh(self, token: str) -> Response:
        found = self._etat.refresh.pop(token, None)
        if found is None or found[1] < self._contexte.now() or found[2] not in self._etat.sessions:
            return _error("invalid_grant")
        return self._grant(found[0], found[2])

    def _grant(self, person: ProfessionnelTest, session: str) -> Response:
        self._etat.sessions.add(session)
        refresh = secrets.token_urlsafe(24)
        expires = self._contexte.now() + timedelta(seconds=REFRESH_LIFE)
        self._etat.refresh[refresh] = (person, expires, session)
        identity = {"sub": _sub(person), "preferred_username": person.identifiant, "acr": "eidas1"}
        access = self._jetons.sign(identity | {"scope": SCOPE, "azp": CLIENT_ID, "sid": session})
        id_token = self._jetons.sign(identity | {"aud": CLIENT_ID, "SubjectNameID": person.identifiant})
        return _json(
            {
                "access_token": access,
                "expires_in": ACCESS_TOKEN_LIFE,
                "refresh_token": refresh,
                "refresh_expires_in": REFRESH_LIFE,
                "id_token": id_token,
                "token_type": "Bearer",
                "scope": SCOPE,
                "session_state": session,
            }
        )

    def _userinfo(self, request: Request) -> Response:
        try:
            claims = self._jetons.check(request.headers.get("Authorization", "").removeprefix("Bearer "))
        except JetonRefuse:
            return _error("invalid_token", 401)
        person = professionnel(str(claims.get("preferred_username", "")))
        if person is None or claims.get("sid") not in self._etat.sessions:
            return _error("invalid_token", 401)
        return _json(userinfo(person))

    def _revoke(self, request: Request) -> Response:
        if not self._knows_client(request):
            return _error("invalid_client", 401)
        found = self._etat.refresh.pop(request.form.get("token", ""), None)
        if found is not None:
            self._etat.sessions.discard(found[2])
        return Response(status=200)

    def _appareil(self, request: Request, identifiant: str) -> Response:
        try:
            choice = Reponse(json.loads(request.get_data())["reponse"])
        except (ValueError, KeyError, TypeError):
            return _error("invalid_request")
        self._etat.reponses[identifiant] = choice
        return Response(status=204)

    def _verification(self, _request: Request, adresse: str) -> Response:
        boite = find_boite(adresse)
        if boite is None:
            return Response(status=404)
        claims = {"sub": boite.adresse, "email": boite.adresse, "scope": SCOPE}
        return _json({"access_token": self._jetons.sign(claims), "expires_in": ACCESS_TOKEN_LIFE})

    def _knows_client(self, request: Request) -> bool:
        kind, _, encoded = request.headers.get("Authorization", "").partition(" ")
        try:
            client, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except ValueError:
            return False
        return kind == "Basic" and client == CLIENT_ID and secrets.compare_digest(secret, self.secret)


def userinfo(person: ProfessionnelTest) -> dict[str, object]:
    """Return the claims of a test professional, in the shape of the published examples."""
    activity = {
        "codeModeExercice": "L",
        "codeSecteurDactivite": person.secteur,
        "codeSectionPharmacien": "",
        "codeRole": "",
        "codeGenreActivite": "GENR01",
        "numeroSiretSite": "",
        "numeroFinessSite": person.structure[1:] if person.structure.startswith("1") else "",
        "identifiantTechniqueDeLaStructure": person.structure,
        "raisonSocialeSite": person.raison_sociale,
        "enseigneCommercialeSite": "",
    }
    exercice = {
        "codeProfession": person.profession,
        "codeCategorieProfessionnelle": "C",
        "codeCiviliteDexercice": "",
        "nomDexercice": person.nom,
        "prenomDexercice": person.prenom,
        "codeTypeSavoirFaire": "S" if person.specialite else "",
        "codeSavoirFaire": person.specialite or "",
        "activities": [activity],
    }
    return {
        "sub": _sub(person),
        "SubjectNameID": person.identifiant,
        "preferred_username": person.identifiant,
        "given_name": person.prenom,
        "family_name": person.nom,
        "email_verified": False,
        "SubjectRole": [f"{person.profession}^1.2.250.1.213.1.1.5.5"],
        "Secteur_Activite": f"{person.secteur}^1.2.250.1.71.4.2.4",
        "SubjectOrganization": person.raison_sociale,
        "SubjectOrganizationID": person.structure,
        "Mode_Acces_Raison": "",
        "Acces_Regulation_Medicale": "FAUX",
        "UITVersion": "1.0",
        "Palier_Authentification": "APPPRIP3^1.2.250.1.213.1.5.1.1.1",
        "PSI_Locale": "1.2.250.1.213.1.3.1.1",
        "otherIds": [{"identifiant": person.identifiant, "origine": "RPPS", "qualite": 1}],
        "SubjectRefPro": {"codeCivilite": "", "exercices": [exercice]},
    }


def _sub(person: ProfessionnelTest) -> str:
    return f"f:00000000-0000-4000-8000-000000000000:{person.identifiant}"


def _json(tree: dict[str, object], status: int = 200) -> Response:
    return Response(json.dumps(tree, ensure_ascii=False), status=status, content_type="application/json")


def _error(code: str, status: int = 400) -> Response:
    return _json({"error": code}, status)
