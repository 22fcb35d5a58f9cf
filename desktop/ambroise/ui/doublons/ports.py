"""What comparing and merging files needs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from ambroise.domain.fusion import Fusion
from ambroise.domain.patient import Patient
from ambroise.usecases.fusions import ApercuFusion


@dataclass(frozen=True)
class PaireProche:
    """Two files that may be one person, how much they look alike (0 to 100), and why."""

    a: Patient
    b: Patient
    score: int
    raisons: tuple[str, ...]


class Doublons(Protocol):
    """The close files of the profile, and what a merge does."""

    def list(
        self, on_progress: Callable[[float], None], is_cancelled: Callable[[], bool]
    ) -> Sequence[PaireProche]:
        """Compare all the files; the surest pairs first."""

    def preview(self, conserve_id: UUID, absorbe_id: UUID) -> ApercuFusion: ...
    def merge(self, conserve_id: UUID, absorbe_id: UUID, motif: str) -> Fusion: ...
    def undo(self, fusion_id: UUID, motif: str) -> Fusion: ...
