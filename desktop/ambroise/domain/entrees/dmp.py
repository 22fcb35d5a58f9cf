"""What a patient said about the DMP, and when it was last looked at."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ConsentementDmp:
    """The patient's agreement to the consultation of the DMP by one professional, or its withdrawal."""

    id: UUID
    patient_id: UUID
    professionnel: str
    le: date
    accorde: bool
    version: int = 0


@dataclass(frozen=True, slots=True)
class OppositionDmp:
    """The patient's opposition to the feeding of the DMP by this office, or its end."""

    id: UUID
    patient_id: UUID
    le: date
    active: bool
    version: int = 0


@dataclass(frozen=True, slots=True)
class VisiteDmp:
    """When a professional last looked at the DMP of a patient: what came later is new."""

    id: UUID
    patient_id: UUID
    professionnel: str
    le: date
    instant: datetime
    version: int = 0
