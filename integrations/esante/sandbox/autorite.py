"""A certificate authority of the sandbox, shaped like IGC-Santé TEST, generated once into a state folder.

Roots, intermediates, server, organisation and card certificates follow the ANS certificate profiles (subject
with ONE multi-valued RDN, 1.2.250.1.71 extensions, nonRepudiation for signature).  Keys never leave the
folder (0700) and belong to nobody: they only open the sandbox.
"""

import json
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from esante.sandbox import profils
from esante.sandbox.professionnels import ProfessionnelTest

try:
    import fcntl
except ImportError:  # Windows: one sandbox a profile, started by one process.
    fcntl = None  # type: ignore[assignment]

RACINE_ELEMENTAIRE = "TEST AC RACINE IGC-SANTE ELEMENTAIRE"
RACINE_FORT = "TEST AC RACINE IGC-SANTE FORT"
ORGANISATIONS = "TEST AC IGC-SANTE ELEMENTAIRE ORGANISATIONS"
PERSONNES = "TEST AC IGC-SANTE FORT PERSONNES"
_ISSUERS = {
    RACINE_ELEMENTAIRE: RACINE_ELEMENTAIRE,
    RACINE_FORT: RACINE_FORT,
    ORGANISATIONS: RACINE_ELEMENTAIRE,
    PERSONNES: RACINE_FORT,
}
_CA_LIFE = timedelta(days=3650)
_LEAF_LIFE = timedelta(days=1095)


@dataclass(frozen=True)
class Credential:
    """A certificate, its private key and the intermediates up to the root, in memory and on disk.

    ``certificate_file`` holds the leaf then its intermediates; both files are PEM.
    """

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey
    chain: tuple[x509.Certificate, ...]
    certificate_file: Path
    key_file: Path


@dataclass(frozen=True)
class CertificatsCarte:
    """The two key pairs of a CPS: TLS and logon on one side, assertions and documents on the other."""

    authentification: Credential
    signature: Credential


class Autorite:
    """Issue, keep and revoke the certificates of one sandbox folder.

    ``ca_file`` (roots then intermediates) and ``crl_file`` are what clients and servers trust.  Safe to open
    from several processes: files are written whole, under a lock, and never change except the CRLs.
    """

    def __init__(self, folder: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        self.folder = folder
        self.ca_file = folder / "autorite.pem"
        self.crl_file = folder / "revocations.pem"
        self._now = now
        self._lock = Lock()
        with self._exclusive():
            self._authorities = {name: self._authority(name) for name in _ISSUERS}
            if not self.ca_file.exists():
                self._write(self.ca_file, *(_pem(c.certificate) for c in self._authorities.values()))
            if not self.crl_file.exists():
                self._write_crls(self._revoked())

    def server(self, name: str = "localhost") -> Credential:
        """Return the TLS server certificate of a loopback name."""
        return self.issue(
            f"serveur-{name}",
            ORGANISATIONS,
            profils.organisation_subject("SANDBOX AMBROISE", "318751275100020", name),
            profils.server_extensions(name),
        )

    def organisation(
        self, name: str = "INSI-AUTO", *, structure: str = "499900063480001", signature: bool = False
    ) -> Credential:
        """Return an organisation certificate: AUTH_CLI, or SIGN with ``signature``.

        INSi wants a CN of exactly INSI-AUTO or INSI-MANU; OU carries the structure.
        """
        extensions = profils.organisation_sign() if signature else profils.organisation_auth()
        kind = "sign" if signature else "auth"
        return self.issue(
            f"organisation-{kind}-{structure}-{name}",
            ORGANISATIONS,
            profils.organisation_subject("CABINET DE TEST", structure, name),
            extensions,
        )

    def carte(self, professionnel: ProfessionnelTest) -> CertificatsCarte:
        """Return the authentication and signature certificates of a professional's CPS."""
        subject = profils.professionnel_subject(professionnel)
        label = f"cps-{professionnel.numero_carte}"
        authentification = self.issue(
            f"{label}-aut", PERSONNES, subject, profils.carte_authentification(professionnel)
        )
        signature = self.issue(f"{label}-sig", PERSONNES, subject, profils.carte_signature(professionnel))
        return CertificatsCarte(authentification, signature)

    def issue(
        self,
        label: str,
        issuer: str,
        subject: x509.Name,
        extensions: Iterable[profils.Extension],
        *,
        not_before: datetime | None = None,
        not_after: datetime | None = None,
    ) -> Credential:
        """Issue a certificate under a label, or return the one already issued if it is still valid.

        Give ``not_after`` in the past for an expired one; then call it with a label of its own.
        """
        stem = re.sub(r"[^A-Za-z0-9.-]", "_", label)
        with self._exclusive():
            existing = self._load(stem, issuer)
            if existing is not None and (
                not_after is not None or existing.certificate.not_valid_after_utc > self._now()
            ):
                return existing
            start = not_before or self._now() - timedelta(days=1)
            end = not_after or start + _LEAF_LIFE
            start = min(start, end - timedelta(days=1))
            authority = self._authorities[issuer]
            key = rsa.generate_private_key(65537, 2048)
            certificate = _sign(subject, key, authority.certificate, authority.key, start, end, extensions)
            chain = (authority.certificate,)
            self._write(self.folder / f"{stem}.key", _key_pem(key))
            self._write(self.folder / f"{stem}.pem", _pem(certificate), *(_pem(c) for c in chain))
            return Credential(
                certificate, key, chain, self.folder / f"{stem}.pem", self.folder / f"{stem}.key"
            )

    def revoke(self, certificate: x509.Certificate) -> None:
        """Revoke a certificate: the CRLs are published again at once, and servers read them on change."""
        with self._exclusive():
            revoked = self._revoked()
            issuer = str(certificate.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)
            serials = revoked.setdefault(issuer, [])
            if certificate.serial_number not in serials:
                serials.append(certificate.serial_number)
            self._write(self.folder / "revoques.json", json.dumps(revoked).encode())
            self._write_crls(revoked)

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        """Hold the folder alone, among threads and processes; the second finds what the first made."""
        with self._lock, (self.folder / "verrou").open("a") as stream:
            if fcntl is not None:
                fcntl.flock(stream, fcntl.LOCK_EX)
            yield

    def _revoked(self) -> dict[str, list[int]]:
        path = self.folder / "revoques.json"
        content: dict[str, list[int]] = json.loads(path.read_bytes()) if path.exists() else {}
        return content

    def _write_crls(self, revoked: dict[str, list[int]]) -> None:
        crls = []
        for name, authority in self._authorities.items():
            builder = (
                x509.CertificateRevocationListBuilder()
                .issuer_name(authority.certificate.subject)
                .last_update(self._now() - timedelta(days=1))
                .next_update(self._now() + _CA_LIFE)
            )
            for serial in revoked.get(name, []):
                entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(self._now())
                builder = builder.add_revoked_certificate(entry.build())
            crls.append(builder.sign(authority.key, hashes.SHA256()).public_bytes(Encoding.PEM))
        self._write(self.crl_file, *crls)

    def _authority(self, name: str) -> Credential:
        stem = re.sub(r"[^A-Za-z0-9.-]", "_", name)
        existing = self._load(stem, None)
        if existing is not None:
            return existing
        key = rsa.generate_private_key(65537, 2048)
        subject = profils.authority_subject(name)
        root = _ISSUERS[name] == name
        issuer_key, issuer_certificate = key, None
        if not root:
            issuer = self._authority(_ISSUERS[name])
            issuer_key, issuer_certificate = issuer.key, issuer.certificate
        start = self._now() - timedelta(days=1)
        certificate = _sign(
            subject,
            key,
            issuer_certificate,
            issuer_key,
            start,
            start + _CA_LIFE,
            profils.authority_extensions(root=root),
        )
        self._write(self.folder / f"{stem}.key", _key_pem(key))
        self._write(self.folder / f"{stem}.pem", _pem(certificate))
        loaded = self._load(stem, None)
        assert loaded is not None
        return loaded

    def _load(self, stem: str, issuer: str | None) -> Credential | None:
        certificate_file, key_file = self.folder / f"{stem}.pem", self.folder / f"{stem}.key"
        if not certificate_file.exists():
            return None
        certificates = x509.load_pem_x509_certificates(certificate_file.read_bytes())
        # Keys this sandbox made itself: checking that they are prime would cost more than their use.
        key = load_pem_private_key(key_file.read_bytes(), None, unsafe_skip_rsa_key_validation=True)
        assert isinstance(key, rsa.RSAPrivateKey)
        chain = (self._authorities[issuer].certificate,) if issuer else ()
        return Credential(certificates[0], key, chain, certificate_file, key_file)

    def _write(self, path: Path, *parts: bytes) -> None:
        temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(b"".join(parts))
            temporary.replace(path)
        finally:
            with suppress(FileNotFoundError):
                temporary.unlink()


def _sign(
    subject: x509.Name,
    key: rsa.RSAPrivateKey,
    issuer: x509.Certificate | None,
    issuer_key: rsa.RSAPrivateKey,
    start: datetime,
    end: datetime,
    extensions: Iterable[profils.Extension],
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), False)
    )
    for value, critical in extensions:
        builder = builder.add_extension(value, critical)
    return builder.sign(issuer_key, hashes.SHA256())


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def _key_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
