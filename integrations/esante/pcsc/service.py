"""The machine's readers through PC/SC (pcsc-lite, Windows, macOS): listing, shared connection, watch.

The functions of pyscard's ``scard`` module are called directly: its own monitor thread dies with the daemon,
its connections hide the return codes.  One context a connection: pcsc-lite locks per context, so a slow card
never holds another reader.
"""

import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from threading import Event

from smartcard import scard

from esante.errors import CardAbsent, EsanteError, Malformed, ReaderBusy, Unreachable
from esante.fermeture import Closing
from esante.pcsc.connection import EtatLecteur
from esante.pcsc.traffic import log_traffic

_log = logging.getLogger(__name__)
_TRIES = 4
_POLLING = 3.0
"""Longest time, in seconds, a daemon may take to notice that a card left (pcsc-lite polls at 0.4)."""
_GONE_TEXT = "la carte n’est plus dans le lecteur"
_REPEATABLE = frozenset((0xA4, 0xB0, 0xCA, 0xCB))
"""SELECT, READ BINARY, GET DATA: the only commands worth sending again when their answer was lost."""

_LOST = frozenset((scard.SCARD_E_NOT_TRANSACTED, scard.SCARD_F_COMM_ERROR, scard.SCARD_E_COMM_DATA_LOST))
_GONE = frozenset((scard.SCARD_W_REMOVED_CARD, scard.SCARD_E_NO_SMARTCARD))
_MUTE = frozenset((scard.SCARD_W_UNRESPONSIVE_CARD, scard.SCARD_W_UNPOWERED_CARD))


class PcscService:
    """Readers served by the PC/SC daemon of this machine."""

    def list_readers(self) -> tuple[EtatLecteur, ...]:
        """Return every reader and slot. See ``CardService.list_readers``."""
        watch = self.watch()
        try:
            return watch.look()
        finally:
            watch.close()

    def connect(self, lecteur: str, *, reset_on_close: bool = True) -> "PcscConnection":
        """Open the card of a reader. See ``CardService.connect``."""
        return PcscConnection(lecteur, reset_on_close=reset_on_close)

    def watch(self) -> "PcscWatch":
        """Open a watch on its own context."""
        return PcscWatch()


class PcscConnection(Closing):
    """A card opened shared, inside a transaction until closed."""

    def __init__(self, lecteur: str, *, reset_on_close: bool = True) -> None:
        self._disposition = scard.SCARD_RESET_CARD if reset_on_close else scard.SCARD_LEAVE_CARD
        self._lecteur = lecteur
        self._context = _establish()
        self._card: int | None = None
        try:
            result, self._card, self._protocol = scard.SCardConnect(
                self._context,
                lecteur,
                scard.SCARD_SHARE_SHARED,
                scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
            )
            if result != scard.SCARD_S_SUCCESS:
                self._card = None
                raise pcsc_error(result)
            _check(scard.SCardBeginTransaction(self._card))
            result, _, _, _, atr = scard.SCardStatus(self._card)
            _check(result)
        except BaseException:
            self.close()
            raise
        self.atr = bytes(atr)

    def send_and_receive(self, apdu: bytes) -> bytes:
        """Exchange one APDU, sent again only when a read was lost between reader and daemon."""
        if self._card is None:
            raise CardAbsent("connexion à la carte fermée")
        for attempt in range(1, _TRIES + 1):
            log_traffic(_log, ">", apdu)
            result, answer = scard.SCardTransmit(self._card, self._protocol, list(apdu))
            if result == scard.SCARD_S_SUCCESS:
                log_traffic(_log, "<", bytes(answer))
                return bytes(answer)
            if result not in _LOST or len(apdu) < 2 or apdu[1] not in _REPEATABLE or attempt == _TRIES:
                break
        raise CardAbsent(_GONE_TEXT) if result in _LOST and self._left() else pcsc_error(result)

    def _left(self) -> bool:
        """Whether the card is gone: a daemon that polls its reader says so a little after the failure."""
        deadline = time.monotonic() + _POLLING
        state = scard.SCARD_STATE_PRESENT
        while (rest := deadline - time.monotonic()) > 0:
            result, states = scard.SCardGetStatusChange(
                self._context, int(rest * 1000), [(self._lecteur, state)]
            )
            if result != scard.SCARD_S_SUCCESS or not states[0][1] & scard.SCARD_STATE_PRESENT:
                return bool(result != scard.SCARD_E_TIMEOUT)
            state = states[0][1] & ~scard.SCARD_STATE_CHANGED
        return False

    def close(self) -> None:
        """End the transaction and release card and context."""
        card, self._card = self._card, None
        with suppress(SystemError, scard.error):
            if card is not None:
                # One reset is enough: on a real chip each costs a tenth of a second.
                scard.SCardEndTransaction(card, self._disposition)
                scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
            scard.SCardReleaseContext(self._context)


class PcscWatch:
    """One context that waits for readers and cards; hot plug is found by listing again at each turn.

    The ``PnP`` pseudo-reader is not used: macOS ignores it and pcsc-lite changed its meaning twice; a listing
    costs one local message.
    """

    def __init__(self) -> None:
        self._context = _establish()
        self._states: dict[str, int] = {}
        self._cancelled = Event()

    def look(self) -> tuple[EtatLecteur, ...]:
        """Return the present states at once."""
        return self.wait(0)

    def wait(self, timeout: float) -> tuple[EtatLecteur, ...]:
        """Wait for a change against the last answer. See ``ReaderWatch.wait``."""
        names = self._list()
        if not names:
            self._states = {}
            self._cancelled.wait(timeout)
            return ()
        known = [(name, self._states.get(name, scard.SCARD_STATE_UNAWARE)) for name in names]
        wait_ms = 0 if set(names) != set(self._states) else int(timeout * 1000)
        try:
            result, states = scard.SCardGetStatusChange(self._context, wait_ms, known)
        except SystemError as exc:
            raise Unreachable("le service des cartes à puce s’est arrêté") from exc
        if result == scard.SCARD_E_UNKNOWN_READER:
            self._states = {}
            return self.wait(0) if wait_ms else ()
        if result not in (scard.SCARD_S_SUCCESS, scard.SCARD_E_TIMEOUT, scard.SCARD_E_CANCELLED):
            raise pcsc_error(result)
        if result == scard.SCARD_S_SUCCESS:
            self._states = {name: state & ~scard.SCARD_STATE_CHANGED for name, state, _ in states}
        return tuple(sorted((_state(*entry) for entry in states), key=lambda reader: reader.nom))

    def cancel(self) -> None:
        """Interrupt a wait; SCardCancel is the one call another thread may make on this context."""
        self._cancelled.set()
        with suppress(SystemError, scard.error):
            scard.SCardCancel(self._context)

    def close(self) -> None:
        """Release the context."""
        with suppress(SystemError, scard.error):
            scard.SCardReleaseContext(self._context)

    def _list(self) -> Sequence[str]:
        try:
            result, names = scard.SCardListReaders(self._context, [])
        except SystemError as exc:
            raise Unreachable("le service des cartes à puce s’est arrêté") from exc
        if result == scard.SCARD_E_NO_READERS_AVAILABLE:
            return ()
        _check(result)
        return tuple(names)


def pcsc_error(result: int) -> EsanteError:
    """Return the error that a PC/SC return code means to a caller."""
    code = f"0x{result & 0xFFFFFFFF:08X}"
    if result in _GONE:
        return CardAbsent(_GONE_TEXT)
    if result == scard.SCARD_E_SHARING_VIOLATION:
        return ReaderBusy("un autre logiciel garde la carte pour lui seul")
    if result in _MUTE:
        return Unreachable(f"la carte ne répond pas ({code})")
    if result == scard.SCARD_W_RESET_CARD:
        return Unreachable("un autre logiciel a réinitialisé la carte")
    if result in (scard.SCARD_E_UNKNOWN_READER, scard.SCARD_E_READER_UNAVAILABLE):
        return Unreachable("ce lecteur n’est plus branché")
    if result == scard.SCARD_E_NO_SERVICE or result == scard.SCARD_E_SERVICE_STOPPED:
        return Unreachable("le service des cartes à puce n’est pas démarré")
    if result == scard.SCARD_E_INSUFFICIENT_BUFFER:
        return Malformed("réponse de carte plus longue que la norme")
    return Unreachable(f"échec du lecteur ({code})")


def _establish() -> int:
    result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    _check(result)
    return int(context)


def _check(result: int) -> None:
    if result != scard.SCARD_S_SUCCESS:
        raise pcsc_error(result)


def _state(name: str, state: int, atr: Sequence[int]) -> EtatLecteur:
    present = bool(state & scard.SCARD_STATE_PRESENT)
    mute = bool(state & scard.SCARD_STATE_MUTE)
    return EtatLecteur(
        nom=name,
        carte_presente=present,
        atr=bytes(atr) if present and not mute else b"",
        occupe=bool(state & (scard.SCARD_STATE_EXCLUSIVE)),
        changements=state >> 16 & 0xFFFF,
    )
