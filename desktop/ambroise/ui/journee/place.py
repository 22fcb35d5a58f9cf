"""Where on the agenda an appointment is asked for, and what free time is looked for."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class Place:
    """Where on the agenda an appointment is asked for."""

    jour: date
    debut: datetime | None = None
    praticien: str = ""
    lieu: str = ""


@dataclass(frozen=True)
class Recherche:
    """What free time is looked for; ``apres`` is None from now on."""

    duree: timedelta
    praticien: str = ""
    lieu: str = ""
    apres: datetime | None = None
