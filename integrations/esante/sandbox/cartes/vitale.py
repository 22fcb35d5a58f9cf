"""A virtual Vitale 2 card: root file of identities, VITALE application of numbers, T=0.

Layout from public readers (Cardpeek, Rufus); everything a real card keeps for the licensed components is
simply not there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from esante.pcsc.apdu import CommandApdu
from esante.pcsc.tlv import encode
from esante.sandbox.cartes import carte

ATR_VITALE_2 = bytes.fromhex("3B751300004809EA9000")
ATR_VITALE_1 = bytes.fromhex("3F6525002209699000")

_VITALE = bytes.fromhex("D250000002564954414C45")
_MF_VITALE = bytes.fromhex("D2500000024D465F564954414C45")
_ROOT = b""


@dataclass(frozen=True)
class AssureTest:
    """A published test person as written on a card; ``nir`` has its two-digit key."""

    nom: str
    prenom: str
    date_naissance: str
    nir: str
    nationalite: str = "FR"


class VirtualVitale:
    """Answer the published reading sequences for the given persons.

    Args:
        persons: first the insured, then the other beneficiaries.
        root_readable: False makes the root file refuse, as some cards do; the holder alone is then read.
        padding: bytes added after the last template.
    """

    def __init__(
        self,
        persons: Sequence[AssureTest],
        *,
        atr: bytes = ATR_VITALE_2,
        debut_validite: str = "20200101",
        root_readable: bool = True,
        padding: int = 8,
    ) -> None:
        self.atr = atr
        self._root_readable = root_readable
        identities = [_identity(person, debut_validite) for person in persons]
        numbers = [encode(0x65, encode(0x93, person.nir.encode("latin-1"))) for person in persons]
        end = b"\x00" * padding
        self._files = {
            (_ROOT, 0x2F02): b"".join(identities) + end,
            (_MF_VITALE, 0xD001): identities[0] + end if identities else end,
            (_VITALE, 0x2F02): b"".join(numbers) + end,
        }
        self._answer = carte.PendingAnswer()
        self.reset()

    def reset(self) -> None:
        """Go back to the root."""
        self._application = _ROOT
        self._file: int | None = None
        self._answer.reset()

    def transmit(self, apdu: bytes) -> bytes:
        """Answer SELECT, READ BINARY and GET RESPONSE."""
        command = carte.decode_or_refuse(apdu)
        if isinstance(command, bytes):
            return command
        if command.cla != 0x00:
            return carte.CLA_NOT_SUPPORTED
        match command.ins:
            case 0xA4:
                return self._select(command)
            case 0xB0:
                return self._read(command)
            case 0xC0:
                return self._answer.more(command)
            case _:
                return carte.INS_NOT_SUPPORTED

    def _select(self, command: CommandApdu) -> bytes:
        if command.p1 == 0x04:
            if not command.data:
                return carte.NOT_FOUND
            for aid in (_VITALE, _MF_VITALE):
                if aid.startswith(command.data):
                    self._application, self._file = aid, None
                    return self._answer.give(encode(0x6F, encode(0x84, aid)), command.le)
            return carte.NOT_FOUND
        if command.data == b"\x3f\x00":
            self._application, self._file = _ROOT, None
            return carte.OK
        file_id = int.from_bytes(command.data, "big")
        if (self._application, file_id) not in self._files:
            return carte.NOT_FOUND
        self._file = file_id
        size = len(self._files[self._application, file_id])
        control = encode(0x62, encode(0x80, size.to_bytes(2, "big")), encode(0x83, command.data))
        return self._answer.give(control, command.le)

    def _read(self, command: CommandApdu) -> bytes:
        offset = command.p1 << 8 | command.p2
        if command.p1 & 0x80:
            short_id, offset = command.p1 & 0x1F, command.p2
            file_id = 0x2F00 | short_id
            if (self._application, file_id) not in self._files:
                return carte.NOT_FOUND
            if self._application == _ROOT and not self._root_readable:
                return carte.SECURITY_NOT_SATISFIED
            self._file = file_id
        if self._file is None:
            return carte.NO_CURRENT_FILE
        return carte.read_part(self._files[self._application, self._file], offset, command.le)


def _identity(person: AssureTest, debut_validite: str) -> bytes:
    return encode(
        0x65,
        encode(0x80, person.nom.ljust(27).encode("latin-1")),
        encode(0x81, person.prenom.ljust(15).encode("latin-1")),
        encode(0x82, person.date_naissance.encode("latin-1")),
        encode(0x90, person.nationalite.encode("latin-1")),
        encode(0x66, encode(0x80, debut_validite.encode("latin-1"))),
    )
