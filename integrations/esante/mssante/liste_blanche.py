"""The national whitelist of MSSanté domains (``listeblanchemssante.xml``)."""

from dataclasses import dataclass

import httpx

from esante.errors import Malformed, Refused, Unreachable
from esante.mssante.adresses import AdresseMss, domain_of, looks_alike, parse_adresse
from esante.xml import parse_xml

_NAMESPACE = "https://listeblanche.mssante.fr/schema"
_FEWEST = 1
_LARGEST = 20 * 1024 * 1024


@dataclass(frozen=True)
class ListeBlanche:
    """The domains of the trusted space, in punycode."""

    domaines: frozenset[str]

    def contains(self, adresse: AdresseMss) -> bool:
        """Tell whether an address belongs to the trusted space."""
        return domain_of(adresse) in self.domaines

    def find_imitated(self, domain: str) -> str | None:
        """Return the trusted domain that this one imitates, if any."""
        return next((trusted for trusted in self.domaines if looks_alike(domain, trusted)), None)


def fetch_liste_blanche(http: httpx.Client, url: str) -> bytes:
    """Return the file published by the operator of the trusted space.

    Raises:
        Unreachable, Refused, Malformed.
    """
    try:
        answer = http.get(url)
    except httpx.TransportError as error:
        raise Unreachable(f"liste blanche MSSanté injoignable ({type(error).__name__})") from None
    if answer.status_code >= 500:
        raise Unreachable(f"liste blanche MSSanté indisponible (HTTP {answer.status_code})")
    if answer.is_error or answer.is_redirect:
        raise Refused(f"liste blanche MSSanté refusée (HTTP {answer.status_code})")
    if len(answer.content) > _LARGEST:
        raise Malformed("liste blanche MSSanté démesurée")
    return answer.content


def parse_liste_blanche(data: bytes) -> ListeBlanche:
    """Read the file; names beyond US-ASCII become punycode, unreadable ones are left out.

    Raises:
        Malformed: not the whitelist, or an empty one, which would cut everybody off.
    """
    root = parse_xml(data)
    domains: set[str] = set()
    for element in root.iter(f"{{{_NAMESPACE}}}Nom"):
        parent = element.getparent()
        if parent is None or parent.tag != f"{{{_NAMESPACE}}}Domaine":
            continue
        try:
            domains.add(domain_of(parse_adresse(f"x@{(element.text or '').strip().rstrip('.')}")))
        except Malformed:
            continue
    if len(domains) < _FEWEST:
        raise Malformed("liste blanche MSSanté vide ou d’un autre format")
    return ListeBlanche(frozenset(domains))
