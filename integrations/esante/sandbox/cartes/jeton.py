"""The token of the virtual CPS without PKCS#11, straight over APDU: for machines without OpenSC or PC/SC.

It reads the PKCS#15 directory the virtual card shows; real cards are for the PKCS#11 module of the ANS.
"""

import hashlib
from collections.abc import Iterator, Mapping

from esante.cartes.code_porteur import CodePorteur
from esante.cartes.cps_publique import read_attempts_left
from esante.cartes.jeton import SHA256_DIGEST_INFO, CertificatCarte
from esante.errors import CodePorteurRefused, Malformed, Refused
from esante.pcsc.apdu import SW, CommandApdu, read_file, select_application, status_error, transmit
from esante.pcsc.atr import recognize
from esante.pcsc.connection import CardConnection
from esante.pcsc.tlv import Tlv, encode, parse

_AID = bytes.fromhex("E828BD080F8025000001FF0010")
_APPLICATION = bytes.fromhex("3F000001")
_PRIVATE_KEYS, _CERTIFICATES, _DATA = 0xA0, 0xA4, 0xA7


class ApduJeton:
    """A ``Jeton`` over a connection to a virtual CPS."""

    def __init__(self, connection: CardConnection) -> None:
        self._connection = connection
        select_application(connection, _AID)
        self._directories = {
            entry.tag: self._read_path(_path(entry.children[0])) for entry in parse(self._read(b"\x50\x31"))
        }

    def attempts_left(self) -> int | None:
        """Ask the counter of the card. See ``Jeton.attempts_left``."""
        return read_attempts_left(self._connection, recognize(self._connection.atr))

    def login(self, code_porteur: CodePorteur) -> None:
        """VERIFY, once. See ``Jeton.login``."""
        digits = code_porteur.reveal().encode()
        response = transmit(self._connection, CommandApdu(0x00, 0x20, 0x00, 0x01, digits.ljust(8, b"\xff")))
        if not response.ok:
            raise status_error(response.sw)

    def certificates(self) -> tuple[CertificatCarte, ...]:
        """Read the certificates of the directory. See ``Jeton.certificates``."""
        return tuple(
            CertificatCarte(
                identifiant=entry.children[1].children[0].value,
                libelle=_label(entry),
                der=self._read_path(_path(entry.children[2].children[0].children[0])),
            )
            for entry in self._entries(_CERTIFICATES)
        )

    def data_objects(self) -> Mapping[str, bytes]:
        """Read the data objects; the protected ones need ``login``. See ``Jeton.data_objects``."""
        found = {}
        for entry in self._entries(_DATA):
            try:
                found[_label(entry)] = self._read_path(_path(entry.children[-1].children[0]))
            except Refused as exc:
                if isinstance(exc, CodePorteurRefused):
                    raise
        return found

    def sign_digest(self, identifiant: bytes, digest_info: bytes) -> bytes:
        """MSE SET then INTERNAL AUTHENTICATE. See ``Jeton.sign_digest``."""
        for entry in self._entries(_PRIVATE_KEYS):
            attributes = entry.children[1].children
            if attributes[0].value == identifiant:
                reference = attributes[-1].value
                environment = encode(0x84, reference) + encode(0x80, b"\x02")
                transmit(self._connection, CommandApdu(0x00, 0x22, 0x41, 0xA4, environment)).expect_ok()
                command = CommandApdu(0x00, 0x88, 0x00, 0x00, digest_info, le=256)
                response = transmit(self._connection, command)
                if response.sw == SW.SECURITY_NOT_SATISFIED:
                    raise Refused("le code porteur n’a pas été présenté")
                return response.expect_ok()
        raise Malformed("la carte n’a pas cette clé")

    def sign_sha256(self, identifiant: bytes, data: bytes) -> bytes:
        """Hash here, sign there. See ``Jeton.sign_sha256``."""
        return self.sign_digest(identifiant, SHA256_DIGEST_INFO + hashlib.sha256(data).digest())

    def close(self) -> None:
        """Reset the card, which forgets the code porteur."""
        self._connection.close()

    def _entries(self, directory: int) -> Iterator[Tlv]:
        yield from parse(self._directories.get(directory, b""))

    def _read(self, file_id: bytes) -> bytes:
        transmit(self._connection, CommandApdu(0x00, 0xA4, 0x09, 0x0C, _APPLICATION + file_id)).expect_ok()
        return read_file(self._connection)

    def _read_path(self, path: bytes) -> bytes:
        return self._read(path[-2:])


def _path(sequence: Tlv) -> bytes:
    return sequence.children[0].value


def _label(entry: Tlv) -> str:
    return entry.children[0].children[0].value.decode("utf-8", "replace")
