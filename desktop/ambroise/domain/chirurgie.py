"""A planned operation: the mention that lets a narcotic be presented around it, not within three days.

CSP R5132-33 as changed by décret 2022-972: from three days before the operation to three days after the
planned discharge, both dates being written on the order. The wording of the mention is ours.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

JOURS_AUTOUR = timedelta(days=3)
SOURCE = "CSP R5132-33, décret 2022-972"
_MENTION = re.compile(
    r"Chirurgie programmée le (\d{2}/\d{2}/\d{4}), sortie prévue le (\d{2}/\d{2}/\d{4})", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Chirurgie:
    """The two days the order must say."""

    operation: date
    sortie: date

    def __post_init__(self) -> None:
        if self.sortie < self.operation:
            raise ValueError("la sortie prévue ne précède pas l’opération")

    @property
    def premier_jour(self) -> date:
        """Return the first day the order may be presented."""
        return self.operation - JOURS_AUTOUR

    @property
    def dernier_jour(self) -> date:
        """Return the last day it may be presented whole."""
        return self.sortie + JOURS_AUTOUR

    @property
    def mention(self) -> str:
        """Return what is written on the order."""
        return (
            f"Chirurgie programmée le {self.operation:%d/%m/%Y}, "
            f"sortie prévue le {self.sortie:%d/%m/%Y}\u00a0: "
            f"à présenter du {self.premier_jour:%d/%m/%Y} au {self.dernier_jour:%d/%m/%Y} (décret 2022-972)"
        )


def read_chirurgie(texte: str) -> Chirurgie | None:
    """Return the operation that the words to the dispenser mention; None when they mention none."""
    found = _MENTION.search(texte)
    return parse_chirurgie(found[1], found[2]) if found else None


def parse_chirurgie(operation: str, sortie: str) -> Chirurgie | None:
    """Return the operation between two days typed ``12/06/2026``; None when they are not two such days."""
    try:
        jours = [datetime.strptime(jour, "%d/%m/%Y").date() for jour in (operation, sortie)]  # noqa: DTZ007
        return Chirurgie(*jours)
    except ValueError:
        return None
