"""The care plan of a home-visit nurse: which acts, how often, at what hours, until when, ordered by whom.

What a nurse order says: type of act, number or duration, frequency, at home, Sundays and holidays (NGAP,
titre XVI). A plan without its order, or with one nobody signed, is kept and followed, and says so.
"""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

JOURS_AVANT_FIN: Final = 10
"""From how many days before its end an order is to be renewed: the time a prescriber takes to answer."""

JOURS_APRES_FIN: Final = 30
"""For how long an order that ended is still asked for."""


class EtatPlan(StrEnum):
    """Where the order of a plan stands, the most pressing first; the word is the one shown."""

    TERMINE = "prescription terminée"
    SANS_PRESCRIPTION = "prescription manquante"
    SANS_SIGNATURE = "prescription non signée"
    FIN_PROCHE = "à renouveler"
    SUSPENDU = "suspendu"
    A_VENIR = "à venir"
    EN_COURS = "en cours"


A_REGULARISER: Final = (
    EtatPlan.TERMINE,
    EtatPlan.SANS_PRESCRIPTION,
    EtatPlan.SANS_SIGNATURE,
    EtatPlan.FIN_PROCHE,
)


@dataclass(frozen=True, slots=True)
class ActePlan:
    """One act of a plan; ``jours`` are ISO weekdays, empty for all; ``tous_les`` counts days from ``du``."""

    id: UUID
    libelle: str
    heures: tuple[time, ...]
    du: date
    au: date
    jours: tuple[int, ...] = ()
    tous_les: int = 1
    precision: str = ""
    cotation: str = ""

    def __post_init__(self) -> None:
        if not self.libelle.strip():
            raise ValueError("un soin porte un nom")
        if not self.heures:
            raise ValueError("un soin a au moins une heure")
        if self.au < self.du:
            raise ValueError("un soin finit après son début")
        if self.tous_les < 1 or any(not 1 <= jour <= 7 for jour in self.jours):
            raise ValueError("ce rythme n’existe pas")

    def is_du(self, le: date) -> bool:
        """Whether the act is to be done on a day."""
        if not self.du <= le <= self.au or (self.jours and le.isoweekday() not in self.jours):
            return False
        return bool(self.jours) or (le - self.du).days % self.tous_les == 0


@dataclass(frozen=True, slots=True)
class Pause:
    """Days without care: a stay in hospital, holidays; ``au`` is the last day, None as long as it lasts."""

    du: date
    au: date | None = None

    def covers(self, le: date) -> bool:
        """Whether no care is given on a day."""
        return self.du <= le and (self.au is None or le <= self.au)


@dataclass(frozen=True, slots=True)
class PlanSoins:
    """The care of a patient under one order; ``soignant`` goes there, ``document`` is the order received."""

    id: UUID
    patient_id: UUID
    actes: tuple[ActePlan, ...]
    soignant: str
    prescripteur: str = ""
    adresse_prescripteur: str = ""
    prescrite_le: date | None = None
    signee: bool = False
    document: UUID | None = None
    ordonnance: UUID | None = None
    pauses: tuple[Pause, ...] = ()
    version: int = 0

    def __post_init__(self) -> None:
        if not self.actes:
            raise ValueError("un plan de soins compte au moins un soin")

    @property
    def debut(self) -> date:
        """The first day of care."""
        return min(acte.du for acte in self.actes)

    @property
    def fin(self) -> date:
        """The last day of care."""
        return max(acte.au for acte in self.actes)

    def renew(self, le: date) -> tuple[ActePlan, ...]:
        """Return the acts for as long again: from the day after their end, or from a day when it is past."""
        return tuple(
            replace(acte, du=du, au=du + (acte.au - acte.du))
            for acte in self.actes
            for du in (max(le, acte.au + timedelta(days=1)),)
        )

    def is_suspendu(self, le: date) -> bool:
        """Whether the care is interrupted on a day."""
        return any(pause.covers(le) for pause in self.pauses)

    def etat(self, le: date) -> EtatPlan:
        """Return where the order stands on a day, what is missing first."""
        if le > self.fin:
            return EtatPlan.TERMINE
        if self.prescrite_le is None:
            return EtatPlan.SANS_PRESCRIPTION
        if not self.signee:
            return EtatPlan.SANS_SIGNATURE
        if self.is_suspendu(le):
            return EtatPlan.SUSPENDU
        if self.fin - le < timedelta(days=JOURS_AVANT_FIN):
            return EtatPlan.FIN_PROCHE
        return EtatPlan.A_VENIR if le < self.debut else EtatPlan.EN_COURS

    def is_clos(self, le: date) -> bool:
        """Whether the care ended long enough ago for nobody to ask for its order any more."""
        return le - self.fin > timedelta(days=JOURS_APRES_FIN)

    def manque(self, le: date) -> str:
        """Return what is to be put in order, as the tour says it; empty when all is, or long over."""
        etat = self.etat(le)
        if etat not in A_REGULARISER or self.is_clos(le):
            return ""
        quand = {
            EtatPlan.TERMINE: f" depuis le {self.fin:%d/%m/%Y}",
            EtatPlan.FIN_PROCHE: f", elle finit le {self.fin:%d/%m/%Y}",
        }.get(etat, "")
        mots = "prescription à renouveler" if etat is EtatPlan.FIN_PROCHE else etat.value
        soins = ", ".join(dict.fromkeys(acte.libelle for acte in self.actes))
        return f"{soins}\u00a0: {mots}{quand}"

    def due(self, le: date) -> tuple[tuple[time, ActePlan], ...]:
        """Return the acts of a day with their hours, in their order; none while the care is interrupted."""
        if self.is_suspendu(le):
            return ()
        dus = [(heure, acte) for acte in self.actes if acte.is_du(le) for heure in acte.heures]
        return tuple(sorted(dus, key=lambda d: d[0]))

    def suspend(self, le: date) -> "PlanSoins":
        """Return the plan interrupted from a day on; one already interrupted stays as it is."""
        if self.is_suspendu(le):
            return self
        return replace(self, pauses=(*self.pauses, Pause(le)))

    def resume(self, le: date) -> "PlanSoins":
        """Return the plan taken up again on a day: the interruptions end the day before, or never began."""
        veille = le - timedelta(days=1)
        pauses = tuple(
            replace(pause, au=veille) if pause.covers(le) else pause
            for pause in self.pauses
            if not (pause.covers(le) and pause.du >= le)
        )
        return replace(self, pauses=pauses)
