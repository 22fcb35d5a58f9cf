"""Hold the key of the encrypted database: in the OS keyring, else in a file wrapped by a passphrase.

The database key is random and raw; it never depends on what a person remembers. Where there is no
keyring it is wrapped by AES-256-GCM under Argon2id (RFC 9106, second recommended option: 64 MiB, three
passes, four lanes). The recovery key is the same key made printable, with a check group.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import keyring
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from keyring.errors import KeyringError

from ambroise.persistence.files import write_private
from ambroise.usecases.errors import ProfilIllisible

PASSPHRASE_VARIABLE = "AMBROISE_PASSPHRASE"  # noqa: S105 - the name of the variable
KEY_LENGTH = 32
_ACCOUNT = "base"
RECORD = "base.json"
_ALPHABET_FIXES = str.maketrans({"0": "O", "1": "I", "8": "B"})


@dataclass(frozen=True)
class CoutArgon2:
    """What one guess of the passphrase costs."""

    memoire_kio: int = 64 * 1024
    passes: int = 3
    voies: int = 4


class Trousseau(Protocol):
    """The two calls of the ``keyring`` package that are used; tests give an in-memory one."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...


def generate_key() -> bytes:
    """Return a new random database key."""
    return secrets.token_bytes(KEY_LENGTH)


def load_or_create_key(
    dossier: Path,
    passphrase: str | None = None,
    *,
    trousseau: Trousseau = keyring,
    cout: CoutArgon2 | None = None,
) -> bytes:
    """Return the key of the profile whose key folder is given, creating it the first time.

    Raises:
        ProfilIllisible: no keyring and no passphrase, wrong passphrase, or a lost keyring entry.
    """
    fiche = dossier / RECORD
    if fiche.exists():
        return resolve_record(key_record(dossier), passphrase, trousseau)
    cle = generate_key()
    store_key(dossier, cle, passphrase, trousseau=trousseau, cout=cout)
    return cle


def store_key(
    dossier: Path,
    cle: bytes,
    passphrase: str | None = None,
    *,
    trousseau: Trousseau | None = None,
    cout: CoutArgon2 | None = None,
) -> None:
    """Keep a key for this profile: keyring first, wrapped file where there is none.

    Raises:
        ProfilIllisible: no keyring and no passphrase.
    """
    trousseau = trousseau or keyring
    service = f"ambroise-{secrets.token_hex(8)}"
    temoin = key_check(cle)
    try:
        trousseau.set_password(service, _ACCOUNT, base64.b64encode(cle).decode())
        if trousseau.get_password(service, _ACCOUNT) != base64.b64encode(cle).decode():
            raise KeyringError("relecture différente")
    except (KeyringError, RuntimeError):
        if not passphrase:
            raise ProfilIllisible(
                "Ce poste n’a pas de trousseau de clés et aucune phrase de passe n’a été donnée.",
                code="phrase_absente",
                remede=f"Définissez {PASSPHRASE_VARIABLE}, ou ouvrez le trousseau de la session.",
            ) from None
        contenu = {"lieu": "phrase", "temoin": temoin, **wrap_key(cle, passphrase, cout)}
    else:
        contenu = {"lieu": "trousseau", "service": service, "temoin": temoin}
    write_private(dossier / RECORD, json.dumps(contenu, indent=1).encode())


def recovery_key(cle: bytes) -> str:
    """Return the key as printable groups of five letters, the last one being a check."""
    texte = base64.b32encode(cle).decode().rstrip("=")
    controle = base64.b32encode(hashlib.sha256(b"secours" + cle).digest()).decode()[:3]
    texte += controle
    return "-".join(texte[i : i + 5] for i in range(0, len(texte), 5))


def parse_recovery_key(texte: str) -> bytes:
    """Read back a recovery key, typed with or without dashes, in either case.

    Raises:
        ProfilIllisible: the check group does not agree.
    """
    lettres = "".join(c for c in texte.upper() if c.isalnum()).translate(_ALPHABET_FIXES)
    try:
        cle = base64.b32decode(lettres[:-3] + "====")
    except ValueError:
        cle = b""
    if len(cle) != KEY_LENGTH or recovery_key(cle).replace("-", "") != lettres:
        raise ProfilIllisible(
            "Cette clé de secours comporte une erreur de saisie.",
            code="cle_secours_invalide",
            remede="Recopiez tous les groupes de lettres, le dernier sert de contrôle.",
        )
    return cle


def key_check(cle: bytes) -> str:
    """Return a witness of the key that reveals nothing of it, to tell a wrong key from a damaged file."""
    return hmac.new(cle, b"ambroise: temoin", hashlib.sha256).hexdigest()[:16]


def derive_key(cle: bytes, usage: str) -> bytes:
    """Return a sub-key for one usage (audit seal, backups)."""
    return HKDF(SHA256(), KEY_LENGTH, salt=None, info=b"ambroise: " + usage.encode()).derive(cle)


def key_record(dossier: Path) -> dict[str, object]:
    """Return the record that says where the key of a profile is, empty when there is none.

    It holds no secret in clear: the name of a keyring entry, or the key wrapped by the passphrase.
    """
    try:
        contenu = json.loads((dossier / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return contenu if isinstance(contenu, dict) else {}


def resolve_record(
    contenu: dict[str, object], passphrase: str | None, trousseau: Trousseau | None = None
) -> bytes:
    """Return the key a record leads to.

    Raises:
        ProfilIllisible: no keyring entry, no passphrase or a wrong one, or an unreadable record.
    """
    if contenu.get("lieu") == "trousseau":
        cle = _load_from_keyring(str(contenu.get("service", "")), trousseau or keyring)
    else:
        cle = unwrap_key(contenu, passphrase)
    if not hmac.compare_digest(key_check(cle), str(contenu.get("temoin", ""))):
        raise ProfilIllisible(
            "La clé trouvée n’est pas celle de ce profil. Rien n’a été modifié.",
            code="cle_differente",
            remede="Utilisez la clé de secours imprimée.",
        )
    return cle


def _load_from_keyring(service: str, trousseau: Trousseau) -> bytes:
    try:
        texte = trousseau.get_password(service, _ACCOUNT)
    except (KeyringError, RuntimeError):
        raise ProfilIllisible(
            "Le trousseau de clés de la session ne répond pas ou reste verrouillé.",
            code="trousseau_verrouille",
            remede="Déverrouillez le trousseau, ou utilisez la clé de secours imprimée.",
        ) from None
    if not texte:
        raise ProfilIllisible(
            "La clé de ce profil n’est pas dans le trousseau de cette session.",
            code="cle_absente",
            remede="Ouvrez la session habituelle, ou utilisez la clé de secours imprimée.",
        )
    try:
        return base64.b64decode(texte)
    except ValueError:
        return b""


def unwrap_key(contenu: dict[str, object], passphrase: str | None) -> bytes:
    """Return the key wrapped under a passphrase.

    Raises:
        ProfilIllisible: no passphrase, a wrong one, or unreadable values.
    """
    if not passphrase:
        raise ProfilIllisible(
            "Ce profil est protégé par une phrase de passe, qui n’a pas été donnée.",
            code="phrase_absente",
            remede=f"Saisissez la phrase de passe ou définissez {PASSPHRASE_VARIABLE}.",
        )
    try:
        cout = CoutArgon2(*(int(str(contenu[nom])) for nom in ("memoire_kio", "passes", "voies")))
        sel, nonce, paquet = (base64.b64decode(str(contenu[n])) for n in ("sel", "nonce", "paquet"))
        if not (8 <= cout.memoire_kio <= 1024 * 1024 and 1 <= cout.passes <= 64 and 1 <= cout.voies <= 64):
            raise ValueError("coût")
        return AESGCM(stretch(passphrase, sel, cout)).decrypt(nonce, paquet, None)
    except InvalidTag:
        raise ProfilIllisible(
            "La phrase de passe n’ouvre pas ce profil. Rien n’a été modifié.",
            code="phrase_refusee",
            remede="Vérifiez la phrase de passe, ou utilisez la clé de secours imprimée.",
        ) from None
    except (KeyError, ValueError):
        raise ProfilIllisible(
            "La fiche de clé de ce profil est illisible.",
            code="fiche_cle_illisible",
            remede="Utilisez la clé de secours imprimée ou restaurez une sauvegarde.",
        ) from None


def wrap_key(cle: bytes, passphrase: str, cout: CoutArgon2 | None = None) -> dict[str, object]:
    """Return a secret wrapped under a passphrase, with what unwrapping it costs."""
    cout = cout or CoutArgon2()
    sel, nonce = os.urandom(16), os.urandom(12)
    paquet = AESGCM(stretch(passphrase, sel, cout)).encrypt(nonce, cle, None)
    return {
        "memoire_kio": cout.memoire_kio,
        "passes": cout.passes,
        "voies": cout.voies,
        "sel": base64.b64encode(sel).decode(),
        "nonce": base64.b64encode(nonce).decode(),
        "paquet": base64.b64encode(paquet).decode(),
    }


def stretch(passphrase: str, sel: bytes, cout: CoutArgon2) -> bytes:
    """Return the key that a passphrase gives, at that cost."""
    return Argon2id(
        salt=sel, length=KEY_LENGTH, iterations=cout.passes, lanes=cout.voies, memory_cost=cout.memoire_kio
    ).derive(passphrase.encode())
