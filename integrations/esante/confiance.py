"""Decide whether a certificate may be believed: chain, validity, revocation, key usage.

RFC 5280 §6 restricted to what IGC-Santé uses: RSA chains of roots and intermediates known in advance,
complete CRLs, no name constraints.  TLS itself is checked by OpenSSL; this module serves XML signatures,
the sandbox and whoever receives a certificate outside TLS.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import ExtendedKeyUsageOID

from esante.errors import Refused


class RefusCertificat(Enum):
    """Why a certificate is not believed."""

    EMETTEUR_INCONNU = "émetteur inconnu"
    SIGNATURE_EMETTEUR = "signature de l’émetteur fausse"
    PAS_ENCORE_VALIDE = "pas encore valide"
    EXPIRE = "expiré"
    REVOQUE = "révoqué"
    REVOCATION_INCONNUE = "liste de révocation absente ou périmée"
    USAGE = "usage de clé non permis"


class CertificatRefused(Refused):
    """A certificate was not believed, for the reason given."""

    def __init__(self, raison: RefusCertificat) -> None:
        super().__init__(f"certificat {raison.value}")
        self.raison = raison


class Usage(Enum):
    """What a certificate is asked to do."""

    AUTHENTIFICATION = "authentification"
    SIGNATURE = "signature"


@dataclass(frozen=True)
class Confiance:
    """The roots believed, the intermediates known, and the revocation lists at hand.

    ``require_crl`` refuses a certificate whose issuer has no current list; the sandbox sets it.
    """

    ancres: tuple[x509.Certificate, ...]
    intermediaires: tuple[x509.Certificate, ...] = ()
    listes_revocation: tuple[x509.CertificateRevocationList, ...] = ()
    require_crl: bool = False

    def verify(
        self,
        certificate: x509.Certificate,
        *,
        at: datetime,
        usage: Usage,
        chain: Iterable[x509.Certificate] = (),
    ) -> tuple[x509.Certificate, ...]:
        """Return the path from the certificate to an anchor.

        Raises:
            CertificatRefused: with the first reason met.
        """
        if not _usage_allows(certificate, usage):
            raise CertificatRefused(RefusCertificat.USAGE)
        known = (*self.intermediaires, *chain)
        path = [certificate]
        while path[-1] not in self.ancres:
            if len(path) > 6:
                raise CertificatRefused(RefusCertificat.EMETTEUR_INCONNU)
            path.append(self._issuer(path[-1], known))
        for depth, link in enumerate(path):
            _check_validity(link, at)
            if depth and not _is_authority(link, depth - 1):
                raise CertificatRefused(RefusCertificat.USAGE)
            if depth + 1 < len(path):
                self._check_revocation(link, path[depth + 1], at)
        return tuple(path)

    def _issuer(self, certificate: x509.Certificate, known: tuple[x509.Certificate, ...]) -> x509.Certificate:
        candidates = [c for c in (*self.ancres, *known) if c.subject == certificate.issuer]
        if not candidates:
            raise CertificatRefused(RefusCertificat.EMETTEUR_INCONNU)
        for candidate in candidates:
            try:
                certificate.verify_directly_issued_by(candidate)
            except (InvalidSignature, ValueError, TypeError):
                continue
            return candidate
        raise CertificatRefused(RefusCertificat.SIGNATURE_EMETTEUR)

    def _check_revocation(
        self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime
    ) -> None:
        current = False
        for crl in self.listes_revocation:
            if crl.issuer != issuer.subject or not crl.is_signature_valid(issuer.public_key()):  # type: ignore[arg-type]
                continue
            if crl.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None:
                raise CertificatRefused(RefusCertificat.REVOQUE)
            current |= crl.next_update_utc is None or at < crl.next_update_utc
        if self.require_crl and not current:
            raise CertificatRefused(RefusCertificat.REVOCATION_INCONNUE)


def load_confiance(ca_file: Path, crl_file: Path | None = None, *, require_crl: bool = False) -> Confiance:
    """Read anchors (self-issued), intermediates and CRLs from PEM bundles."""
    certificates = x509.load_pem_x509_certificates(ca_file.read_bytes())
    crls: list[x509.CertificateRevocationList] = []
    if crl_file is not None:
        end = b"-----END X509 CRL-----"
        blocks = crl_file.read_bytes().split(end)[:-1]
        crls = [x509.load_pem_x509_crl(block + end + b"\n") for block in blocks]
    return Confiance(
        ancres=tuple(c for c in certificates if c.issuer == c.subject),
        intermediaires=tuple(c for c in certificates if c.issuer != c.subject),
        listes_revocation=tuple(crls),
        require_crl=require_crl,
    )


def _check_validity(certificate: x509.Certificate, at: datetime) -> None:
    if at < certificate.not_valid_before_utc:
        raise CertificatRefused(RefusCertificat.PAS_ENCORE_VALIDE)
    if at > certificate.not_valid_after_utc:
        raise CertificatRefused(RefusCertificat.EXPIRE)


def _is_authority(certificate: x509.Certificate, below: int) -> bool:
    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    enough = basic.path_length is None or below <= basic.path_length
    return basic.ca and usage.key_cert_sign and enough


def _usage_allows(certificate: x509.Certificate, usage: Usage) -> bool:
    try:
        key_usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    try:
        extended = list(certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound:
        extended = []
    if usage is Usage.AUTHENTIFICATION:
        return key_usage.digital_signature and ExtendedKeyUsageOID.CLIENT_AUTH in extended
    # IGC-Santé signature certificates carry nonRepudiation; the authentication key of a card does not.
    return key_usage.content_commitment and ExtendedKeyUsageOID.CLIENT_AUTH not in extended
