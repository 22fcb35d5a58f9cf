"""What a session needs of a card and of the readers, whoever provides it: PC/SC or the sandbox."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from esante.errors import CardAbsent
from esante.pcsc.atr import TypeCarte, recognize


class CardConnection(Protocol):
    """An open card; leaving the ``with`` block releases it."""

    @property
    def atr(self) -> bytes:
        """The answer to reset."""

    def send_and_receive(self, apdu: bytes) -> bytes:
        """Send one command APDU and return the data followed by the two status bytes.

        Raises:
            CardAbsent: the card left the reader.
            Unreachable: the reader or its daemon failed.
        """

    def close(self) -> None:
        """Release the card."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


@dataclass(frozen=True)
class EtatLecteur:
    """A reader at one instant.

    ``changements`` counts the insertions and removals seen by the daemon: it betrays a card swapped between
    two looks.
    """

    nom: str
    carte_presente: bool = False
    atr: bytes = b""
    occupe: bool = False
    changements: int = 0

    @property
    def type_carte(self) -> TypeCarte | None:
        """The type of the card in it, ``None`` when empty."""
        return recognize(self.atr) if self.carte_presente else None


class ReaderWatch(Protocol):
    """A standing question to the daemon: what changed?"""

    def wait(self, timeout: float) -> tuple[EtatLecteur, ...]:
        """Return the state of all readers, at a change or after ``timeout`` seconds.

        Raises:
            Unreachable: the daemon is not there, or left.
        """

    def cancel(self) -> None:
        """Make a ``wait`` under way in another thread return soon."""

    def close(self) -> None:
        """Give the daemon's context back."""


class CardService(Protocol):
    """The readers of this machine: ``PcscService``, or the in-process readers of the sandbox."""

    def list_readers(self) -> tuple[EtatLecteur, ...]:
        """Return every reader and slot, sorted by name.

        Raises:
            Unreachable: the daemon is not there.
        """

    def connect(self, lecteur: str, *, reset_on_close: bool = True) -> CardConnection:
        """Open the card of a reader, shared with other programs, in a transaction.

        ``reset_on_close=False`` keeps the rights another program (a PKCS#11 module) has on the card.

        Raises:
            CardAbsent: no card there.
            ReaderBusy: another program keeps the card for itself.
            Unreachable: unknown reader, mute card, no daemon.
        """

    def watch(self) -> ReaderWatch:
        """Open a watch of its own."""


def find_reader(
    lecteurs: Iterable[EtatLecteur], accepted: Iterable[TypeCarte], nom: str | None = None
) -> EtatLecteur:
    """Return the first reader that holds a card of an accepted type; every slot is tried, none is assumed.

    Raises:
        CardAbsent: there is none.
    """
    wanted = frozenset(accepted)
    for lecteur in lecteurs:
        if (nom is None or lecteur.nom == nom) and lecteur.type_carte in wanted:
            return lecteur
    raise CardAbsent("aucune carte de ce type dans les lecteurs")
