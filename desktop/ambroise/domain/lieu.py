"""A birth place as the code officiel géographique names it, at the time of a birth."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Lieu:
    """A commune, a former commune or a country.

    Args:
        code: five characters, ``99xxx`` abroad.
        libelle: its name at the time asked.
        precision: department of a commune, what became of a former one; empty abroad.
        fin: day from which the code or the name is no more; ``None`` when in force.
    """

    code: str
    libelle: str
    precision: str = ""
    fin: date | None = None


@dataclass(frozen=True)
class CommunePostale:
    """A present commune under one of its postal codes, as an address writes it."""

    code_postal: str
    nom: str
