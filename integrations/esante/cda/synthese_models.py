"""What a summary of the file says: problems, history, procedures, allergies, treatments, devices."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from esante.cda.models import Code
from esante.cda.ordonnance_models import ProduitCda
from esante.cda.vaccination import VaccinationCda

ALLERGIE = Code("419199007", "allergie à une substance", "2.16.840.1.113883.6.96")


@dataclass(frozen=True)
class ProblemeCda:
    """A problem or a past illness; ``code`` in CIM-10 when it is coded."""

    identifiant: UUID
    libelle: str
    code: Code | None = None
    debut: date | None = None
    fin: date | None = None

    @property
    def is_actif(self) -> bool:
        return self.fin is None


@dataclass(frozen=True)
class ActeCda:
    """A procedure done; ``code`` in CCAM when it is coded."""

    identifiant: UUID
    libelle: str
    code: Code | None = None
    date: "date | None" = None


@dataclass(frozen=True)
class AllergieCda:
    """An allergy or intolerance to an agent."""

    identifiant: UUID
    agent: str
    type: Code = ALLERGIE
    code_agent: Code | None = None
    reaction: str = ""
    debut: date | None = None


@dataclass(frozen=True)
class TraitementCda:
    """A medicine the patient takes."""

    identifiant: UUID
    produit: ProduitCda
    posologie: str = ""
    debut: date | None = None
    fin: date | None = None


@dataclass(frozen=True)
class DispositifPorteCda:
    """A device the patient carries; ``emdn`` when it is coded."""

    identifiant: UUID
    libelle: str
    emdn: Code | None = None
    debut: date | None = None


@dataclass(frozen=True)
class SyntheseCda:
    """The file in summary."""

    problemes: tuple[ProblemeCda, ...] = ()
    antecedents: tuple[ProblemeCda, ...] = ()
    actes: tuple[ActeCda, ...] = ()
    allergies: tuple[AllergieCda, ...] = ()
    traitements: tuple[TraitementCda, ...] = ()
    dispositifs: tuple[DispositifPorteCda, ...] = ()
    vaccinations: tuple[VaccinationCda, ...] = ()
    resultats: str = ""
    risques_professionnels: str = ""
