"""What the settings ask of the profile."""

from pathlib import Path
from typing import Protocol

from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.settings import Reglages


class SessionDuPoste(Protocol):
    """Who works here."""

    @property
    def is_professionnelle(self) -> bool: ...

    @property
    def courante(self) -> SessionProfessionnel: ...


class ReglagesPort(Protocol):
    """The settings of the profile."""

    @property
    def sessions(self) -> SessionDuPoste:
        """Read in the GUI thread."""

    @property
    def reglages(self) -> Reglages:
        """As they stand; read in the GUI thread."""

    @property
    def profile_dir(self) -> Path:
        """The folder of the profile."""

    def save_reglages(self, reglages: Reglages) -> None:
        """Write them; called from a worker. Raises OSError."""
