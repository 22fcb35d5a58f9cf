"""The tour of a home-visit nurse: homes in order, the acts of each passage, ticked one by one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from ambroise.domain.plaie import AUCUNE_PLAIE, PlaieSaisie

ABSENT: Final = "Absent"
"""The reason of a home where nobody answered."""


class EtatActe(StrEnum):
    """Where an act of care stands; what is not done says why."""

    A_FAIRE = "à faire"
    FAIT = "fait"
    NON_FAIT = "non fait"


@dataclass(frozen=True)
class ActeSoin:
    """One act to tick; ``cotation`` is the code billed, empty when there is none."""

    id: UUID
    libelle: str
    precision: str = ""
    cotation: str = ""
    etat: EtatActe = EtatActe.A_FAIRE
    motif: str = ""

    def __post_init__(self) -> None:
        if self.etat is EtatActe.NON_FAIT and not self.motif.strip():
            raise ValueError("un acte non fait dit pourquoi")


@dataclass(frozen=True)
class Passage:
    """One home: who, where, when, what to do there, and what was written."""

    id: UUID
    patient_id: UUID
    prevu_le: datetime
    adresse: str
    actes: tuple[ActeSoin, ...]
    note: str = ""
    constantes: str = ""
    plaie: PlaieSaisie = AUCUNE_PLAIE
    a_savoir: str = ""
    ordonnance: str = ""
    manques: tuple[str, ...] = ()
    """What the orders of these acts lack: a prescription, a signature, a renewal."""
    is_rendez_vous: bool = True
    """Whether it is an appointment of the agenda; else it comes from a care plan alone."""
    termine_le: datetime | None = None

    @property
    def is_termine(self) -> bool:
        """Whether the home was left."""
        return self.termine_le is not None

    @property
    def restants(self) -> int:
        """How many acts wait for an answer."""
        return sum(acte.etat is EtatActe.A_FAIRE for acte in self.actes)

    def tick(self, rang: int) -> "Passage":
        """Return the passage with an act (from 1) done, or to do again; any other rank changes nothing."""
        if not 1 <= rang <= len(self.actes):
            return self
        acte = self.actes[rang - 1]
        fait = acte.etat is EtatActe.FAIT
        change = replace(acte, etat=EtatActe.A_FAIRE if fait else EtatActe.FAIT, motif="")
        return self._with(rang, change)

    def leave_undone(self, rang: int, motif: str) -> "Passage":
        """Return the passage with an act not done, and why.

        Raises:
            ValueError: no reason, or no such act.
        """
        if not 1 <= rang <= len(self.actes):
            raise ValueError("cet acte n’est pas de ce passage")
        return self._with(rang, replace(self.actes[rang - 1], etat=EtatActe.NON_FAIT, motif=motif))

    def leave_all_undone(self, motif: str) -> "Passage":
        """Return the passage with every act that waits not done, for one reason: nobody was there…

        Raises:
            ValueError: no reason.
        """
        passage = self
        for rang, acte in enumerate(self.actes, 1):
            if acte.etat is EtatActe.A_FAIRE:
                passage = passage.leave_undone(rang, motif)
        return passage

    @property
    def is_absent(self) -> bool:
        """Whether nothing was done because nobody was there."""
        return bool(self.actes) and all(acte.motif == ABSENT for acte in self.actes)

    def finish(self, instant: datetime) -> "Passage":
        """Return the passage left.

        Raises:
            ValueError: an act has no answer, or the instant no zone.
        """
        if instant.tzinfo is None:
            raise ValueError("un instant porte son fuseau")
        if self.restants:
            raise ValueError("un acte attend sa réponse")
        return replace(self, termine_le=instant)

    def _with(self, rang: int, acte: ActeSoin) -> "Passage":
        return replace(self, actes=(*self.actes[: rang - 1], acte, *self.actes[rang:]))


def next_passage(passages: Sequence[Passage], apres: UUID | None = None) -> Passage | None:
    """Return the home to go to next: the first not left after one, else the first not left at all."""
    ordre = sorted(passages, key=lambda p: p.prevu_le)
    rang = next((n for n, p in enumerate(ordre) if p.id == apres), -1)
    suite = [*ordre[rang + 1 :], *ordre[: rang + 1]]
    return next((p for p in suite if not p.is_termine and p.id != apres), None)
