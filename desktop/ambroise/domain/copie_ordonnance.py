"""The copy of an order of narcotics that a pharmacy keeps three years (CSP R5132-35).

It bears what R5132-13 wants written (stamp, register number, date, quantities) and is classed by prescriber,
then by date. On a computer it is a page drawn at the dispensing, and the scan of the paper when there is one.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from ambroise.domain.regles_delivrance import add_mois

ARTICLE: Final = "CSP R5132-35"
MOIS_DE_GARDE: Final = 36


class OrigineCopie(StrEnum):
    """Where a copy comes from."""

    DESSINEE = "dessinee"
    """Drawn here from the order that the service holds, and from the answers given."""
    JOINTE = "jointe"
    """A scan or a PDF of the paper."""


@dataclass(frozen=True, slots=True)
class CopieOrdonnance:
    """One copy, without its bytes; ``numeros`` are those of its narcotics in the register."""

    id: UUID
    dispensation_id: UUID
    numero_ordonnance: str
    prescripteur: str
    patient: str
    le: date
    numeros: tuple[int, ...]
    origine: OrigineCopie
    porteur: str = ""
    detruite_le: datetime | None = None
    detruite_par: str = ""

    @property
    def a_garder_jusqu_au(self) -> date:
        """Return the last day it must be shown to whoever inspects the pharmacy."""
        return add_mois(self.le, MOIS_DE_GARDE)

    def is_destructible(self, le: date) -> bool:
        """Tell whether it may be destroyed on a day."""
        return self.detruite_le is None and le > self.a_garder_jusqu_au


def filing_order(copie: CopieOrdonnance) -> tuple[str, date, str]:
    """Return what copies are classed by: the prescriber, then the date."""
    return copie.prescripteur.removeprefix("Dr ").casefold(), copie.le, copie.numero_ordonnance
