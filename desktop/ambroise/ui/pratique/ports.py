"""What the review asks of the use cases."""

from typing import Protocol

from ambroise.domain.revue import CriteresRevue, Revue


class RevuePratique(Protocol):
    """The review (``usecases.revue_pratique.RevuePratiqueService``); called from a worker."""

    def search(self, criteres: CriteresRevue) -> Revue: ...
    def note_export(self, revue: Revue) -> None: ...
    def note_print(self, revue: Revue) -> None: ...
