"""Read the certificates an installer gives: what they are, until when, whether the key is theirs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from ambroise.usecases.errors import NonPrisEnCharge

KEY_VARIABLE = "AMBROISE_CLE_ORGANISATION"
"""Environment variable of the passphrase of an organisation's key."""
_BIENTOT = timedelta(days=60)
_TAILLE_MAXIMALE = 1024 * 1024


@dataclass(frozen=True)
class Validite:
    """The end of the first certificate of a file to end; ``alerte`` is a sentence when it is near."""

    combien: int
    fin: datetime
    alerte: str = ""


def check_certificates(fichier: Path, maintenant: datetime) -> Validite:
    """Return the validity of a PEM file.

    Raises:
        NonPrisEnCharge: unreadable, empty, ended or not begun.
    """
    certificats = _read(fichier)
    premier = min(certificats, key=lambda c: c.not_valid_after_utc)
    fin = premier.not_valid_after_utc
    if fin <= maintenant:
        raise NonPrisEnCharge(
            f"Le certificat de {fichier.name} a expiré le {fin:%d/%m/%Y}.",
            code="certificat_expire",
            remede="Demandez son renouvellement, et vérifiez la date de ce poste.",
        )
    if any(c.not_valid_before_utc > maintenant for c in certificats):
        raise NonPrisEnCharge(
            f"Le certificat de {fichier.name} n’est pas encore valable.",
            code="certificat_a_venir",
            remede="Vérifiez la date de ce poste.",
        )
    reste = fin - maintenant
    alerte = f"{fichier.name} expire dans {reste.days} jours." if reste < _BIENTOT else ""
    return Validite(len(certificats), fin, alerte)


def check_key(certificat: Path, cle: Path, phrase: str | None) -> None:
    """Check that a private key is the one of the first certificate of a file.

    Raises:
        NonPrisEnCharge: unreadable, protected by another passphrase, or the key of another certificate.
    """
    try:
        prive = load_pem_private_key(_bytes(cle), phrase.encode() if phrase else None)
    except TypeError:
        cause = "demande une phrase secrète" if not phrase else "n’est pas protégée"
        raise NonPrisEnCharge(
            f"La clé {cle.name} {cause}.",
            code="cle_protegee",
            remede=f"Donnez la phrase à la question posée ou par {KEY_VARIABLE}, jamais dans le fichier.",
        ) from None
    except (ValueError, NotImplementedError):
        raise NonPrisEnCharge(
            f"La clé {cle.name} ne peut être lue, ou sa phrase secrète est fausse.", code="cle_illisible"
        ) from None
    forme = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if prive.public_key().public_bytes(*forme) != _read(certificat)[0].public_key().public_bytes(*forme):
        raise NonPrisEnCharge(
            f"La clé {cle.name} n’est pas celle du certificat {certificat.name}.",
            code="cle_differente",
            remede="Prenez la clé créée avec la demande de ce certificat.",
        )


def _read(fichier: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(_bytes(fichier))
    except ValueError:
        raise NonPrisEnCharge(
            f"{fichier.name} n’est pas un certificat au format PEM.", code="certificat_illisible"
        ) from None


def _bytes(fichier: Path) -> bytes:
    try:
        if fichier.stat().st_size > _TAILLE_MAXIMALE:
            raise OSError
        return fichier.read_bytes()
    except OSError:
        raise NonPrisEnCharge(f"Le fichier {fichier.name} ne peut être lu.", code="fichier_absent") from None
