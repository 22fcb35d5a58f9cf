"""What a CPS says to anyone, by APDU: its serial, its dates, the attempts left.

No middleware is needed, and a card laid without contact says it too.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime

from esante.errors import CodePorteurRefused, Malformed, Refused, Rejected, Unsupported
from esante.pcsc.apdu import CommandApdu, read_file, select_application, transmit
from esante.pcsc.atr import TypeCarte, recognize
from esante.pcsc.connection import CardConnection
from esante.pcsc.tlv import parse

_ISSUER = bytes.fromhex("8025000001")
_AID_CONTACT = bytes.fromhex("E828BD080F8025000001FF0010")
_COUNTER_CPS3 = bytes.fromhex("4D087006BF810102A080")


@dataclass(frozen=True)
class DonneesPubliquesCps:
    """What a CPS says to anyone: ten-digit serial, update dates, attempts left when it tells."""

    type_carte: TypeCarte
    numero_serie: str
    debut_validite: date | None
    fin_validite: date | None
    essais_restants: int | None


def read_donnees_publiques(connection: CardConnection) -> DonneesPubliquesCps:
    """Read EF.SN.ICC, EF_ACTUA and the attempts counter; open the card with ``reset_on_close=False``.

    Raises:
        Unsupported: not a CPS.
        Malformed: the serial file is not one.
        CardAbsent: the card left.
    """
    card_type = recognize(connection.atr)
    if not card_type.is_cps:
        raise Unsupported("cette carte n’est pas une CPS")
    with _application_kept(connection):
        numero_serie = _serial(connection)
        begin, end = _dates(connection)
    return DonneesPubliquesCps(
        type_carte=card_type,
        numero_serie=numero_serie,
        debut_validite=begin,
        fin_validite=end,
        essais_restants=read_attempts_left(connection, card_type),
    )


def read_numero_serie(connection: CardConnection) -> str:
    """Read the serial number alone, beside the module that holds a session on this very card.

    Raises:
        Malformed: the serial file is not one.
        CardAbsent: the card left.
    """
    with _application_kept(connection):
        return _serial(connection)


def read_attempts_left(connection: CardConnection, card_type: TypeCarte) -> int | None:
    """Return the attempts before the code porteur blocks, without using any; ``None`` if the card is silent.

    CPS3: security object of the code porteur; CPS4: VERIFY without data (ANS Cryptolib notes).
    """
    if card_type is TypeCarte.CPS_3:
        with suppress(Rejected, Refused, Unsupported, Malformed):
            command = CommandApdu(0x00, 0xCB, 0x3F, 0xFF, _COUNTER_CPS3, le=256)
            for shell in parse(transmit(connection, command).expect_ok()):
                for sdo in shell.children:
                    for attributes in sdo.children:
                        if attributes.tag == 0xA0 and (left := attributes.find(0x9B)):
                            return left[0]
            return None
    if card_type is TypeCarte.CPS_4:
        try:
            transmit(connection, CommandApdu(0x00, 0x20, 0x00, 0x01)).expect_ok()
        except CodePorteurRefused as exc:
            return exc.attempts_left
        except (Rejected, Refused, Unsupported):
            return None
    return None


@contextmanager
def _application_kept(connection: CardConnection) -> Iterator[None]:
    """Leave the card in the application of its keys, where a module believes that it still is.

    The code porteur is a reference of the whole card: going to the root and back does not withdraw it.
    """
    try:
        yield
    finally:
        with suppress(Rejected, Refused, Unsupported, Malformed):
            select_application(connection, _AID_CONTACT)


def _serial(connection: CardConnection) -> str:
    """Read EF.SN.ICC: a header, the issuer, ten decimal digits."""
    content = _read(connection, b"\x3f\x00\xd0\x03")
    digits = content[7:].hex()
    if len(content) != 12 or content[2:7] != _ISSUER or not digits.isdecimal():
        raise Malformed("numéro de série de CPS mal formé")
    return digits


def _read(connection: CardConnection, path: bytes) -> bytes:
    """Select a path under the master file, step by step, and read it."""
    for index in range(0, len(path), 2):
        transmit(connection, CommandApdu(0x00, 0xA4, 0x00, 0x0C, path[index : index + 2])).expect_ok()
    return read_file(connection)


def _dates(connection: CardConnection) -> tuple[date | None, date | None]:
    """Read EF_ACTUA; missing is fine, incomplete makes the card unusable (ANS Cryptolib notes)."""
    try:
        content = _read(connection, b"\x3f\x00\xd0\x10")
    except (Rejected, Refused):
        return None, None
    template = next((tlv for tlv in parse(content) if tlv.tag == 0xEC), None)
    begin, end = (template.find(0x81), template.find(0x82)) if template else (None, None)
    if begin is None or end is None:
        raise Malformed("dates de la CPS incomplètes\u00a0: carte inutilisable")
    return _date(begin), _date(end)


def _date(value: bytes) -> date | None:
    with suppress(ValueError, UnicodeDecodeError):
        return datetime.strptime(value.decode("ascii"), "%Y%m%d").date()  # noqa: DTZ007 - a calendar date
    return None
