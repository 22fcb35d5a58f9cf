"""A phone laid on a contactless reader: shows a fresh ApCV content each time it is selected.

NFC Forum Type 4 tag of one text record; the exchanges of the real application are not public.
"""

from collections.abc import Callable

from esante.apcv.nfc import AID_NDEF
from esante.pcsc.apdu import CommandApdu
from esante.sandbox.cartes import carte

ATR_TELEPHONE = bytes.fromhex("3B80800101")
"""An ISO 14443-4 device without historical bytes, as PC/SC part 3 §3.1.3.2.3 composes it."""

_CAPACITES, _NDEF = 0xE103, 0xE104
_PAS = 0xF6


class VirtualPhone:
    """A phone near its reader; ``show`` gives a content, ``None`` while the application is closed."""

    def __init__(self, show: Callable[[], str | None]) -> None:
        self.atr = ATR_TELEPHONE
        self._show = show
        self.reset()

    def reset(self) -> None:
        """Forget what was selected and shown."""
        self._files: dict[int, bytes] = {}
        self._file: int | None = None

    def transmit(self, apdu: bytes) -> bytes:
        """Answer SELECT and READ BINARY."""
        command = carte.decode_or_refuse(apdu)
        if isinstance(command, bytes):
            return command
        if command.cla != 0x00:
            return carte.CLA_NOT_SUPPORTED
        if command.ins == 0xA4:
            return self._select(command)
        return self._read(command) if command.ins == 0xB0 else carte.INS_NOT_SUPPORTED

    def _select(self, command: CommandApdu) -> bytes:
        if command.p1 == 0x04:
            if command.data != AID_NDEF:
                return carte.NOT_FOUND
            self._files, self._file = {_CAPACITES: _capacites(), _NDEF: self._ndef()}, None
            return carte.OK
        wanted = int.from_bytes(command.data, "big")
        if wanted not in self._files:
            return carte.NOT_FOUND
        self._file = wanted
        return carte.OK

    def _read(self, command: CommandApdu) -> bytes:
        if self._file is None:
            return carte.NO_CURRENT_FILE
        offset, content = command.p1 << 8 | command.p2, self._files[self._file]
        if offset >= len(content):
            return carte.WRONG_P1_P2
        return content[offset : offset + min(command.le or 256, _PAS)] + carte.OK

    def _ndef(self) -> bytes:
        shown = self._show()
        if shown is None:
            return bytes(2)
        payload = b"\x02fr" + shown.encode()
        record = b"\xc1\x01" + len(payload).to_bytes(4, "big") + b"T" + payload
        return len(record).to_bytes(2, "big") + record


def _capacites() -> bytes:
    lecture, fichier = _PAS.to_bytes(2, "big"), _NDEF.to_bytes(2, "big")
    return b"\x00\x0f\x20" + lecture + b"\x00\x00\x04\x06" + fichier + b"\x10\x00\x00\xff"
