"""The answer to « enceinte, allaitante ? », and how long it holds."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

DUREE_GROSSESSE: Final = timedelta(days=280)
DUREE_ALLAITEMENT: Final = timedelta(days=365)
DUREE_REPONSE: Final = timedelta(days=30)
"""How long « ni enceinte ni allaitante » holds: about one cycle."""


@dataclass(frozen=True, slots=True)
class EtatMaternel:
    """The answer to « enceinte, allaitante ? » on a day: it is asked again once it may have changed."""

    id: UUID
    patient_id: UUID
    le: date
    grossesse: bool
    allaitement: bool
    terme: date | None = None
    version: int = 0

    def grossesse_on(self, jour: date) -> bool | None:
        """Tell whether she is pregnant on a day; None when the answer is too old to say."""
        if self.grossesse:
            return True if jour <= (self.terme or self.le + DUREE_GROSSESSE) else None
        return False if jour <= self.le + DUREE_REPONSE else None

    def allaitement_on(self, jour: date) -> bool | None:
        """Tell whether she breast-feeds on a day; None when the answer is too old to say."""
        if self.allaitement:
            return True if jour <= self.le + DUREE_ALLAITEMENT else None
        return False if jour <= self.le + DUREE_REPONSE else None
