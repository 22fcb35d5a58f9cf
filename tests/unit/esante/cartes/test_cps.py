"""The session of a CPS over a token that tells anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from esante.cartes.code_porteur import CodePorteur
from esante.cartes.cps import CpsSession
from esante.cartes.jeton import CertificatCarte
from esante.errors import CardAbsent, Malformed
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


@dataclass
class CarteEchangee:
    """A card that tells one serial number, then another, then that it left."""

    series: list[str]

    def numero_serie(self) -> str | None:
        if not self.series:
            raise CardAbsent("la carte n’est plus dans le lecteur")
        return self.series.pop(0)

    def attempts_left(self) -> int | None:
        return None


@pytest.fixture(scope="module")
def cle() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


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


def test_card_that_names_nobody_is_named_by_its_structure_and_number(cle: rsa.RSAPrivateKey) -> None:
    lecture = CpsSession(JetonBavard([certify(cle)] * 2)).read()
    porteur = lecture.porteur
    assert (porteur.type_carte, porteur.nom) == ("CDE-CPE", "CABINET DE L’AVRE")
    assert (porteur.prenom, porteur.numero_rpps) == ("499700735741008-0123", None)
    assert lecture.numero_serie == SERIE


def test_certificate_whose_extensions_repeat_is_malformed(cle: rsa.RSAPrivateKey) -> None:
    sound = certify(cle)
    usage, numero = bytes.fromhex("2A817A0147010205"), bytes.fromhex("2A817A0147010203")
    damaged = sound.replace(usage, numero)
    assert damaged != sound
    with pytest.raises(Malformed):
        CpsSession(JetonBavard([damaged] * 2)).read()


@pytest.mark.parametrize("der", [b"", b"\x30\x00", b"aucun certificat"])
def test_certificate_that_is_none_is_malformed(der: bytes) -> None:
    with pytest.raises(Malformed):
        CpsSession(JetonBavard([der] * 2)).read()


def test_token_without_signature_certificate_is_malformed(cle: rsa.RSAPrivateKey) -> None:
    with pytest.raises(Malformed):
        CpsSession(JetonBavard([certify(cle)])).read()


def test_code_is_presented_to_the_card_opened_and_to_no_other(cle: rsa.RSAPrivateKey) -> None:
    jeton = JetonBavard([certify(cle)] * 2)
    session = CpsSession(jeton, CarteEchangee([SERIE, "2600855207"]))
    with pytest.raises(CardAbsent):
        session.login(CodePorteur("1234"))
    assert jeton.codes == []


def test_data_of_a_card_swapped_during_the_reading_are_given_to_nobody(cle: rsa.RSAPrivateKey) -> None:
    session = CpsSession(JetonBavard([certify(cle)] * 2), CarteEchangee([SERIE, "2600855207"]))
    with pytest.raises(CardAbsent):
        session.read()


def test_token_of_a_card_already_gone_is_closed(cle: rsa.RSAPrivateKey) -> None:
    jeton = JetonBavard([certify(cle)] * 2)
    with pytest.raises(CardAbsent):
        CpsSession(jeton, CarteEchangee([]))
    assert jeton.closed
