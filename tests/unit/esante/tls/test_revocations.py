from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from esante.errors import Malformed, Unreachable
from esante.tls.revocations import RevocationCache, distribution_points

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
POINT = "http://liste.example/ac.crl"
Answer = Callable[[httpx.Request], httpx.Response]


class Autorite:
    def __init__(self, name: str = "TEST AC", key: rsa.RSAPrivateKey | None = None) -> None:
        self.key = key or rsa.generate_private_key(65537, 2048)
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(self.name)
            .issuer_name(self.name)
            .public_key(self.key.public_key())
            .serial_number(1)
            .not_valid_before(NOW - timedelta(days=9))
            .not_valid_after(NOW + timedelta(days=999))
            .add_extension(
                x509.CRLDistributionPoints(
                    [
                        x509.DistributionPoint([x509.UniformResourceIdentifier(point)], None, None, None)
                        for point in (POINT, "ldap://liste.example/")
                    ]
                ),
                False,
            )
            .sign(self.key, hashes.SHA256())
        )

    def crl(self, begin: int = -1, end: int = 7, revoked: int = 5) -> x509.CertificateRevocationList:
        entry = x509.RevokedCertificateBuilder().serial_number(revoked).revocation_date(NOW).build()
        return (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.name)
            .last_update(NOW + timedelta(days=begin))
            .next_update(NOW + timedelta(days=end))
            .add_revoked_certificate(entry)
            .sign(self.key, hashes.SHA256())
        )


@pytest.fixture(scope="module")
def autorite() -> Autorite:
    return Autorite()


def serve(content: bytes, status: int = 200) -> Answer:
    return lambda _request: httpx.Response(status, content=content)


def down(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("en panne")


def cache(file: Path, autorite: Autorite, answer: Answer, now: datetime = NOW) -> RevocationCache:
    http = httpx.Client(transport=httpx.MockTransport(answer))
    return RevocationCache(file, [autorite.certificate], http, now=lambda: now)


def revoked(file: Path) -> set[int]:
    return {entry.serial_number for entry in x509.load_pem_x509_crl(file.read_bytes())}


@pytest.mark.parametrize("encoding", [Encoding.DER, Encoding.PEM])
def test_list_is_fetched_verified_and_kept(tmp_path: Path, autorite: Autorite, encoding: Encoding) -> None:
    content = autorite.crl().public_bytes(encoding)
    file = cache(tmp_path / "listes" / "crl.pem", autorite, serve(content)).refresh([POINT])
    assert revoked(file) == {5}


def test_kept_list_serves_while_the_network_is_down(tmp_path: Path, autorite: Autorite) -> None:
    file = tmp_path / "crl.pem"
    cache(file, autorite, serve(autorite.crl().public_bytes(Encoding.DER))).refresh([POINT])
    assert cache(file, autorite, down, NOW + timedelta(days=6)).refresh([POINT]) == file


def test_ended_list_is_not_believed_any_more(tmp_path: Path, autorite: Autorite) -> None:
    file = tmp_path / "crl.pem"
    cache(file, autorite, serve(autorite.crl().public_bytes(Encoding.DER))).refresh([POINT])
    with pytest.raises(Unreachable):
        cache(file, autorite, down, NOW + timedelta(days=8)).refresh([POINT])
    newer = autorite.crl(begin=7, end=20, revoked=6).public_bytes(Encoding.DER)
    cache(file, autorite, serve(newer), NOW + timedelta(days=8)).refresh([POINT])
    assert revoked(file) == {6}


def test_published_list_already_ended_is_refused(tmp_path: Path, autorite: Autorite) -> None:
    old = autorite.crl(begin=-9, end=-1).public_bytes(Encoding.DER)
    with pytest.raises(Unreachable, match="périmée"):
        cache(tmp_path / "crl.pem", autorite, serve(old)).refresh([POINT])


def test_list_of_another_key_under_the_same_name_is_refused(tmp_path: Path, autorite: Autorite) -> None:
    forged = Autorite().crl().public_bytes(Encoding.DER)
    with pytest.raises(Malformed):
        cache(tmp_path / "crl.pem", autorite, serve(forged)).refresh([POINT])


def test_altered_kept_file_counts_for_nothing(tmp_path: Path, autorite: Autorite) -> None:
    file = tmp_path / "crl.pem"
    file.write_bytes(Autorite().crl().public_bytes(Encoding.PEM) + b"n'importe quoi")
    with pytest.raises(Unreachable):
        cache(file, autorite, down).refresh([POINT])


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----"]
)
def test_garbage_is_malformed(tmp_path: Path, autorite: Autorite, content: bytes) -> None:
    with pytest.raises(Malformed):
        cache(tmp_path / "crl.pem", autorite, serve(content)).refresh([POINT])


def test_http_refusal_and_missing_address_are_unreachable(tmp_path: Path, autorite: Autorite) -> None:
    for answer, points in ((serve(b"", 404), [POINT]), (serve(b""), [])):
        with pytest.raises(Unreachable):
            cache(tmp_path / "crl.pem", autorite, answer).refresh(points)


def test_distribution_points_are_the_http_ones(autorite: Autorite) -> None:
    assert distribution_points(autorite.certificate) == (POINT,)
