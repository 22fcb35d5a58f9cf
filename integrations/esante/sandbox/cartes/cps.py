"""A virtual CPS: IAS-ECC files, code porteur, two RSA 2048 keys; OpenSC takes it for a CPx card.

Accepted through the real daemon by ``pkcs15-tool`` and ``pkcs11-tool --login --sign``.  The card is made of
what OpenSC's ``iasecc`` driver asks and of the ANS Cryptolib notes (serial, dates, attempts, data objects);
it is not a copy of a real CPS.  Both keys are declared for plain signing: OpenSC built with OpenSSL 3 refuses
the non-repudiation path (PSO COMPUTE DIGITAL SIGNATURE) that the signature key of a real card uses.
"""

from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from esante.pcsc.apdu import CommandApdu
from esante.pcsc.atr import TypeCarte
from esante.pcsc.tlv import encode
from esante.sandbox.cartes import carte, pkcs15
from esante.sandbox.cartes.compteur import CompteurEssais
from esante.sandbox.cartes.contenu_cps import AID, ISSUER, PorteurVirtuel, data_objects, root_files

ATRS = {
    TypeCarte.CPS_3: bytes.fromhex("3BAC00402A001225006480000310009000"),
    TypeCarte.CPS_3_SANS_CONTACT: bytes.fromhex("3B8F80010031B86404B0ECC1739401808290000E"),
    TypeCarte.CPS_4: bytes.fromhex("3B9B188001001225006480040100009044"),
}
_FILE_CONTROL = bytes.fromhex("A1058C0303FF00")
_DIRECTORY_CONTROL = bytes.fromhex("A1048C0202FF")
_CHV, _RSA_PRIVATE, _SECURITY_ENVIRONMENT = 0x01, 0x10, 0x7B


@dataclass(frozen=True)
class CleVirtuelle:
    """A private key, its certificate."""

    cle: rsa.RSAPrivateKey
    certificat: x509.Certificate


class VirtualCps:
    """Answer as an IAS-ECC card with one application, one code porteur, two keys.

    Args:
        porteur: the holder, for the data objects.
        authentification: key pair of CKA_ID ``…20``, for TLS.
        signature: key pair of CKA_ID ``…10``, for assertions and documents.
        state: file that keeps the attempts left between two insertions.
    """

    def __init__(
        self,
        porteur: PorteurVirtuel,
        authentification: CleVirtuelle,
        signature: CleVirtuelle,
        *,
        code_porteur: str = "1234",
        model: TypeCarte = TypeCarte.CPS_3,
        state: Path | None = None,
    ) -> None:
        self.atr = ATRS[model]
        self.model = model
        self.compteur = CompteurEssais(code_porteur, state)
        self._keys = {1: authentification.cle, 2: signature.cle}
        serial = bytes.fromhex(porteur.numero_carte)
        self._contact = model is not TypeCarte.CPS_3_SANS_CONTACT
        self._files = root_files(porteur, serial, contact=self._contact)
        self._protected: frozenset[str] = frozenset()
        if self._contact:
            self._add_application(porteur, serial, authentification, signature)
        self._answer = carte.PendingAnswer()
        self.reset()

    def reset(self) -> None:
        """Forget selection, rights and security environment; the attempts stay."""
        self._directory, self._file = "", ""
        self._verified = False
        self._key: int | None = None
        self._answer.reset()

    def transmit(self, apdu: bytes) -> bytes:
        """Answer one command."""
        command = carte.decode_or_refuse(apdu)
        if isinstance(command, bytes):
            return command
        if command.cla not in (0x00, 0x01):
            return carte.CLA_NOT_SUPPORTED
        handlers = {
            0xA4: self._select,
            0xB0: self._read_binary,
            0xC0: self._answer.more,
            0xCB: self._get_data,
            0x20: self._verify,
            0x22: self._set_environment,
            0x88: self._internal_authenticate,
        }
        handler = handlers.get(command.ins)
        return handler(command) if handler else carte.INS_NOT_SUPPORTED

    def _add_application(
        self, porteur: PorteurVirtuel, serial: bytes, authentification: CleVirtuelle, signature: CleVirtuelle
    ) -> None:
        cles = (
            pkcs15.EntreeCle(serial + b"\x20", 1, "CPS_PRIV_AUT", authentification.certificat, "A001"),
            pkcs15.EntreeCle(serial + b"\x10", 2, "CPS_PRIV_SIG", signature.certificat, "A002"),
        )
        donnees = data_objects(porteur)
        self._files |= pkcs15.directory(cles, donnees, label="CPS de test", serial=ISSUER + serial)
        self._protected = frozenset(pkcs15.APPLICATION + d.fichier for d in donnees if d.protegee)

    def _select(self, command: CommandApdu) -> bytes:
        path = command.data.hex().upper()
        if command.p1 == 0x04:
            mode = b"\x10" if self._contact else b"\x20"
            if len(command.data) < 5 or not (AID + mode).startswith(command.data[: len(AID) + 1]):
                return carte.NOT_FOUND
            target = pkcs15.APPLICATION
        elif path.startswith("3F00") or not path:
            target = path[4:]
        else:
            target = self._directory + path
            if target not in self._files:
                target = path
        if target in ("", pkcs15.APPLICATION):
            self._directory, self._file = target, ""
            control = encode(
                0x62,
                b"\x82\x01\x38",
                encode(0x83, bytes.fromhex(target or "3F00")),
                b"\x8a\x01\x05",
                _DIRECTORY_CONTROL,
            )
        elif target in self._files:
            self._directory, self._file = target[:-4], target
            size = len(self._files[target]).to_bytes(2, "big")
            control = encode(
                0x62,
                encode(0x80, size),
                b"\x82\x01\x01",
                encode(0x83, bytes.fromhex(target[-4:])),
                b"\x8a\x01\x05",
                _FILE_CONTROL,
            )
        else:
            return carte.NOT_FOUND
        return carte.OK if command.p2 & 0x0C == 0x0C else self._answer.give(control, command.le or 256)

    def _read_binary(self, command: CommandApdu) -> bytes:
        if command.p1 & 0x80:
            name, offset = "D003", command.p2
        else:
            name, offset = self._file, command.p1 << 8 | command.p2
        if name not in self._files:
            return carte.NO_CURRENT_FILE
        if name in self._protected and not self._verified:
            return carte.SECURITY_NOT_SATISFIED
        content = self._files[name]
        if offset > len(content):
            return carte.WRONG_P1_P2
        return content[offset : offset + (command.le or 256)] + carte.OK

    def _get_data(self, command: CommandApdu) -> bytes:
        """GET DATA of an IAS-ECC security data object: ``4D L 70 L BF class reference L tag``."""
        if len(command.data) < 9 or command.data[4] != 0xBF:
            return carte.DATA_NOT_FOUND
        kind, reference, tag = command.data[5] & 0x7F, command.data[6], command.data[8:-1]
        if kind == _CHV and tag == b"\x7f\x41":
            body = encode(0x7F41, b"\x80\x01\x08\x81\x01\x04")
        elif kind == _CHV:
            left = bytes([self.compteur.restants])
            body = encode(
                0xA0, b"\x9a\x01\x03", encode(0x9B, left), b"\x80\x01\x08", encode(0xA1, b"\x8c\x02\x20\x00")
            )
        elif kind == _RSA_PRIVATE and tag == b"\x7f\x48":
            return carte.WRONG_DATA  # the key itself never comes out
        elif kind == _RSA_PRIVATE:
            body = encode(0xA0, b"\x80\x02\x01\x00", encode(0xA1, b"\x8c\x03\x60\xff\x11"))
        elif kind == _SECURITY_ENVIRONMENT:
            body = encode(0x7B, encode(0xA4, b"\x95\x01\x08\x83\x01\x01"))
        else:
            return carte.DATA_NOT_FOUND
        object_tag = 0xBF0000 | (kind | 0x80) << 8 | reference
        return self._answer.give(encode(0x70, encode(object_tag, body)), command.le or 256)

    def _verify(self, command: CommandApdu) -> bytes:
        if not self._contact:
            return carte.INS_NOT_SUPPORTED
        if not command.data:
            if self._verified:
                return carte.OK
            return bytes([0x63, 0xC0 | self.compteur.restants]) if self.compteur.restants else carte.BLOCKED
        if not self.compteur.restants:
            return carte.BLOCKED
        self._verified = self.compteur.check(command.data)
        if self._verified:
            return carte.OK
        return bytes([0x63, 0xC0 | self.compteur.restants]) if self.compteur.restants else carte.BLOCKED

    def _set_environment(self, command: CommandApdu) -> bytes:
        """MSE SET: remember the key of tag 84, which belongs to the application."""
        if self._directory != pkcs15.APPLICATION:
            return carte.DATA_NOT_FOUND
        data, offset = command.data, 0
        while offset + 2 <= len(data):
            tag, size = data[offset], data[offset + 1]
            value = data[offset + 2 : offset + 2 + size]
            if tag == 0x84 and value:
                self._key = value[-1] & 0x1F
            offset += 2 + size
        return carte.OK

    def _internal_authenticate(self, command: CommandApdu) -> bytes:
        """Sign the DigestInfo of the host by PKCS#1 v1.5."""
        if not self._verified:
            return carte.SECURITY_NOT_SATISFIED
        key = self._keys.get(self._key or 0)
        if key is None:
            return carte.CONDITIONS_NOT_SATISFIED
        if not 1 <= len(command.data) <= 245:
            return carte.WRONG_LENGTH
        return self._answer.give(_pkcs1_sign(key, command.data), command.le or 256)


def _pkcs1_sign(key: rsa.RSAPrivateKey, digest_info: bytes) -> bytes:
    """RSASP1 on EMSA-PKCS1-v1_5 (RFC 8017 §9.2), by the Chinese remainders: the host chose the hash."""
    numbers = key.private_numbers()
    size = key.key_size // 8
    padded = b"\x00\x01" + b"\xff" * (size - 3 - len(digest_info)) + b"\x00" + digest_info
    message = int.from_bytes(padded, "big")
    first, second = pow(message, numbers.dmp1, numbers.p), pow(message, numbers.dmq1, numbers.q)
    signature = second + numbers.q * (numbers.iqmp * (first - second) % numbers.p)
    return signature.to_bytes(size, "big")
