"""What the tour of a nurse needs."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from ambroise.domain.tournee import Passage
from ambroise.usecases.tournees import PassagePrevu


class Tournees(Protocol):
    """The tour (``usecases.tournees.TourneeService``); everything is kept on this computer first."""

    def load(self, jour: date) -> Sequence[PassagePrevu]: ...

    def keep(self, passage: Passage) -> datetime:
        """Keep what was ticked and typed, and return the instant to show."""

    def add_photo(self, passage: Passage, chemin: Path) -> Passage:
        """File the picture of a wound, and return the passage that shows it."""

    def finish(self, passage: Passage) -> None:
        """Write the passage to the file: acts, measures, note, wound."""
