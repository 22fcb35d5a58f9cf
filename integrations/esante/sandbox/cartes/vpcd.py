"""Put a virtual card in a reader of the real PC/SC daemon: the client side of vsmartcard's vpcd driver.

Protocol of vpcd: big-endian two-byte length, then the message; messages of one byte are controls.
"""

import logging
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from types import TracebackType
from typing import Self

from esante.errors import Unreachable
from esante.sandbox.cartes.carte import VirtualCard

_log = logging.getLogger(__name__)
_POWER_ON, _ASK_ATR = 1, 4
_SOME_ATR, _TOO_LONG_ATR = b"\x3b\x00", bytes(40)


class VpcdLink:
    """A virtual card held in a vpcd slot: ``insert`` connects, ``remove`` hangs up.

    ``dial`` connects to the slot, and raises OSError or Unreachable while nobody listens there.
    """

    def __init__(self, card: VirtualCard, dial: Callable[[], socket.socket]) -> None:
        self.card = card
        self._dial = dial
        self._socket: socket.socket | None = None
        self._thread: Thread | None = None

    def insert(self, timeout: float = 20.0) -> Self:
        """Insert the card.

        Raises:
            Unreachable: no vpcd slot listens there, or it already holds a card.
        """
        deadline = time.monotonic() + timeout
        while True:
            try:
                self._socket = self._dial()
                break
            except (OSError, Unreachable) as exc:
                if time.monotonic() > deadline:
                    raise Unreachable("aucun lecteur virtuel à ce port") from exc
                time.sleep(0.02)
        self._socket.settimeout(None)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._thread = Thread(target=self._serve, args=(self._socket,), name="virtual-card", daemon=True)
        self._thread.start()
        return self

    def remove(self) -> None:
        """Pull the card out, whatever is under way."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()
            self._socket = None
        if self._thread is not None:
            self._thread.join(2)
            self._thread = None

    def __enter__(self) -> Self:
        return self.insert()

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.remove()

    def _serve(self, link: socket.socket) -> None:
        powering = False
        with suppress(OSError, EOFError):
            while True:
                size = int.from_bytes(_receive(link, 2), "big")
                message = _receive(link, size)
                if size == 1:
                    if message[0] == _ASK_ATR:
                        # vpcd takes an empty ATR for an empty slot; one too long fails the power-up: mute.
                        _send(link, self.card.atr or (_TOO_LONG_ATR if powering else _SOME_ATR))
                    else:
                        self.card.reset()
                    powering = message[0] == _POWER_ON
                elif size:
                    _send(link, self._transmit(message))

    def _transmit(self, apdu: bytes) -> bytes:
        try:
            return self.card.transmit(apdu)
        except Exception:  # noqa: BLE001 - a card always answers; its own fault is 6F00
            _log.exception("virtual card failed")
            return b"\x6f\x00"


def _receive(link: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        # vpcd writes length and payload apart: without QUICKACK each APDU costs a delayed ACK (40 ms).
        if hasattr(socket, "TCP_QUICKACK"):
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        part = link.recv(size - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def _send(link: socket.socket, data: bytes) -> None:
    link.sendall(len(data).to_bytes(2, "big") + data)
