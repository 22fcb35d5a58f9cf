"""What a session asks: the choices of former days, and the e-CPS."""

from collections.abc import Callable
from datetime import datetime
from threading import Event
from typing import Protocol

from ambroise.domain.professionnel import Professionnel


class SituationsChoisies(Protocol):
    """The place of practice each professional chose on this seat."""

    def find(self, identifiant: str) -> str:
        """Return the Struct_idNat to work from, empty when nothing was ever chosen."""

    def keep(self, identifiant: str, struct_idnat: str) -> None:
        """Remember a choice."""


class SituationsEnMemoire:
    """Choices that last as long as the program."""

    def __init__(self) -> None:
        self._choix: dict[str, str] = {}

    def find(self, identifiant: str) -> str:
        """See ``SituationsChoisies.find``."""
        return self._choix.get(identifiant, "")

    def keep(self, identifiant: str, struct_idnat: str) -> None:
        """See ``SituationsChoisies.keep``."""
        self._choix[identifiant] = struct_idnat


class PortECps(Protocol):
    """The e-CPS of the professional, by Pro Santé Connect."""

    @property
    def fin(self) -> datetime | None:
        """Until when the last proof holds; None without one."""

    def open(self, identifiant: str, on_code: Callable[[str], None], cancel: Event) -> Professionnel:
        """Have somebody answer on his phone, and return who he is; nobody needs to be logged in.

        Args:
            identifiant: his PS_IdNat.

        Raises:
            NonPrisEnCharge: a profession that is not served here.
            ServiceError: refused, expired, unknown, unreachable.
        """

    def prove(self, on_code: Callable[[str], None], cancel: Event) -> None:
        """Have the holder of the session answer on his phone, even when a proof still holds.

        Raises a ServiceError.
        """

    def forget(self) -> None:
        """Log out of Pro Santé Connect; a service that does not answer is no error."""
