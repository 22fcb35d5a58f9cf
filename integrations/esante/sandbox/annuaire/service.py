"""The FHIR API of the directory, simulated: key, pace, pages, professionals who left."""

import json
import threading
from collections import deque
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from esante.sandbox.mssante.boites import boites_of
from esante.sandbox.professionnels import PROFESSIONNELS, ProfessionnelTest
from esante.sandbox.service import CertificatClient, Contexte

CLE = "cle-du-bac-a-sable"
CALLS_PER_SECOND = 17
PAGE = 50
_ID_NAT_PS = "urn:oid:1.2.250.1.71.4.2.1"
_ROUTES = Map(
    [
        Rule("/fhir/v2/<kind>/_search", endpoint="search", methods=["POST"]),
        Rule("/fhir/v2/<kind>", endpoint="search", methods=["GET"]),
    ]
)
PARTI = ProfessionnelTest(
    "899900099999",
    "PARTI",
    "PAUL",
    "Médecin",
    "10",
    "SM26",
    "0",
    "499900099999001",
    "CABINET PARTI",
    "SA07",
    "",
)
"""Someone who closed his practice: still returned, inactive."""


class AnnuaireService:
    """The API, known as ``annuaire``."""

    nom = "annuaire"
    certificat_client = CertificatClient.AUCUN

    def __init__(self, contexte: Contexte) -> None:
        self._contexte = contexte
        self._calls: deque[float] = deque()
        self._lock = threading.Lock()

    def handle(self, request: Request) -> Response:
        """Answer one search."""
        try:
            _, values = _ROUTES.bind_to_environ(request.environ).match()
        except HTTPException as error:
            return _outcome("not-found", error.code or 404)
        if request.headers.get("ESANTE-API-KEY") != CLE:
            return _outcome("security", 401)
        if self._is_too_fast():
            return _outcome("throttled", 429)
        terms = {**request.args.to_dict(), **request.form.to_dict()}
        if values["kind"] == "Practitioner":
            found = [_practitioner(p) for p in (*PROFESSIONNELS, PARTI) if _matches(p, terms)]
        elif values["kind"] == "PractitionerRole":
            wanted = terms.get("practitioner.identifier", "").rpartition("|")[2]
            people = [p for p in PROFESSIONNELS if p.identifiant == wanted]
            found = [resource for p in people for resource in (_role(p), _organization(p))]
        else:
            return _outcome("not-supported", 404)
        return self._page(request, values["kind"], terms, found)

    def refuse(self, _request: Request, code: str) -> Response:
        """Answer with an OperationOutcome."""
        return _outcome(code, 422)

    def _page(
        self, request: Request, kind: str, terms: dict[str, str], found: list[dict[str, Any]]
    ) -> Response:
        size = min(int(terms.get("_count", PAGE)), PAGE)
        start = int(terms.get("_offset", 0))
        bundle: dict[str, Any] = {
            "resourceType": "Bundle",
            "type": "searchset",
            "total": len(found),
            "entry": [{"resource": resource} for resource in found[start : start + size]],
        }
        if start + size < len(found):
            kept = "&".join(f"{k}={v}" for k, v in terms.items() if k != "_offset")
            url = f"{request.host_url}fhir/v2/{kind}?{kept}&_offset={start + size}"
            bundle["link"] = [{"relation": "next", "url": url}]
        return _json(bundle)

    def _is_too_fast(self) -> bool:
        now = self._contexte.now().timestamp()
        with self._lock:
            while self._calls and now - self._calls[0] >= 1:
                self._calls.popleft()
            self._calls.append(now)
            return len(self._calls) > CALLS_PER_SECOND + 1


def _matches(person: ProfessionnelTest, terms: dict[str, str]) -> bool:
    identifier = terms.get("identifier", "").rpartition("|")[2]
    if identifier and identifier not in {person.identifiant, person.numero_rpps}:
        return False
    for key, value in (("family", person.nom), ("given", person.prenom)):
        if key in terms and not value.lower().startswith(terms[key].lower()):
            return False
    return bool(identifier or "family" in terms)


def _practitioner(person: ProfessionnelTest) -> dict[str, Any]:
    base = "https://mos.esante.gouv.fr/NOS"
    codings = [
        {"system": f"{base}/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante", "code": person.profession}
    ]
    if person.specialite:
        system = f"{base}/TRE_R38-SpecialiteOrdinale/FHIR/TRE-R38-SpecialiteOrdinale"
        codings.append({"system": system, "code": person.specialite})
    identifiers = [{"system": _ID_NAT_PS, "value": person.identifiant}]
    if person.numero_rpps:
        identifiers.append({"system": "https://rpps.esante.gouv.fr", "value": person.numero_rpps})
    return {
        "resourceType": "Practitioner",
        "id": f"003-{person.numero_carte}",
        "active": person is not PARTI,
        "identifier": identifiers,
        "name": [{"family": person.nom, "given": [person.prenom]}],
        "qualification": [{"code": {"coding": codings}}],
        "telecom": [_box(b.adresse, b.type) for b in boites_of(person.identifiant) if b.type == "PER"],
    }


def _role(person: ProfessionnelTest) -> dict[str, Any]:
    return {
        "resourceType": "PractitionerRole",
        "id": f"005-{person.numero_carte}",
        "active": True,
        "practitioner": {"reference": f"Practitioner/003-{person.numero_carte}"},
        "organization": {"reference": f"Organization/001-{person.numero_carte}"},
        "code": [{"coding": [{"system": "TRE_R23-ModeExercice", "code": "L"}]}],
        "telecom": [_box(b.adresse, b.type) for b in boites_of(person.identifiant) if b.type != "PER"],
    }


def _organization(person: ProfessionnelTest) -> dict[str, Any]:
    return {
        "resourceType": "Organization",
        "id": f"001-{person.numero_carte}",
        "identifier": [{"system": "urn:oid:1.2.250.1.71.4.2.2", "value": person.structure}],
        "name": person.raison_sociale,
        "address": [{"line": ["12 RUE DES LILAS"], "postalCode": "63600", "city": "MARSAC-EN-LIVRADOIS"}],
        "telecom": [{"system": "phone", "value": "0102030405"}],
    }


def _box(adresse: str, kind: str) -> dict[str, Any]:
    concept = {"coding": [{"system": "TRE_R257-TypeBAL", "code": kind}]}
    metadata = {
        "url": "as-ext-mailbox-mss-metadata",
        "extension": [{"url": "type", "valueCodeableConcept": concept}],
    }
    return {
        "system": "email",
        "value": adresse,
        "extension": [{"url": "emailType", "valueCode": "MSSANTE"}, metadata],
    }


def _outcome(code: str, status: int) -> Response:
    issue = {"severity": "error", "code": code}
    return _json({"resourceType": "OperationOutcome", "issue": [issue]}, status)


def _json(tree: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(tree, ensure_ascii=False), status, content_type="application/fhir+json")


SERVICES = ((AnnuaireService.nom, AnnuaireService),)
