"""The date of an act is a mention of the law (CSP R5132-3): a clock that went back is seen before signing."""

from datetime import timedelta
from typing import Final

from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports import UnitOfWork

TOLERANCE: Final = timedelta(minutes=10)
"""How far the clocks of the seats of one office may drift apart."""


class HorlogeEnRetard(AmbroiseError):
    """The clock of this seat says an instant before what the trail of the office already holds."""


def require_heure(contexte: Contexte, uow: UnitOfWork) -> None:
    """Check the clock against the last thing recorded; a right seat that records anything mends it.

    Raises:
        HorlogeEnRetard: it is late by more than seats may differ.
    """
    derniere = next(iter(uow.audit.list(limite=1)), None)
    if derniere is None or derniere.instant - contexte.horloge() <= TOLERANCE:
        return
    connu = f"{derniere.instant.astimezone():%d/%m/%Y à %H:%M}"
    raise HorlogeEnRetard(
        f"L’horloge de cet ordinateur retarde\u00a0: le dernier geste du cabinet est du {connu}.",
        code="horloge",
        remede="Réglez la date et l’heure de l’ordinateur, puis signez\u202f: l’ordonnance est gardée.",
    )
