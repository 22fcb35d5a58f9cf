"""The ROR, simulated: client credentials, the headers of the profile, names, distance from a town, pages."""

import json
import re
import secrets
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from esante.sandbox.service import CertificatClient, Contexte

CLIENT_ID, SECRET = "ambroise-bac-a-sable", "secret-du-bac-a-sable"
PAGE = 50
LIFE_S = 300
_NEAR = re.compile(r"(\d[\dAB]\d{3})\|(\d{1,3})\|km")
_ROUTES = Map(
    [
        Rule("/realms/ror/protocol/openid-connect/token", endpoint="token", methods=["POST"]),
        Rule("/HealthcareService", endpoint="search", methods=["GET"]),
    ]
)
OFFRES = (
    ("Consultation de cardiologie", "CENTRE HOSPITALIER D’ESSAI", "1630000001", "63003", 20),
    ("Urgences adultes", "CENTRE HOSPITALIER D’ESSAI", "1630000001", "63003", 20),
    ("Soins infirmiers à domicile", "SSIAD DU LIVRADOIS", "1630000002", "63210", 0),
    ("Permanence dentaire", "MAISON DE SANTÉ DE MARSAC", "1630000003", "63211", 3),
)
"""Invented: name, structure, its national identifier, town, kilometres from MARSAC-EN-LIVRADOIS (63211)."""


class RorService:
    """The API and its authorization server, known as ``ror``."""

    nom = "ror"
    certificat_client = CertificatClient.AUCUN

    def __init__(self, contexte: Contexte) -> None:
        self._contexte = contexte
        self._tokens: dict[str, float] = {}

    def handle(self, request: Request) -> Response:
        """Give a token, or answer one search."""
        try:
            endpoint, _ = _ROUTES.bind_to_environ(request.environ).match()
        except HTTPException as error:
            return _outcome("not-found", error.code or 404)
        return self._token(request) if endpoint == "token" else self._search(request)

    def refuse(self, _request: Request, code: str) -> Response:
        """Answer with an OperationOutcome."""
        return _outcome(code, 422)

    def _token(self, request: Request) -> Response:
        asked = request.form
        known = (asked.get("client_id"), asked.get("client_secret")) == (CLIENT_ID, SECRET)
        if asked.get("grant_type") != "client_credentials" or not known:
            return _json({"error": "invalid_client"}, 401)
        token = secrets.token_urlsafe(24)
        self._tokens[token] = self._contexte.now().timestamp() + LIFE_S
        return _json({"access_token": token, "expires_in": LIFE_S, "token_type": "Bearer"})

    def _search(self, request: Request) -> Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self._tokens.get(token, 0) <= self._contexte.now().timestamp():
            return _outcome("login", 401)
        if not (
            request.headers.get("Ror-Profil-Utilisateur-Code") and request.headers.get("Ror-Role-Metier-Code")
        ):
            return _outcome("forbidden", 403)
        terms = request.args
        near = terms.get("location.near-insee-code")
        place = _NEAR.fullmatch(near) if near else None
        if near and place is None:
            return _outcome("invalid", 400)
        words = terms.get("name:contains", "").casefold()
        found = [
            (rank, offer)
            for rank, offer in enumerate(OFFRES)
            if words in offer[0].casefold()
            and (place is None or offer[3] == place[1] or (place[1] == "63211" and offer[4] <= int(place[2])))
        ]
        start = int(terms.get("_offset", 0))
        entries: list[dict[str, Any]] = []
        for rank, offer in found[start : start + PAGE]:
            entries += [{"resource": _service(rank, offer)}, {"resource": _organization(rank, offer)}]
        bundle: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "entry": entries}
        if start + PAGE < len(found):
            kept = "&".join(f"{k}={v}" for k, v in terms.items() if k != "_offset")
            url = f"{request.host_url}HealthcareService?{kept}&_offset={start + PAGE}"
            bundle["link"] = [{"relation": "next", "url": url}]
        return _json(bundle)


def _service(rank: int, offer: tuple[str, str, str, str, int]) -> dict[str, Any]:
    return {
        "resourceType": "HealthcareService",
        "id": f"hs-{rank}",
        "active": True,
        "name": offer[0],
        "providedBy": {"reference": f"Organization/org-{rank}"},
        "category": [{"coding": [{"system": "TRE_R244-CategorieOrganisation", "code": "50"}]}],
        "specialty": [{"coding": [{"system": "TRE_R211", "code": "010", "display": offer[0]}]}],
        "telecom": [{"system": "phone", "value": "0102030405"}],
    }


def _organization(rank: int, offer: tuple[str, str, str, str, int]) -> dict[str, Any]:
    return {
        "resourceType": "Organization",
        "id": f"org-{rank}",
        "identifier": [{"system": "urn:oid:1.2.250.1.71.4.2.2", "value": offer[2]}],
        "name": offer[1],
        "address": [{"line": ["1 PLACE DE L’ESSAI"], "postalCode": "63000", "city": "VILLE D’ESSAI"}],
    }


def _outcome(code: str, status: int) -> Response:
    return _json({"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": code}]}, status)


def _json(tree: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(tree, ensure_ascii=False), status, content_type="application/fhir+json")


SERVICES = ((RorService.nom, RorService),)
