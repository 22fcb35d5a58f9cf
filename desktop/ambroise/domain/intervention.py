"""A pharmacist's intervention on an order: the problem seen, what is proposed, what the prescriber answered.

HAS, référentiel des logiciels d'aide à la dispensation: problem, action, contact with the prescriber, result.
The numbers are those of the grid of the Société française de pharmacie clinique, as the guide of
Interop'Santé publishes it (hl7.fhir.fr.medication, fr-pharmaceutical-intervention-problem-code and -type-
code, 2026); the words are ours. What the grid does not hold has no number.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID


class ProblemeOrdonnance(StrEnum):
    """What is wrong with a line; the word is the one shown."""

    CONTRE_INDICATION = "Contre-indication"
    NON_CONFORME = "Prescription non conforme"
    OUBLI = "Indication non traitée, oubli"
    SOUS_DOSAGE = "Sous-dosage"
    SURDOSAGE = "Surdosage"
    NON_JUSTIFIE = "Médicament non indiqué"
    INTERACTION_NOTEE = "Interaction à prendre en compte"
    INTERACTION_PRECAUTION = "Interaction, précaution d’emploi"
    INTERACTION_DECONSEILLEE = "Interaction déconseillée"
    INTERACTION_CONTRE_INDIQUEE = "Interaction contre-indiquée"
    INTERACTION_PUBLIEE = "Interaction publiée, hors thésaurus"
    EFFET_INDESIRABLE = "Effet indésirable"
    VOIE = "Voie ou administration inadaptée"
    NON_RECU = "Traitement non reçu"
    SURVEILLANCE = "Surveillance à prévoir"
    DOUBLON = "Redondance"
    INDISPONIBLE = "Médicament indisponible"
    OBSERVANCE = "Mauvaise observance"
    POSOLOGIE = "Posologie"
    INTERACTION = "Interaction"

    @property
    def code(self) -> str:
        """Return its number in the grid, empty when it has none."""
        return _PROBLEMES.get(self, "")

    @classmethod
    def offered(cls) -> tuple["ProblemeOrdonnance", ...]:
        """Return what may be chosen: the grid, then what is of a counter only; no older, coarser word."""
        return tuple(probleme for probleme in cls if probleme not in (cls.POSOLOGIE, cls.INTERACTION))


_PROBLEMES: Final = {
    ProblemeOrdonnance.CONTRE_INDICATION: "1",
    ProblemeOrdonnance.NON_CONFORME: "1",
    ProblemeOrdonnance.OUBLI: "2",
    ProblemeOrdonnance.SOUS_DOSAGE: "3",
    ProblemeOrdonnance.SURDOSAGE: "4",
    ProblemeOrdonnance.NON_JUSTIFIE: "5",
    ProblemeOrdonnance.INTERACTION_NOTEE: "6.1",
    ProblemeOrdonnance.INTERACTION_PRECAUTION: "6.2",
    ProblemeOrdonnance.INTERACTION_DECONSEILLEE: "6.3",
    ProblemeOrdonnance.INTERACTION_CONTRE_INDIQUEE: "6.4",
    ProblemeOrdonnance.INTERACTION_PUBLIEE: "6.5",
    ProblemeOrdonnance.EFFET_INDESIRABLE: "7",
    ProblemeOrdonnance.VOIE: "8",
    ProblemeOrdonnance.NON_RECU: "9",
    ProblemeOrdonnance.SURVEILLANCE: "10",
}


class Proposition(StrEnum):
    """What the pharmacist proposes."""

    AJOUTER = "Ajouter un médicament"
    ARRETER = "Arrêter ou ne pas délivrer"
    REMPLACER = "Remplacer le médicament"
    AUTRE_VOIE = "Choisir une autre voie"
    SURVEILLER = "Surveiller le traitement"
    MODALITES = "Améliorer les modalités de prise"
    ADAPTER = "Adapter la posologie"
    PRECISER = "Préciser la prescription"
    VOIE = "Changer la voie ou les modalités"

    @property
    def code(self) -> str:
        """Return its number in the grid, empty when it has none."""
        return _PROPOSITIONS.get(self, "")

    @classmethod
    def offered(cls) -> tuple["Proposition", ...]:
        """Return what may be chosen; not what the grid made finer."""
        return tuple(proposition for proposition in cls if proposition is not cls.VOIE)


_PROPOSITIONS: Final = {
    Proposition.AJOUTER: "1",
    Proposition.ARRETER: "2",
    Proposition.REMPLACER: "3",
    Proposition.AUTRE_VOIE: "4",
    Proposition.SURVEILLER: "5",
    Proposition.MODALITES: "6",
    Proposition.ADAPTER: "7",
}


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
