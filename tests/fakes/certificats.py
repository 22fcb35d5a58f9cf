"""Authorities and certificates made on the spot, with the dates and the names a test asks."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

DEBUT = datetime.now(UTC) - timedelta(days=1)


def _name(commun: str, organisation: str = "") -> x509.Name:
    attributs = [x509.NameAttribute(NameOID.COMMON_NAME, commun)]
    if organisation:
        attributs.insert(0, x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name(attributs)


@dataclass(frozen=True)
class Paire:
    """A certificate and its key."""

    certificat: x509.Certificate
    cle: ec.EllipticCurvePrivateKey

    def write(self, dossier: Path, nom: str, phrase: str = "") -> tuple[Path, Path]:
        """Write both as PEM and return where."""
        fichiers = dossier / f"{nom}.pem", dossier / f"{nom}.key"
        fichiers[0].write_bytes(self.certificat.public_bytes(Encoding.PEM))
        protection = BestAvailableEncryption(phrase.encode()) if phrase else NoEncryption()
        fichiers[1].write_bytes(self.cle.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection))
        return fichiers


def make_authority(commun: str, organisation: str = "") -> Paire:
    """Return an authority that signs itself."""
    return _sign(_name(commun, organisation), None, DEBUT, DEBUT + timedelta(days=3650), [])


def make_certificate(
    autorite: Paire | None = None,
    commun: str = "127.0.0.1",
    *,
    debut: datetime = DEBUT,
    fin: datetime = DEBUT + timedelta(days=365),
) -> Paire:
    """Return the certificate of a host, signed by an authority or by itself."""
    try:
        autre: x509.GeneralName = x509.IPAddress(ip_address(commun))
    except ValueError:
        autre = x509.DNSName(commun)
    return _sign(_name(commun), autorite or make_authority("Essai"), debut, fin, [autre])


def _sign(
    nom: x509.Name, emetteur: Paire | None, debut: datetime, fin: datetime, noms: list[x509.GeneralName]
) -> Paire:
    cle = ec.generate_private_key(ec.SECP256R1())
    demande = (
        x509.CertificateBuilder()
        .subject_name(nom)
        .issuer_name(emetteur.certificat.subject if emetteur else nom)
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(debut)
        .not_valid_after(fin)
        .add_extension(x509.BasicConstraints(ca=emetteur is None, path_length=None), critical=True)
    )
    if noms:
        demande = demande.add_extension(x509.SubjectAlternativeName(noms), critical=False)
    return Paire(demande.sign(emetteur.cle if emetteur else cle, SHA256()), cle)
