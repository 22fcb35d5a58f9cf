"""A token that tells what it is given, and a certificate to give it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from esante.cartes.code_porteur import CodePorteur
from esante.cartes.jeton import CertificatCarte
from esante.igc_sante import OID_NUMERO_CARTE, OID_TYPE_CARTE, OID_USAGE

SERIE = "2600855206"


@dataclass
class JetonBavard:
    """A token with these certificates, and nothing else."""

    der: Sequence[bytes]
    closed: bool = False
    codes: list[CodePorteur] = field(default_factory=list)

    def attempts_left(self) -> int | None:
        return None

    def login(self, code_porteur: CodePorteur) -> None:
        self.codes.append(code_porteur)

    def certificates(self) -> tuple[CertificatCarte, ...]:
        return tuple(
            CertificatCarte(bytes([usage]), "CPS_CERT", der)
            for usage, der in zip((0x20, 0x10), self.der, strict=False)
        )

    def data_objects(self) -> Mapping[str, bytes]:
        return {}

    def sign_digest(self, identifiant: bytes, digest_info: bytes) -> bytes:
        raise NotImplementedError

    def sign_sha256(self, identifiant: bytes, data: bytes) -> bytes:
        raise NotImplementedError

    def close(self) -> None:
        self.closed = True


def certify(cle: rsa.RSAPrivateKey) -> bytes:
    """Return the certificate of a card « non directement nominative »: neither SN nor GN."""
    organisation = (NameOID.ORGANIZATION_NAME, "CABINET DE L’AVRE")
    names = ((NameOID.COUNTRY_NAME, "FR"), organisation, (NameOID.COMMON_NAME, "499700735741008/0123"))
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in names])
    builder = x509.CertificateBuilder(name, name, cle.public_key(), 1)
    builder = builder.not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
    builder = builder.not_valid_after(datetime(2029, 1, 1, tzinfo=UTC))
    serial = f"8025000001/{SERIE}".encode()
    for oid, der in (
        (OID_TYPE_CARTE, b"\x02\x01\x02"),
        (OID_NUMERO_CARTE, b"\x13" + bytes([len(serial)]) + serial),
        (OID_USAGE, b"\x04\x01\x80"),
    ):
        builder = builder.add_extension(x509.UnrecognizedExtension(oid, der), critical=False)
    return builder.sign(cle, hashes.SHA256()).public_bytes(Encoding.DER)
