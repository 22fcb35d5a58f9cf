"""What a virtual card is to its reader, and the T=0 manners all of them share."""

from typing import Protocol

from esante.errors import Malformed
from esante.pcsc.apdu import CommandApdu

OK = b"\x90\x00"
WRONG_LENGTH = b"\x67\x00"
SECURITY_NOT_SATISFIED = b"\x69\x82"
BLOCKED = b"\x69\x83"
CONDITIONS_NOT_SATISFIED = b"\x69\x85"
NO_CURRENT_FILE = b"\x69\x86"
WRONG_DATA = b"\x6a\x80"
NOT_FOUND = b"\x6a\x82"
DATA_NOT_FOUND = b"\x6a\x88"
WRONG_P1_P2 = b"\x6b\x00"
INS_NOT_SUPPORTED = b"\x6d\x00"
CLA_NOT_SUPPORTED = b"\x6e\x00"


class VirtualCard(Protocol):
    """A card as its reader sees it: powered, reset, spoken to."""

    @property
    def atr(self) -> bytes:
        """The answer to reset; empty when the card is mute."""

    def reset(self) -> None:
        """Forget selection and rights, keep what a card writes down (attempts left)."""

    def transmit(self, apdu: bytes) -> bytes:
        """Answer one command; a card always answers."""


class PendingAnswer:
    """The bytes a T=0 card keeps until GET RESPONSE asks for them."""

    def __init__(self) -> None:
        self._pending = b""

    def reset(self) -> None:
        """Drop them."""
        self._pending = b""

    def give(self, data: bytes, le: int | None) -> bytes:
        """Answer ``le`` bytes at most, announcing the rest by ``61xx``; without ``le`` announce all."""
        if le is None:
            self._pending = data
            return bytes([0x61, min(len(data), 256) & 0xFF]) if data else OK
        self._pending = data[le:]
        more = bytes([0x61, min(len(self._pending), 256) & 0xFF]) if self._pending else OK
        return data[:le] + more

    def more(self, command: CommandApdu) -> bytes:
        """Answer GET RESPONSE."""
        if not self._pending:
            return CONDITIONS_NOT_SATISFIED
        return self.give(self._pending, command.le or 256)


def decode_or_refuse(apdu: bytes) -> CommandApdu | bytes:
    """Read a command, or return the status word a card answers to garbage."""
    try:
        return CommandApdu.decode(apdu)
    except Malformed:
        return WRONG_LENGTH


def read_part(content: bytes, offset: int, le: int | None) -> bytes:
    """Answer READ BINARY of T=0: ``6Cxx`` tells the right length, ``6B00`` that the file is over."""
    if offset >= len(content):
        return WRONG_P1_P2
    left, wanted = len(content) - offset, le or 256
    if left < wanted:
        return bytes([0x6C, left])
    return content[offset : offset + wanted] + OK
