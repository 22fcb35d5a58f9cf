"""What the screens of the trail ask; every call runs in a worker."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from ambroise.domain.audit import FiltreTraces
from ambroise.usecases.traces import LignesTraces


class Acces(Protocol):
    """Who opened one file."""

    def accesses(self, patient_id: UUID, filtre: FiltreTraces) -> LignesTraces: ...

    def render(self, patient_id: UUID) -> bytes:
        """Return the PDF of every access to a file, for its patient."""


class Journal(Protocol):
    """What everybody did in the office."""

    def journal(self, filtre: FiltreTraces) -> LignesTraces: ...

    def verify(self) -> Sequence[str]:
        """Recompute the chain and return what is wrong with it."""
