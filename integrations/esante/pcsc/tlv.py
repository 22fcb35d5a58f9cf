"""BER-TLV as cards write it: definite lengths only, one level at a time, so that nesting costs nothing.

ISO/IEC 7816-4 §5.2.2; a card may pad a file with ``00`` or ``FF`` after its last object.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from esante.errors import Malformed


@dataclass(frozen=True)
class Tlv:
    """One data object; its value is only opened when ``children`` is asked for."""

    tag: int
    value: bytes

    @property
    def children(self) -> tuple["Tlv", ...]:
        """The objects inside a constructed object.

        Raises:
            Malformed: the value is not a sequence of objects.
        """
        return parse(self.value)

    def find(self, tag: int) -> bytes | None:
        """Return the value of the first child of that tag."""
        return next((child.value for child in self.children if child.tag == tag), None)


def parse(data: bytes) -> tuple[Tlv, ...]:
    """Read the objects of one level and stop at the padding.

    Raises:
        Malformed: a tag or a length is cut, indefinite, or longer than the data.
    """
    return tuple(_iterate(data))


def encode(tag: int, *parts: bytes) -> bytes:
    """Write one object whose value is the concatenation of ``parts``."""
    value = b"".join(parts)
    head = tag.to_bytes((tag.bit_length() + 7) // 8 or 1, "big")
    size = len(value)
    if size < 0x80:
        return head + bytes([size]) + value
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return head + bytes([0x80 | len(length)]) + length + value


def _iterate(data: bytes) -> Iterator[Tlv]:
    offset, end = 0, len(data)
    while offset < end and data[offset] not in (0x00, 0xFF):
        tag = data[offset]
        if tag & 0x1F != 0x1F and offset + 1 < end and (length := data[offset + 1]) < 0x80:
            offset += 2  # one byte each: nearly all that cards write
        else:
            tag, offset = _tag(data, offset)
            length, offset = _length(data, offset)
        if offset + length > end:
            raise Malformed("objet TLV plus long que ses données")
        yield Tlv(tag, data[offset : offset + length])
        offset += length


def _tag(data: bytes, offset: int) -> tuple[int, int]:
    tag = data[offset]
    offset += 1
    if tag & 0x1F != 0x1F:
        return tag, offset
    for _ in range(3):
        if offset >= len(data):
            raise Malformed("étiquette TLV coupée")
        byte = data[offset]
        tag = tag << 8 | byte
        offset += 1
        if not byte & 0x80:
            return tag, offset
    raise Malformed("étiquette TLV trop longue")


def _length(data: bytes, offset: int) -> tuple[int, int]:
    if offset >= len(data):
        raise Malformed("longueur TLV absente")
    first = data[offset]
    offset += 1
    if first < 0x80:
        return first, offset
    count = first & 0x7F
    if not 1 <= count <= 3:
        raise Malformed("longueur TLV indéfinie ou trop grande")
    if offset + count > len(data):
        raise Malformed("longueur TLV coupée")
    return int.from_bytes(data[offset : offset + count], "big"), offset + count
