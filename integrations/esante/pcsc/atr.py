"""Name the card from its answer to reset, by masks.

The ATRs are those of the public card lists (pcsc-tools ``smartcard_list``) and of the ANS Cryptolib notes.
Cryptolib ships masks but compares exactly, so unlisted variants stay unseen there; here the mask decides.
"""

from enum import StrEnum


class TypeCarte(StrEnum):
    """The cards a reader of a practice may hold, as the terminal contract spells them."""

    VITALE_2 = "vitale2"
    VITALE_1 = "vitale1"
    CPS_3 = "cps3"
    CPS_3_SANS_CONTACT = "cps3_sans_contact"
    CPS_4 = "cps4"
    INCONNUE = "inconnue"
    MUETTE = "muette"

    @property
    def is_vitale(self) -> bool:
        """Whether it is the card of an insured person."""
        return self in (TypeCarte.VITALE_1, TypeCarte.VITALE_2)

    @property
    def is_cps(self) -> bool:
        """Whether it is the card of a professional."""
        return self in (TypeCarte.CPS_3, TypeCarte.CPS_3_SANS_CONTACT, TypeCarte.CPS_4)


def recognize(atr: bytes) -> TypeCarte:
    """Return the card type of an answer to reset; an empty answer is a mute card."""
    if not atr:
        return TypeCarte.MUETTE
    for value, mask, card_type in _MASKS:
        if len(atr) == len(value) and all(a & m == v & m for a, v, m in zip(atr, value, mask, strict=True)):
            return card_type
    return TypeCarte.INCONNUE


def is_sans_contact(atr: bytes) -> bool:
    """Whether the answer to reset is the one a reader composes for a contactless card or phone.

    PC/SC part 3 §3.1.3.2.3: ``3B 8n 80 01``, then historical bytes.
    """
    return len(atr) > 4 and atr[0] == 0x3B and atr[1] & 0xF0 == 0x80 and atr[2:4] == b"\x80\x01"


def _entry(pattern: str, card_type: TypeCarte) -> tuple[bytes, bytes, TypeCarte]:
    """Read ``3B 75 ??``, where ``??`` is free and ``V/M`` gives a value under a mask."""
    value, mask = bytearray(), bytearray()
    for token in pattern.split():
        byte, _, under = token.partition("/")
        value.append(0 if byte == "??" else int(byte, 16))
        mask.append(0 if byte == "??" else int(under or "FF", 16))
    return bytes(value), bytes(mask), card_type


_MASKS = (
    _entry("3B 75 13 00 00 ?? 09 ?? 90 00", TypeCarte.VITALE_2),
    # Inverse convention; IGEA and SCOT generations.
    _entry("3F 65 25 00 22/F1 09 69/0F 90 00", TypeCarte.VITALE_1),
    _entry("3F 65 25 00 52 09 6A 90 00", TypeCarte.VITALE_1),
    _entry("3F 65 25 00 A3 09 6A 90 00", TypeCarte.VITALE_1),
    _entry("3F 65 25 00 A4 09 6A 90 00", TypeCarte.VITALE_1),
    _entry("3B 9B 18 80 01 00 12 25 00 64 80 04 01 00 00 90 ??", TypeCarte.CPS_4),
    _entry("3B 9B 18 80 01 00 12 25 00 64 80 00 04 01 00 90 ??", TypeCarte.CPS_4),
    _entry("3B DC 18 FF 00 00 12 25 00 64 80 00 04 01 00 90 00", TypeCarte.CPS_4),
    # CPS2ter/CPS3, contact: `12 25 00 64 80` are the historical bytes every contact CPS shares.
    _entry("3B ?? ?? ?? ?? 00 12 25 00 64 80 ?? ?? ?? 00 90 00", TypeCarte.CPS_3),
    _entry("3B 8F 80 01 00 31 B8 64 ?? ?? EC C0/C0 73 94 01 80 82 90 00 ??", TypeCarte.CPS_3_SANS_CONTACT),
)
