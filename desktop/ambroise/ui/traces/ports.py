"""What the screens of the trail ask; every call runs in a worker."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from ambroise.domain.audit import FiltreTraces
from ambroise.domain.droits import Compte
from ambroise.usecases.traces import LignesTraces


@dataclass(frozen=True)
class Restriction:
    """Who may read a file: the accounts that read files, and those it is kept to; none, all of them."""

    comptes: tuple[Compte, ...] = ()
    lecteurs: frozenset[str] = frozenset()
    moi: str = ""


class Acces(Protocol):
    """Who opened one file, and who may."""

    def accesses(self, patient_id: UUID, filtre: FiltreTraces) -> LignesTraces: ...

    def render(self, patient_id: UUID) -> bytes:
        """Return the PDF of every access to a file, for its patient."""

    def restriction(self, patient_id: UUID) -> Restriction: ...

    def restrict(self, patient_id: UUID, lecteurs: Collection[str]) -> Restriction:
        """Keep a file to these accounts, to all when none is named. Raises AmbroiseError."""


class Journal(Protocol):
    """What everybody did in the office."""

    def journal(self, filtre: FiltreTraces) -> LignesTraces: ...

    def verify(self) -> Sequence[str]:
        """Recompute the chain and return what is wrong with it."""
