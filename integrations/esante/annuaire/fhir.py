"""The national directory's FHIR API, version 2, for refresh and detail: professionals by RPPS or name.

Open access with a key (``ESANTE-API-KEY``), 17 calls a second for the whole software, pages of 50. Only
business identifiers are kept: resource ids changed between versions. People who left are still returned for
about a month with ``active: false``; they are left out. Both ways of carrying a mailbox are read (telecom of
version 2, extension of version 1).
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from esante.annuaire.models import ActiviteAnnuaire, BalAnnuaire
from esante.errors import Malformed, Refused, Rejected, Unreachable

CALLS_PER_SECOND = 17
ID_NAT_PS = "urn:oid:1.2.250.1.71.4.2.1"
RPPS = "https://rpps.esante.gouv.fr"
_PROFESSION = "TRE_G15"
_SAVOIR_FAIRE = ("TRE_R38", "TRE_R01", "TRE_R39", "TRE_R40")
_MAX_PAGES = 20


@dataclass(frozen=True)
class FicheFhir:
    """A professional as the API knows him today."""

    identifiant_national: str
    numero_rpps: str | None
    nom: str
    prenom: str
    professions: tuple[str, ...]
    savoir_faire: tuple[str, ...]
    bal: tuple[BalAnnuaire, ...]
    activites: tuple[ActiviteAnnuaire, ...]


class Cadence:
    """Spaces calls so that no second holds more than allowed.

    Args:
        clock, sleep: given, so that tests do not wait.
    """

    def __init__(
        self,
        per_second: float = CALLS_PER_SECOND,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = 1 / per_second
        self._clock = clock
        self._sleep = sleep
        self._next = 0.0

    def wait(self) -> None:
        """Wait for one's turn."""
        delay = self._next - self._clock()
        if delay > 0:
            self._sleep(delay)
        self._next = max(self._next, self._clock()) + self._interval

    def rest(self) -> None:
        """Let the next call wait a whole second: others call with the same key."""
        self._next = self._clock() + 1


class AnnuaireFhirClient:
    """The API.

    Args:
        http: a client whose ``base_url`` is the API's; it trusts the public authorities.
        cle: the key of the software, kept by the keyring; it never appears in an error.
    """

    def __init__(self, http: httpx.Client, cle: str, cadence: Cadence | None = None) -> None:
        if not cle.isascii() or not cle.isprintable() or not cle:
            raise Malformed("clé de l’annuaire national mal formée")
        self._http = http
        self._cle = cle
        self._cadence = cadence or Cadence()

    def find(self, numero_rpps: str) -> FicheFhir | None:
        """Return an active professional by RPPS, with his activities; None when there is none."""
        if not (len(numero_rpps) == 11 and numero_rpps.isascii() and numero_rpps.isdigit()):
            raise Malformed("numéro RPPS mal formé")
        found = self._people({"identifier": numero_rpps})
        return next(
            (self._with_activites(fiche) for fiche in found if fiche.numero_rpps == numero_rpps), None
        )

    def search(self, nom: str, prenom: str = "") -> tuple[FicheFhir, ...]:
        """Return the active professionals of a name, without their activities."""
        terms = {"family": nom} | ({"given": prenom} if prenom else {})
        return tuple(self._people(terms | {"active": "true"}))

    def _people(self, terms: dict[str, str]) -> Iterator[FicheFhir]:
        for resource in self._resources("Practitioner", terms | {"_count": "50"}):
            fiche = _read_practitioner(resource)
            if fiche is not None and resource.get("active") is not False:
                yield fiche

    def _with_activites(self, fiche: FicheFhir) -> FicheFhir:
        organizations: dict[str, dict[str, Any]] = {}
        roles: list[dict[str, Any]] = []
        terms = {
            "practitioner.identifier": f"{ID_NAT_PS}|{fiche.identifiant_national}",
            "_include": "PractitionerRole:organization",
            "_count": "50",
        }
        for resource in self._resources("PractitionerRole", terms):
            if resource.get("resourceType") == "Organization":
                organizations[f"Organization/{resource.get('id')}"] = resource
            elif resource.get("resourceType") == "PractitionerRole" and resource.get("active") is not False:
                roles.append(resource)
        boxes = {box.adresse: box for role in roles for box in _boxes(role)}
        boxes |= {box.adresse: box for box in fiche.bal}
        return FicheFhir(
            fiche.identifiant_national,
            fiche.numero_rpps,
            fiche.nom,
            fiche.prenom,
            fiche.professions,
            fiche.savoir_faire,
            tuple(boxes.values()),
            tuple(_read_role(role, organizations) for role in roles if "organization" in role),
        )

    def _resources(self, kind: str, terms: dict[str, str]) -> Iterator[dict[str, Any]]:
        # By POST: a name in an address would stay in the logs of every machine on the way.
        bundle = self._call("POST", f"{kind}/_search", data=terms)
        for _ in range(_MAX_PAGES):
            for entry in _list(bundle.get("entry")):
                resource = entry.get("resource") if isinstance(entry, dict) else None
                if isinstance(resource, dict):
                    yield resource
            following = next(
                (link.get("url") for link in _list(bundle.get("link")) if link.get("relation") == "next"),
                None,
            )
            if not isinstance(following, str):
                return
            self._check_address(following)
            bundle = self._call("GET", following)

    def _check_address(self, url: str) -> None:
        """Refuse a next page elsewhere: the key would follow."""
        here, there = urlsplit(str(self._http.base_url)), urlsplit(url)
        if there.netloc and (there.scheme, there.netloc) != (here.scheme, here.netloc):
            raise Malformed("page suivante de l’annuaire à une autre adresse")

    def _ask(self, method: str, url: str, content: dict[str, Any]) -> httpx.Response:
        self._cadence.wait()
        try:
            return self._http.request(method, url, headers={"ESANTE-API-KEY": self._cle}, **content)
        except httpx.TransportError as error:
            raise Unreachable(f"annuaire national injoignable ({type(error).__name__})") from None

    def _call(self, method: str, url: str, **content: Any) -> dict[str, Any]:
        answer = self._ask(method, url, content)
        if answer.status_code == 429:
            self._cadence.rest()
            answer = self._ask(method, url, content)
        if answer.status_code in {401, 403}:
            raise Refused("clé de l’annuaire national refusée")
        if answer.status_code == 429 or answer.status_code >= 500:
            raise Unreachable(f"annuaire national indisponible (HTTP {answer.status_code})")
        try:
            tree = answer.json()
        except (ValueError, RecursionError):
            tree = None
        if not isinstance(tree, dict):
            raise Malformed("réponse illisible de l’annuaire national")
        if tree.get("resourceType") == "OperationOutcome" or answer.is_error:
            issues = [issue for issue in _list(tree.get("issue")) if isinstance(issue, dict)]
            raise Rejected(
                str(issues[0].get("code", answer.status_code)) if issues else str(answer.status_code)
            )
        return tree


def _read_practitioner(resource: dict[str, Any]) -> FicheFhir | None:
    if resource.get("resourceType") != "Practitioner":
        return None
    national = _identifier(resource, ID_NAT_PS)
    if not national:
        return None
    name = next((n for n in _list(resource.get("name")) if isinstance(n, dict)), {})
    given = [str(part) for part in _list(name.get("given"))]
    rpps = _identifier(resource, RPPS) or (national[1:] if national.startswith("8") else None)
    qualifications = [
        coding
        for item in _list(resource.get("qualification"))
        if isinstance(item, dict)
        for coding in _codings(item)
    ]
    return FicheFhir(
        national,
        rpps,
        str(name.get("family", "")),
        " ".join(given),
        tuple(dict.fromkeys(code for system, code, _ in qualifications if _PROFESSION in system)),
        tuple(
            dict.fromkeys(
                label or code
                for system, code, label in qualifications
                if any(t in system for t in _SAVOIR_FAIRE)
            )
        ),
        tuple(_boxes(resource)),
        (),
    )


def _read_role(role: dict[str, Any], organizations: dict[str, dict[str, Any]]) -> ActiviteAnnuaire:
    reference = role.get("organization")
    target = str(reference.get("reference", "")) if isinstance(reference, dict) else ""
    organization = organizations.get("/".join(target.split("/")[-2:]), {})
    address = next((a for a in _list(organization.get("address")) if isinstance(a, dict)), {})
    phones = [
        t for t in _list(organization.get("telecom")) if isinstance(t, dict) and t.get("system") == "phone"
    ]
    codes = [
        c for item in _list(role.get("code")) if isinstance(item, dict) for c in _codings({"code": item})
    ]
    return ActiviteAnnuaire(
        "",
        "",
        next((code for system, code, _ in codes if "R23" in system), ""),
        next((code for system, code, _ in codes if "R02" in system), ""),
        _identifier(organization, "urn:oid:1.2.250.1.71.4.2.2") or "",
        str(organization.get("name", "")),
        " ".join(str(line) for line in _list(address.get("line"))),
        str(address.get("postalCode", "")),
        str(address.get("city", "")),
        str(phones[0].get("value", "")) if phones else "",
    )


def _boxes(resource: dict[str, Any]) -> Iterator[BalAnnuaire]:
    for telecom in _list(resource.get("telecom")):
        if (
            isinstance(telecom, dict)
            and telecom.get("system") == "email"
            and "mssante" in str(telecom).lower()
        ):
            yield BalAnnuaire(str(telecom.get("value", "")), _box_type(telecom))
    for extension in _list(resource.get("extension")):
        if isinstance(extension, dict) and str(extension.get("url", "")).endswith("MailboxMSS"):
            parts = {e.get("url"): e for e in _list(extension.get("extension")) if isinstance(e, dict)}
            yield BalAnnuaire(str(parts.get("value", {}).get("valueString", "")), _box_type(extension))


def _box_type(element: dict[str, Any]) -> str:
    for extension in _list(element.get("extension")):
        if isinstance(extension, dict):
            concept = extension.get("valueCodeableConcept")
            for _, code, _ in _codings({"code": concept}) if isinstance(concept, dict) else ():
                if code in {"PER", "ORG", "APP", "CAB"}:
                    return code
            nested = _box_type(extension)
            if nested:
                return nested
    return ""


def _codings(item: dict[str, Any]) -> list[tuple[str, str, str]]:
    concept = item.get("code")
    rows = _list(concept.get("coding")) if isinstance(concept, dict) else []
    return [
        (str(row.get("system", "")), str(row.get("code", "")), str(row.get("display", "")))
        for row in rows
        if isinstance(row, dict)
    ]


def _identifier(resource: dict[str, Any], system: str) -> str | None:
    for identifier in _list(resource.get("identifier")):
        if isinstance(identifier, dict) and identifier.get("system") == system:
            return str(identifier.get("value", "")) or None
    return None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
