"""The national whitelist of MSSanté domains (``listeblanchemssante.xml``)."""

from dataclasses import dataclass

from esante.errors import Malformed
from esante.mssante.adresses import AdresseMss, domain_of, looks_alike, parse_adresse
from esante.xml import parse_xml

_NAMESPACE = "https://listeblanche.mssante.fr/schema"
_FEWEST = 1


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
