"""Readers inside the process, for machines without a PC/SC daemon: same cards, same code above."""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Condition, RLock

from esante.errors import CardAbsent, Unreachable
from esante.fermeture import Closing
from esante.pcsc.connection import EtatLecteur
from esante.sandbox.cartes.carte import VirtualCard


@dataclass
class _Slot:
    card: VirtualCard | None = None
    changes: int = 0


class VirtualReaders:
    """A ``CardService`` whose readers are objects of this process."""

    def __init__(self, noms: Iterable[str]) -> None:
        self._slots = {nom: _Slot() for nom in noms}
        self._changed = Condition(RLock())
        self._stopped = False

    def insert(self, lecteur: str, card: VirtualCard) -> None:
        """Put a card in a reader, in place of the one that was there."""
        with self._changed:
            slot = self._slot(lecteur)
            card.reset()
            slot.card, slot.changes = card, slot.changes + 1
            self._changed.notify_all()

    def remove(self, lecteur: str) -> None:
        """Pull the card out."""
        with self._changed:
            slot = self._slot(lecteur)
            slot.card, slot.changes = None, slot.changes + 1
            self._changed.notify_all()

    def plug(self, lecteur: str) -> None:
        """Add a reader."""
        with self._changed:
            self._slots.setdefault(lecteur, _Slot())
            self._changed.notify_all()

    def unplug(self, lecteur: str) -> None:
        """Take a reader away, with its card."""
        with self._changed:
            self._slots.pop(lecteur, None)
            self._changed.notify_all()

    def list_readers(self) -> tuple[EtatLecteur, ...]:
        """Return every reader. See ``CardService.list_readers``."""
        with self._changed:
            if self._stopped:
                raise Unreachable("le service des cartes à puce n’est pas démarré")
            return tuple(
                EtatLecteur(
                    nom, slot.card is not None, slot.card.atr if slot.card else b"", changements=slot.changes
                )
                for nom, slot in sorted(self._slots.items())
            )

    def connect(self, lecteur: str, *, reset_on_close: bool = True) -> "VirtualConnection":
        """Open the card of a reader. See ``CardService.connect``."""
        with self._changed:
            slot = self._slot(lecteur)
            if slot.card is None:
                raise CardAbsent("aucune carte dans ce lecteur")
            if not slot.card.atr:
                raise Unreachable("la carte ne répond pas")
            return VirtualConnection(self, lecteur, slot.card, slot.changes, reset_on_close=reset_on_close)

    def watch(self) -> "VirtualWatch":
        """Open a watch. See ``CardService.watch``."""
        self.list_readers()
        return VirtualWatch(self)

    def set_stopped(self, *, stopped: bool) -> None:
        """Behave as if the daemon had stopped, or had been started again."""
        with self._changed:
            self._stopped = stopped
            self._changed.notify_all()

    def wait_change(self, known: tuple[EtatLecteur, ...] | None, timeout: float) -> tuple[EtatLecteur, ...]:
        """Return the states once they differ from ``known``, or after ``timeout``."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or self.list_readers() != known, timeout)
            return self.list_readers()

    def wake(self) -> None:
        """Wake the waiting watches."""
        with self._changed:
            self._changed.notify_all()

    def exchange(self, lecteur: str, changes: int, apdu: bytes) -> bytes:
        """Speak to the card that was there when the connection was opened.

        Raises:
            CardAbsent: it left since.
        """
        with self._changed:
            slot = self._slots.get(lecteur)
            if slot is None or slot.card is None or slot.changes != changes:
                raise CardAbsent("la carte n’est plus dans le lecteur")
            card = slot.card
        return card.transmit(apdu)

    def _slot(self, lecteur: str) -> _Slot:
        try:
            return self._slots[lecteur]
        except KeyError as exc:
            raise Unreachable("ce lecteur n’est plus branché") from exc


class VirtualConnection(Closing):
    """A connection to a card of ``VirtualReaders``."""

    def __init__(
        self, readers: VirtualReaders, lecteur: str, card: VirtualCard, changes: int, *, reset_on_close: bool
    ) -> None:
        self.atr = card.atr
        self._readers, self._lecteur, self._card, self._changes = readers, lecteur, card, changes
        self._reset_on_close, self._open = reset_on_close, True

    def send_and_receive(self, apdu: bytes) -> bytes:
        """Exchange one APDU. See ``CardConnection.send_and_receive``."""
        if not self._open:
            raise CardAbsent("connexion à la carte fermée")
        return self._readers.exchange(self._lecteur, self._changes, apdu)

    def close(self) -> None:
        """Release the card."""
        if self._open and self._reset_on_close:
            self._card.reset()
        self._open = False


class VirtualWatch:
    """A watch on ``VirtualReaders``."""

    def __init__(self, readers: VirtualReaders) -> None:
        self._readers = readers
        self._known: tuple[EtatLecteur, ...] | None = None

    def wait(self, timeout: float) -> tuple[EtatLecteur, ...]:
        """Wait for a change. See ``ReaderWatch.wait``."""
        self._known = self._readers.wait_change(self._known, timeout)
        return self._known

    def cancel(self) -> None:
        """Return at the latest after the timeout of the wait."""
        self._readers.wake()

    def close(self) -> None:
        """Nothing to give back."""
