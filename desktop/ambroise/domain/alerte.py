"""What the controls of an order answer: alerts, what could not be controlled, what is quiet.

Levels of interactions are those of the ANSM thesaurus; requirements: HAS, référentiel LAP, chapter of alerts.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NiveauAlerte(StrEnum):
    """How much an alert stops, from the strongest; the first can only be overridden with a reason."""

    CONTRE_INDICATION = "contre_indication"
    DECONSEILLE = "deconseille"
    PRECAUTION = "precaution"
    INFORMATION = "information"

    @property
    def rang(self) -> int:
        """Return 0 for the strongest level."""
        return list(NiveauAlerte).index(self)


class TypeAlerte(StrEnum):
    """What was looked for."""

    INTERACTION = "interaction"
    DOUBLON = "doublon"
    ALLERGIE = "allergie"
    GROSSESSE = "grossesse"
    ALLAITEMENT = "allaitement"
    AGE = "age"
    CONDITION_PRESCRIPTION = "condition_prescription"
    DUREE = "duree"
    RENOUVELLEMENT = "renouvellement"
    ORDONNANCE_SECURISEE = "ordonnance_securisee"
    NON_SUBSTITUABLE = "non_substituable"
    DOSE = "dose"
    DISPONIBILITE = "disponibilite"
    COMMERCIALISATION = "commercialisation"
    MENTION = "mention"
    CHEVAUCHEMENT = "chevauchement"


@dataclass(frozen=True, slots=True)
class Alerte:
    """One alert: what, why, what to do, and who says so.

    ``lignes`` are 1-based ranks in the order; ``traitements`` names of running treatments concerned.
    ``edition`` is written as a person reads it: « septembre 2023 », « 28 avril 2026 ».
    ``cle`` is stable from one control to the next, so that an answer given once is still attached to it.
    """

    cle: str
    niveau: NiveauAlerte
    type: TypeAlerte
    lignes: tuple[int, ...]
    cause: str
    mecanisme: str
    conduite: str
    source: str
    edition: str
    traitements: tuple[str, ...] = ()
    titre: str = ""
    libelle_niveau: str = ""

    @property
    def is_bloquante(self) -> bool:
        """Tell whether signing asks for an answer with its reason."""
        return self.niveau is NiveauAlerte.CONTRE_INDICATION


@dataclass(frozen=True, slots=True)
class NonControle:
    """A control that could not run: which, on which lines (none = all), why, what would allow it."""

    controle: str
    lignes: tuple[int, ...]
    raison: str
    remede: str = ""


@dataclass(frozen=True, slots=True)
class Controle:
    """A control that ran and found nothing."""

    controle: str
    constat: str


@dataclass(frozen=True, slots=True)
class Controles:
    """The whole answer, strongest alerts first; ``refus`` is what no reason given makes lawful."""

    alertes: tuple[Alerte, ...] = ()
    non_controles: tuple[NonControle, ...] = ()
    sans_alerte: tuple[Controle, ...] = ()
    refus: tuple[str, ...] = ()

    @property
    def bloquantes(self) -> tuple[Alerte, ...]:
        """Return the alerts that need an answer before signing."""
        return tuple(a for a in self.alertes if a.is_bloquante)

    def is_refus(self, alerte: Alerte) -> bool:
        """Tell whether no answer to an alert would let the order be signed."""
        return alerte.cause in self.refus


class DecisionAlerte(StrEnum):
    """How the prescriber answered an alert; ``VUE``: it was shown when he signed, and asked for nothing."""

    MAINTENUE = "maintenue"
    MODIFIEE = "modifiee"
    RETIREE = "retiree"
    SUSPENDUE = "suspendue"
    VUE = "vue"


@dataclass(frozen=True, slots=True)
class ReponseAlerte:
    """The answer kept with the order: the alert as it was shown, the decision, its reason, who and when."""

    alerte: Alerte
    decision: DecisionAlerte
    motif: str
    auteur: str
    instant: datetime

    def __post_init__(self) -> None:
        if self.instant.tzinfo is None:
            raise ValueError("un instant porte son fuseau")
        if self.alerte.is_bloquante and self.decision is DecisionAlerte.MAINTENUE and not self.motif.strip():
            raise ValueError("maintenir une contre-indication demande un motif")
