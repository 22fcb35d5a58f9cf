"""PKCS#15 directory files of the virtual CPS, in the DER that OpenSC's IAS-ECC driver reads.

ISO/IEC 7816-15 (ODF, TokenInfo, PrKDF, CDF, DODF, AODF).  The layout follows what OpenSC 0.23 asks a card;
the file system of a real CPS is not public.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from esante.pcsc.tlv import encode

APPLICATION = "0001"
_AUTH_ID = b"\x01"
_SIGN_USAGE = 2
_RSA_OID = bytes.fromhex("2A864886F70D010101")


@dataclass(frozen=True)
class EntreeCle:
    """A key and its certificate: ``identifiant`` becomes CKA_ID, ``reference`` is the card's own number."""

    identifiant: bytes
    reference: int
    libelle: str
    certificat: x509.Certificate
    fichier: str


@dataclass(frozen=True)
class EntreeDonnee:
    """A data object, readable freely or after the code porteur."""

    libelle: str
    fichier: str
    contenu: bytes
    protegee: bool


def directory(
    cles: Iterable[EntreeCle], donnees: Iterable[EntreeDonnee], *, label: str, serial: bytes
) -> dict[str, bytes]:
    """Return the files of the application, by path under 3F00."""
    cles, donnees = tuple(cles), tuple(donnees)
    files = {
        "5031": b"".join(
            (
                encode(0xA0, _path("7001")),
                encode(0xA4, _path("7002")),
                encode(0xA7, _path("7004")),
                encode(0xA8, _path("7003")),
            )
        ),
        "5032": _token_info(label, serial),
        "7001": b"".join(_private_key(cle) for cle in cles),
        "7002": b"".join(_certificate(cle) for cle in cles),
        "7003": _code_porteur(),
        "7004": b"".join(_data_object(donnee) for donnee in donnees),
    }
    for cle in cles:
        files[cle.fichier] = cle.certificat.public_bytes(Encoding.DER)
    for donnee in donnees:
        files[donnee.fichier] = donnee.contenu
    return {APPLICATION + name: content for name, content in files.items()}


def _sequence(*parts: bytes) -> bytes:
    return encode(0x30, *parts)


def _octets(value: bytes) -> bytes:
    return encode(0x04, value)


def _utf8(text: str) -> bytes:
    return encode(0x0C, text.encode())


def _integer(number: int) -> bytes:
    return encode(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _bits(*positions: int) -> bytes:
    """A BIT STRING with these bits set, numbered from the first, trailing zeros dropped."""
    size = max(positions) // 8 + 1
    value = sum(1 << (size * 8 - 1 - position) for position in positions)
    return encode(0x03, bytes([size * 8 - 1 - max(positions)]) + value.to_bytes(size, "big"))


def _path(file_id: str = "") -> bytes:
    return _sequence(_octets(bytes.fromhex("3F00" + APPLICATION + file_id)))


def _token_info(label: str, serial: bytes) -> bytes:
    rsa = _sequence(_integer(1), _integer(1), encode(0x05), _bits(1), encode(0x06, _RSA_OID), _integer(2))
    return _sequence(
        _integer(0),
        _octets(serial),
        _utf8("SANDBOX AMBROISE"),
        encode(0x80, label.encode()),
        _bits(3),
        encode(0xA2, rsa),
    )


def _private_key(cle: EntreeCle) -> bytes:
    return _sequence(
        _sequence(_utf8(cle.libelle), _bits(0), _octets(_AUTH_ID)),
        _sequence(_octets(cle.identifiant), _bits(_SIGN_USAGE), _bits(0, 2, 3, 4), _integer(cle.reference)),
        encode(0xA1, _sequence(_path(), _integer(2048))),
    )


def _certificate(cle: EntreeCle) -> bytes:
    libelle = cle.libelle.replace("PRIV", "CERT")
    return _sequence(
        _sequence(_utf8(libelle)),
        _sequence(_octets(cle.identifiant)),
        encode(0xA1, _sequence(_path(cle.fichier))),
    )


def _data_object(donnee: EntreeDonnee) -> bytes:
    access = _bits(0) + _octets(_AUTH_ID) if donnee.protegee else b""
    return _sequence(
        _sequence(_utf8(donnee.libelle), access),
        _sequence(_utf8("CPS")),
        encode(0xA1, _path(donnee.fichier)),
    )


def _code_porteur() -> bytes:
    password = _sequence(
        _bits(0, 4),
        encode(0x0A, b"\x01"),
        _integer(4),
        _integer(8),
        _integer(8),
        encode(0x80, b"\x01"),
        _octets(b"\xff"),
        _sequence(_octets(b"\x3f\x00")),
    )
    return _sequence(
        _sequence(_utf8("Code porteur"), _bits(0)), _sequence(_octets(_AUTH_ID)), encode(0xA1, password)
    )
