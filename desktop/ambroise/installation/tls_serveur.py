"""Make the certificate of an office's server, and the authority by which its seats know it."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ambroise.persistence.files import write_private

_DUREE = timedelta(days=825)
"""Operating systems refuse server certificates that last longer."""


@dataclass(frozen=True)
class FichiersTls:
    """What goes to the server (certificate and key) and what goes to the seats (authority)."""

    certificat: Path
    cle: Path
    autorite: Path
    fin: datetime


def make_server_certificate(hotes: tuple[str, ...], dossier: Path, maintenant: datetime) -> FichiersTls:
    """Write the three files; the authority's own key is used once and never written."""
    dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
    debut, fin = maintenant - timedelta(hours=1), maintenant + _DUREE
    cle_autorite, cle_serveur = (
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.SECP256R1()),
    )
    nom_autorite = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ambroise, serveur du cabinet")])
    autorite = (
        x509.CertificateBuilder()
        .subject_name(nom_autorite)
        .issuer_name(nom_autorite)
        .public_key(cle_autorite.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(debut)
        .not_valid_after(fin)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(cle_autorite.public_key()), critical=False)
        .sign(cle_autorite, SHA256())
    )
    serveur = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hotes[0])]))
        .issuer_name(nom_autorite)
        .public_key(cle_serveur.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(debut)
        .not_valid_after(fin)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(sign=False), critical=True)
        .add_extension(x509.SubjectAlternativeName([_name(h) for h in hotes]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(cle_autorite.public_key()), critical=False
        )
        .sign(cle_autorite, SHA256())
    )
    fichiers = FichiersTls(
        dossier / "serveur.crt",
        dossier / "serveur.key",
        dossier / "autorite.pem",
        serveur.not_valid_after_utc,
    )
    write_private(
        fichiers.cle,
        cle_serveur.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )
    write_private(fichiers.certificat, serveur.public_bytes(Encoding.PEM))
    write_private(fichiers.autorite, autorite.public_bytes(Encoding.PEM))
    return fichiers


def _name(hote: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(hote))
    except ValueError:
        return x509.DNSName(hote)


def _usage(*, sign: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign,
        key_cert_sign=sign,
        crl_sign=sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
