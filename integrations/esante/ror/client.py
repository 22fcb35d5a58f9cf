"""Search the structures of the ROR by its FHIR API, public data only (profile 0).

OAuth 2.0 client credentials (identifier and secret, without client certificate for profile 0); the profile
and the role of the user travel in the ``Ror-*`` headers, whose values come with the identifier. At most 200
results (model V3, IG ``ror``). Searches: ``name``, and ``location.near-insee-code=44162|15|km``.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from esante.errors import Malformed, Refused, Rejected, Unreachable

ID_STRUCTURE = "urn:oid:1.2.250.1.71.4.2.2"
PROFIL_PUBLIC = "CU22"
ROLE_AUTOMATE = "AUTOMATE"
_PAGE = 50
_MAX_RESULTS = 200
_MARGIN_S = 30
_INSEE = re.compile(r"\d[\dAB]\d{3}")


@dataclass(frozen=True)
class Identifiants:
    """What the ROR gives to a software; the secret stays out of ``repr``."""

    client_id: str
    secret: str = field(repr=False)
    profil: str = PROFIL_PUBLIC
    role: str = ROLE_AUTOMATE


@dataclass(frozen=True)
class StructureRor:
    """One offer of care of a structure."""

    nom: str
    organisation: str
    identifiant: str
    categorie: str
    specialites: tuple[str, ...]
    adresse: str
    code_postal: str
    commune: str
    telephone: str


class RorClient:
    """The API; a context manager is the caller's own client.

    Args:
        http: a client whose ``base_url`` is the API's.
        jeton_url: the token endpoint.
        clock: seconds that only go forward.
    """

    def __init__(
        self,
        http: httpx.Client,
        jeton_url: str,
        identifiants: Identifiants,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        for value in (identifiants.client_id, identifiants.secret, identifiants.profil, identifiants.role):
            if not (value and value.isascii() and value.isprintable()):
                raise Malformed("identifiants du ROR mal formés")
        self._http = http
        self._jeton_url = jeton_url
        self._identifiants = identifiants
        self._clock = clock
        self._jeton, self._jusqua = "", 0.0

    def search(self, nom: str = "", *, commune: str = "", rayon_km: int = 15) -> tuple[StructureRor, ...]:
        """Return the offers whose name holds some words, near a town when one is given.

        Args:
            commune: code of the town in the code officiel géographique.

        Raises:
            Unreachable, Refused (identifiers), Rejected (the API says why), Malformed.
        """
        terms = {
            "_include": "HealthcareService:organization",
            "_count": str(_PAGE),
        }
        if nom.strip():
            terms["name:contains"] = nom.strip()
        if commune:
            if not _INSEE.fullmatch(commune) or not 0 < rayon_km <= 200:
                raise Malformed("code de commune ou rayon mal formé")
            terms["location.near-insee-code"] = f"{commune}|{rayon_km}|km"
        if not (nom.strip() or commune):
            raise Malformed("recherche vide au ROR")
        services: list[dict[str, Any]] = []
        organisations: dict[str, dict[str, Any]] = {}
        for resource in self._resources(terms):
            if resource.get("resourceType") == "Organization":
                organisations[f"Organization/{resource.get('id')}"] = resource
            elif resource.get("resourceType") == "HealthcareService" and resource.get("active") is not False:
                services.append(resource)
        return tuple(_read(service, organisations) for service in services[:_MAX_RESULTS])

    def _resources(self, terms: dict[str, str]) -> Iterator[dict[str, Any]]:
        bundle = self._call("HealthcareService", terms)
        for _ in range(_MAX_RESULTS // _PAGE + 1):
            for entry in _list(bundle.get("entry")):
                resource = entry.get("resource") if isinstance(entry, dict) else None
                if isinstance(resource, dict):
                    yield resource
            links = [link for link in _list(bundle.get("link")) if isinstance(link, dict)]
            following = next((link.get("url") for link in links if link.get("relation") == "next"), None)
            if not isinstance(following, str):
                return
            here, there = urlsplit(str(self._http.base_url)), urlsplit(following)
            if there.netloc and (there.scheme, there.netloc) != (here.scheme, here.netloc):
                raise Malformed("page suivante du ROR à une autre adresse")
            bundle = self._call(following, None)

    def _call(self, url: str, terms: dict[str, str] | None) -> dict[str, Any]:
        identifiants = self._identifiants
        headers = {
            "Authorization": f"Bearer {self._fresh()}",
            "Ror-Profil-Utilisateur-Code": identifiants.profil,
            "Ror-Role-Metier-Code": identifiants.role,
            "Accept": "application/fhir+json",
        }
        answer = self._request("GET", url, params=terms, headers=headers)
        tree = _tree(answer)
        if tree.get("resourceType") == "OperationOutcome" or answer.is_error:
            issues = [issue for issue in _list(tree.get("issue")) if isinstance(issue, dict)]
            raise Rejected(str(issues[0].get("code")) if issues else str(answer.status_code))
        return tree

    def _fresh(self) -> str:
        if self._jeton and self._clock() < self._jusqua:
            return self._jeton
        content = {
            "grant_type": "client_credentials",
            "client_id": self._identifiants.client_id,
            "client_secret": self._identifiants.secret,
        }
        tree = _tree(self._request("POST", self._jeton_url, data=content))
        token, life = tree.get("access_token"), tree.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(life, int):
            raise Malformed("jeton du ROR illisible")
        self._jeton, self._jusqua = token, self._clock() + max(0, life - _MARGIN_S)
        return token

    def _request(self, method: str, url: str, **content: Any) -> httpx.Response:
        try:
            answer = self._http.request(method, url, **content)
        except httpx.TransportError as error:
            raise Unreachable(f"ROR injoignable ({type(error).__name__})") from None
        if answer.status_code in {401, 403} or (method == "POST" and answer.status_code == 400):
            self._jeton = ""
            raise Refused("identifiants du ROR refusés")
        if answer.status_code == 429 or answer.status_code >= 500:
            raise Unreachable(f"ROR indisponible (HTTP {answer.status_code})")
        return answer


def _read(service: dict[str, Any], organisations: dict[str, dict[str, Any]]) -> StructureRor:
    reference = service.get("providedBy")
    target = str(reference.get("reference", "")) if isinstance(reference, dict) else ""
    organisation = organisations.get("/".join(target.split("/")[-2:]), {})
    address = next((a for a in _list(organisation.get("address")) if isinstance(a, dict)), {})
    identifiers = [i for i in _list(organisation.get("identifier")) if isinstance(i, dict)]
    telecoms = [
        t
        for source in (service, organisation)
        for t in _list(source.get("telecom"))
        if isinstance(t, dict) and t.get("system") == "phone"
    ]
    return StructureRor(
        str(service.get("name", "")),
        str(organisation.get("name", "")),
        next((str(i.get("value", "")) for i in identifiers if i.get("system") == ID_STRUCTURE), ""),
        next(iter(_labels(service, "category")), ""),
        _labels(service, "specialty"),
        " ".join(str(line) for line in _list(address.get("line"))),
        str(address.get("postalCode", "")),
        str(address.get("city", "")),
        str(telecoms[0].get("value", "")) if telecoms else "",
    )


def _labels(service: dict[str, Any], name: str) -> tuple[str, ...]:
    """Return the labels of a coded field, the code where there is none."""
    codings = [
        coding
        for concept in _list(service.get(name))
        if isinstance(concept, dict)
        for coding in _list(concept.get("coding"))
        if isinstance(coding, dict)
    ]
    return tuple(str(c.get("display") or c.get("code") or "") for c in codings)


def _tree(answer: httpx.Response) -> dict[str, Any]:
    try:
        tree = answer.json()
    except (ValueError, RecursionError):
        tree = None
    if not isinstance(tree, dict):
        raise Malformed("réponse illisible du ROR")
    return tree


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
