"""A pharmacist's intervention on an order: the problem seen, what is proposed, what the prescriber answered.

HAS, référentiel des logiciels d'aide à la dispensation: problem, action, contact with the prescriber, result.
The problems and actions are those a French pharmacist codes; their numbers are not published here.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class ProblemeOrdonnance(StrEnum):
    """What is wrong with a line; the word is the one shown."""

    POSOLOGIE = "Posologie"
    INTERACTION = "Interaction"
    CONTRE_INDICATION = "Contre-indication"
    DOUBLON = "Redondance"
    EFFET_INDESIRABLE = "Effet indésirable"
    OUBLI = "Oubli de prescription"
    NON_JUSTIFIE = "Médicament non justifié"
    NON_CONFORME = "Prescription non conforme"
    INDISPONIBLE = "Médicament indisponible"
    OBSERVANCE = "Mauvaise observance"
    SURVEILLANCE = "Surveillance à prévoir"


class Proposition(StrEnum):
    """What the pharmacist proposes."""

    ADAPTER = "Adapter la posologie"
    REMPLACER = "Remplacer le médicament"
    ARRETER = "Arrêter ou ne pas délivrer"
    AJOUTER = "Ajouter un médicament"
    SURVEILLER = "Surveiller le traitement"
    VOIE = "Changer la voie ou les modalités"
    PRECISER = "Préciser la prescription"


class Devenir(StrEnum):
    """What became of it."""

    EN_ATTENTE = "sans réponse"
    ACCEPTEE = "acceptée"
    REFUSEE = "refusée"


@dataclass(frozen=True, slots=True)
class InterventionPharmaceutique:
    """One intervention; ``patient_id`` is the file of that person here, None when there is none."""

    id: UUID
    patient_id: UUID | None
    le: date
    instant: datetime
    numero_ordonnance: str
    patient: str
    prescripteur: str
    ligne: str
    probleme: ProblemeOrdonnance
    proposition: Proposition
    precision: str = ""
    devenir: Devenir = Devenir.EN_ATTENTE
    version: int = 0

    def answer(self, devenir: Devenir) -> "InterventionPharmaceutique":
        """Return the intervention with what the prescriber answered."""
        return replace(self, devenir=devenir)
