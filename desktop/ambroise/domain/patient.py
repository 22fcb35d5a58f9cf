"""A patient: identity, coordinates, billing number and version for optimistic locking."""

from dataclasses import dataclass, field
from uuid import UUID

from ambroise.domain.identite import Identite


@dataclass(frozen=True)
class Coordonnees:
    """How to reach the patient; every part may be empty.

    ``telephone`` and ``email`` hold several, each with its label, as ``domain.moyens`` reads them.
    """

    telephone: str = ""
    email: str = ""
    adresse: str = ""
    code_postal: str = ""
    commune: str = ""


@dataclass(frozen=True)
class Patient:
    """One person followed by the office.

    ``nir_facturation`` is the social-security number that bills the care (often an insured
    parent's): never the matricule INS, never shown as such.
    """

    id: UUID
    identite: Identite
    coordonnees: Coordonnees = field(default_factory=Coordonnees)
    nir_facturation: str = ""
    version: int = 0

    @property
    def nom_affiche(self) -> str:
        """Used name when there is one, else birth name."""
        return self.identite.nom_utilise or self.identite.traits.nom_naissance

    @property
    def prenom_affiche(self) -> str:
        """Used given name when there is one, else first birth given name, capitalised."""
        prenom = self.identite.prenom_utilise or self.identite.traits.premier_prenom
        return prenom.title()
