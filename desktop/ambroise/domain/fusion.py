"""Two files of one person read as one: nothing is moved nor lost, so that it can be undone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Fusion:
    """A merge: the file kept, the one absorbed, by whom, when and why; ``defaite_le`` when undone."""

    id: UUID
    conserve_id: UUID
    absorbe_id: UUID
    motif: str
    auteur: str
    faite_le: datetime
    defaite_le: datetime | None = None
