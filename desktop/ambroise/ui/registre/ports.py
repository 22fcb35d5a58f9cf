"""What the registers ask of the use cases."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from ambroise.domain.intervention import Devenir, InterventionPharmaceutique
from ambroise.domain.ordonnancier import EcritureStupefiant, EntreeOrdonnancier, SensMouvement
from ambroise.usecases.registre import BalanceProduit, BoitesDues, RenouvellementDu


class Registres(Protocol):
    """The registers (``usecases.registre.RegistreService``); called from a worker."""

    def ordonnancier(self) -> Sequence[EntreeOrdonnancier]: ...
    def balance(self) -> Sequence[BalanceProduit]: ...
    def dues(self) -> Sequence[BoitesDues]: ...
    def renouvellements(self, le: date) -> Sequence[RenouvellementDu]: ...

    def interventions(self) -> Sequence[InterventionPharmaceutique]: ...

    def answer(
        self, intervention: InterventionPharmaceutique, devenir: Devenir
    ) -> InterventionPharmaceutique: ...

    def record(
        self, produit: str, sens: SensMouvement, unites: Decimal, piece: str
    ) -> EcritureStupefiant: ...
