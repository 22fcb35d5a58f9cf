"""APDU protocol: commands, responses, status words, T=0 chaining, whole-file reads.

ISO/IEC 7816-4:2020 §5 (structure and status words), §11.2 (READ BINARY); ISO/IEC 7816-3 §12.1 (T=0).
"""

from dataclasses import dataclass
from enum import IntEnum

from esante.errors import CodePorteurRefused, EsanteError, Malformed, Refused, Rejected, Unsupported
from esante.pcsc.connection import CardConnection

_MAX_ROUNDS = 300
_MAX_ANSWER = 65_536
_STEP = 256


class SW(IntEnum):
    """Status words a card of this software may answer, with the names of ISO/IEC 7816-4 tables 5 and 6."""

    OK = 0x9000
    END_OF_FILE = 0x6282
    SELECTED_FILE_INVALID = 0x6283
    AUTHENTICATION_FAILED = 0x6300
    MEMORY_FAILURE = 0x6581
    WRONG_LENGTH = 0x6700
    CHANNEL_NOT_SUPPORTED = 0x6881
    SECURE_MESSAGING_NOT_SUPPORTED = 0x6882
    SECURITY_NOT_SATISFIED = 0x6982
    METHOD_BLOCKED = 0x6983
    REFERENCE_DATA_NOT_USABLE = 0x6984
    CONDITIONS_NOT_SATISFIED = 0x6985
    NO_CURRENT_FILE = 0x6986
    WRONG_DATA = 0x6A80
    FUNCTION_NOT_SUPPORTED = 0x6A81
    FILE_NOT_FOUND = 0x6A82
    RECORD_NOT_FOUND = 0x6A83
    INCORRECT_P1_P2 = 0x6A86
    DATA_NOT_FOUND = 0x6A88
    WRONG_P1_P2 = 0x6B00
    INS_NOT_SUPPORTED = 0x6D00
    CLA_NOT_SUPPORTED = 0x6E00
    NO_PRECISE_DIAGNOSIS = 0x6F00
    # CPS2ter application (ANS, Cryptolib notes).
    CPS2TER_CODE_NOT_ACTIVE = 0x9802
    CPS2TER_CODE_WRONG = 0x9804
    CPS2TER_CODE_BLOCKED = 0x9840
    CPS2TER_NOT_FOUND = 0x9404


_LIBELLES = {
    SW.FILE_NOT_FOUND: "fichier ou application absent",
    SW.RECORD_NOT_FOUND: "enregistrement absent",
    SW.DATA_NOT_FOUND: "donnée absente",
    SW.CPS2TER_NOT_FOUND: "fichier absent",
    SW.WRONG_P1_P2: "position hors du fichier",
    SW.MEMORY_FAILURE: "mémoire de la carte défaillante",
    SW.SELECTED_FILE_INVALID: "application désactivée",
}
_REFUSED = (SW.SECURITY_NOT_SATISFIED, SW.CONDITIONS_NOT_SATISFIED, SW.CPS2TER_CODE_NOT_ACTIVE)
_BLOCKED = (SW.METHOD_BLOCKED, SW.REFERENCE_DATA_NOT_USABLE, SW.CPS2TER_CODE_BLOCKED)
_UNSUPPORTED = (
    SW.INS_NOT_SUPPORTED,
    SW.CLA_NOT_SUPPORTED,
    SW.FUNCTION_NOT_SUPPORTED,
    SW.CHANNEL_NOT_SUPPORTED,
    SW.SECURE_MESSAGING_NOT_SUPPORTED,
)


@dataclass(frozen=True)
class CommandApdu:
    """One short command APDU; ``le`` is 1 to 256, ``None`` when no answer data are wanted."""

    cla: int
    ins: int
    p1: int = 0
    p2: int = 0
    data: bytes = b""
    le: int | None = None

    def encode(self) -> bytes:
        """Return the bytes of cases 1 to 4 (short)."""
        if len(self.data) > 255:
            raise ValueError("une commande courte porte au plus 255 octets")
        head = bytes([self.cla, self.ins, self.p1, self.p2])
        body = bytes([len(self.data)]) + self.data if self.data else b""
        return head + body + (b"" if self.le is None else bytes([self.le & 0xFF]))

    @classmethod
    def decode(cls, raw: bytes) -> "CommandApdu":
        """Read a short command.

        Raises:
            Malformed: its length does not fit any of the four cases.
        """
        if len(raw) < 4:
            raise Malformed("commande APDU coupée")
        cla, ins, p1, p2 = raw[:4]
        body = raw[4:]
        if not body:
            return cls(cla, ins, p1, p2)
        if len(body) == 1:
            return cls(cla, ins, p1, p2, le=body[0] or _STEP)
        size = body[0]
        data, rest = body[1 : 1 + size], body[1 + size :]
        if not size or len(data) != size or len(rest) > 1:
            raise Malformed("longueur de commande APDU incohérente")
        return cls(cla, ins, p1, p2, data, (rest[0] or _STEP) if rest else None)


@dataclass(frozen=True)
class ResponseApdu:
    """Answer data and status word."""

    data: bytes
    sw: int

    @classmethod
    def decode(cls, raw: bytes) -> "ResponseApdu":
        """Split the two status bytes off.

        Raises:
            Malformed: less than two bytes came back.
        """
        if len(raw) < 2:
            raise Malformed("réponse de carte sans mot d’état")
        return cls(raw[:-2], int.from_bytes(raw[-2:], "big"))

    @property
    def ok(self) -> bool:
        """Whether the card said 9000."""
        return self.sw == SW.OK

    def expect_ok(self) -> bytes:
        """Return the data, or raise what ``status_error`` makes of another status word."""
        if not self.ok:
            raise status_error(self.sw)
        return self.data


def status_error(sw: int) -> EsanteError:
    """Return the error that a status word other than 9000 means to a caller."""
    code = f"{sw:04X}"
    if sw & 0xFFF0 == 0x63C0:
        return CodePorteurRefused(sw & 0x0F)
    if sw in _BLOCKED:
        return CodePorteurRefused(0)
    if sw == SW.CPS2TER_CODE_WRONG or sw == SW.AUTHENTICATION_FAILED:
        return CodePorteurRefused(None)
    if sw in _REFUSED:
        return Refused(f"la carte refuse l’accès (mot d’état {code})")
    if sw in _UNSUPPORTED:
        return Unsupported(f"commande inconnue de cette carte (mot d’état {code})")
    known = next((status for status in SW if status == sw), None)
    if known in _LIBELLES:
        return Rejected(code, _LIBELLES[known])
    if 0x6200 <= sw <= 0x6FFF or 0x9000 <= sw <= 0x9FFF:
        return Rejected(code, "mot d’état de la carte")
    return Malformed(f"mot d’état hors norme\u00a0: {code}")


def transmit(connection: CardConnection, command: CommandApdu) -> ResponseApdu:
    """Exchange one command, following ``61xx`` (GET RESPONSE) and ``6Cxx`` (right length) as T=0 wants.

    Raises:
        Malformed: the card chains for ever, or answers without a status word.
    """
    data = b""
    for _ in range(_MAX_ROUNDS):
        response = ResponseApdu.decode(connection.send_and_receive(command.encode()))
        sw1, sw2 = divmod(response.sw, 0x100)
        if sw1 == 0x6C:
            command = CommandApdu(
                command.cla, command.ins, command.p1, command.p2, command.data, sw2 or _STEP
            )
            continue
        data += response.data
        if len(data) > _MAX_ANSWER:
            break
        if sw1 != 0x61:
            return ResponseApdu(data, response.sw)
        command = CommandApdu(command.cla & 0x03, 0xC0, le=sw2 or _STEP)
    raise Malformed("la carte enchaîne sans fin")


def select_application(connection: CardConnection, aid: bytes) -> bytes:
    """SELECT by application identifier and return the answer, often file control information."""
    return transmit(connection, CommandApdu(0x00, 0xA4, 0x04, 0x00, aid)).expect_ok()


def read_file(connection: CardConnection, short_id: int | None = None, *, limit: int = 32_768) -> bytes:
    """Read the current file, or the one of a short identifier, in 256-byte steps to its end.

    Raises:
        Malformed: the file has no end within ``limit`` bytes.
    """
    content = b""
    first = CommandApdu(0x00, 0xB0, 0x80 | short_id if short_id else 0x00, 0x00, le=_STEP)
    while len(content) < limit:
        offset = len(content)
        command = first if not offset else CommandApdu(0x00, 0xB0, offset >> 8, offset & 0xFF, le=_STEP)
        response = transmit(connection, command)
        if offset and response.sw in (SW.WRONG_P1_P2, SW.INCORRECT_P1_P2, SW.WRONG_LENGTH):
            return content
        if response.sw not in (SW.OK, SW.END_OF_FILE):
            raise status_error(response.sw)
        content += response.data
        if len(response.data) < _STEP or response.sw == SW.END_OF_FILE:
            return content
    raise Malformed("fichier de carte sans fin")
