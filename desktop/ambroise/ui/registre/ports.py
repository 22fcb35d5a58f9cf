"""What the registers ask of the use cases."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from ambroise.domain.bilan_delivrances import LigneBilan
from ambroise.domain.copie_ordonnance import CopieOrdonnance
from ambroise.domain.intervention import Devenir, InterventionPharmaceutique
from ambroise.domain.ordonnancier import EcritureStupefiant, EntreeOrdonnancier, SensMouvement
from ambroise.usecases.registre import BalanceProduit, BoitesDues, RenouvellementDu


class Copies(Protocol):
    """The copies of the orders of narcotics (``usecases.copies_ordonnances.CopieService``)."""

    def join(self, copie: CopieOrdonnance, chemin: Path) -> CopieOrdonnance:
        """Keep the scan of the paper beside a copy. Raises AmbroiseError: not a page, or unreadable."""

    def destroy(self, copie: CopieOrdonnance) -> None:
        """Raises CopieAGarder: its time is not over."""


class Registres(Protocol):
    """The registers (``usecases.registre.RegistreService``); called from a worker."""

    def ordonnancier(self) -> Sequence[EntreeOrdonnancier]: ...
    def balance(self) -> Sequence[BalanceProduit]: ...
    def dues(self) -> Sequence[BoitesDues]: ...
    def bilan(self) -> Sequence[LigneBilan]: ...
    def renouvellements(self, le: date) -> Sequence[RenouvellementDu]: ...

    def interventions(self) -> Sequence[InterventionPharmaceutique]: ...

    def copies(self) -> Sequence[CopieOrdonnance]: ...

    def answer(
        self, intervention: InterventionPharmaceutique, devenir: Devenir
    ) -> InterventionPharmaceutique: ...

    def record(
        self, produit: str, sens: SensMouvement, unites: Decimal, piece: str
    ) -> EcritureStupefiant: ...
