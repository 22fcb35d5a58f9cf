"""Bring a seat into a group practice with one file: the token its administrator made, and a code told apart.

The token holds the server's address and certificate, the key of the office and a password that ends soon;
all of it encrypted under the code. Joining replaces that password by one that nobody has seen, keeps it as
the profile keeps its key, and destroys the token.
"""

import base64
import json
import os
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ambroise.persistence.files import write_private
from ambroise.persistence.keys import key_record, load_or_create_key, store_key, unwrap_key, wrap_key
from ambroise.persistence.profile import Profil, open_profile
from ambroise.persistence.serveur import AdresseServeur, change_own_password
from ambroise.settings import save_reglages
from ambroise.usecases.errors import AccesRefuse, ProfilIllisible, ReponseInvalide

CODE_VARIABLE = "AMBROISE_CODE_JONCTION"
_DOSSIER_SECRET = "serveur"  # noqa: S105 - the name of a folder
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_TAILLE_MAXIMALE = 64 * 1024


@dataclass(frozen=True)
class Jeton:
    """What a seat needs to join."""

    adresse: str
    autorite: str
    role: str
    mot_de_passe: str
    cle: bytes
    fin: datetime


def make_code() -> str:
    """Return a code to tell by voice: 80 bits, no letter that is taken for another."""
    tirage = "".join(secrets.choice(_ALPHABET) for _ in range(16))
    return "-".join(tirage[i : i + 4] for i in range(0, 16, 4))


def write_jeton(jeton: Jeton, code: str, fichier: Path) -> None:
    """Write a token that only the code opens."""
    contenu = {
        "adresse": jeton.adresse,
        "autorite": jeton.autorite,
        "role": jeton.role,
        "mot_de_passe": jeton.mot_de_passe,
        "cle": base64.b64encode(jeton.cle).decode(),
        "fin": jeton.fin.isoformat(),
    }
    enveloppe = {"format": "ambroise-jonction-1", "fin": jeton.fin.isoformat()}
    write_private(
        fichier,
        json.dumps(enveloppe | wrap_key(json.dumps(contenu).encode(), _plain(code)), indent=1).encode(),
    )


def read_jeton(fichier: Path, code: str, maintenant: datetime) -> Jeton:
    """Open a token.

    Raises:
        ReponseInvalide: the file is no token.
        AccesRefuse: it has ended, or the code is wrong.
    """
    try:
        if fichier.stat().st_size > _TAILLE_MAXIMALE:
            raise ValueError("taille")
        lu = json.loads(fichier.read_bytes())
        if lu["format"] != "ambroise-jonction-1":
            raise ValueError("format")
        if datetime.fromisoformat(lu["fin"]) <= maintenant:
            raise _ended()
    except (OSError, ValueError, KeyError, TypeError):
        raise ReponseInvalide(f"{fichier.name} n’est pas un jeton de jonction.", code="jeton") from None
    try:
        contenu = json.loads(unwrap_key(lu, _plain(code)))
    except ProfilIllisible:
        raise AccesRefuse(
            "Ce code n’ouvre pas ce jeton.", code="code_jonction", remede="Faites-le redire."
        ) from None
    jeton = Jeton(
        contenu["adresse"],
        contenu["autorite"],
        contenu["role"],
        contenu["mot_de_passe"],
        base64.b64decode(contenu["cle"]),
        datetime.fromisoformat(contenu["fin"]),
    )
    if jeton.fin <= maintenant:
        raise _ended()
    return jeton


class JonctionPoste:
    """A profile that joins an office."""

    def __init__(self, profil: Profil, passphrase: str | None) -> None:
        self._profil, self._passphrase = profil, passphrase

    def join(self, fichier: Path, code: str) -> str:
        """Join, and return the role of this seat; cut before its end, it starts again with the same token.

        Raises:
            AccesRefuse: this profile already holds data, the code is wrong or the token has ended.
            ProfilIllisible: the server does not answer.
        """
        if self._profil.base.exists():
            raise AccesRefuse(
                "Ce profil a déjà une base locale\u00a0: elle n’a pas été touchée.",
                code="profil_non_vide",
                remede="Joignez depuis un profil neuf, ou copiez d’abord par «\u00a0ambroise "
                "transfer\u00a0».",
            )
        jeton = read_jeton(fichier, code, datetime.now(UTC))
        adresse = AdresseServeur(jeton.adresse)
        if jeton.autorite:
            autorite = self._profil.racine / "certificats" / "serveur.pem"
            autorite.parent.mkdir(mode=0o700, exist_ok=True)
            write_private(autorite, jeton.autorite.encode())
            adresse = adresse.verified_by(autorite)
        # Kept before the change: a cut between the two would leave a password that nobody knows.
        definitif = load_password(self._profil, self._passphrase, create=True)
        store_key(self._profil.cles, jeton.cle, self._passphrase)
        change_own_password(adresse, jeton.role, jeton.mot_de_passe, definitif)
        reglages = open_profile(self._profil.racine).reglages
        save_reglages(
            self._profil.config, replace(reglages, base_donnees=adresse.with_role(jeton.role).texte)
        )
        _destroy(fichier)
        return jeton.role


def load_password(profil: Profil, passphrase: str | None, *, create: bool = False) -> str:
    """Return the password of this seat at the office's server, empty when it has none.

    Raises:
        ProfilIllisible: the keyring or the passphrase does not give it.
    """
    dossier = profil.cles / _DOSSIER_SECRET
    if not create and not key_record(dossier):
        return ""
    dossier.mkdir(mode=0o700, exist_ok=True)
    secret = load_or_create_key(dossier, passphrase)
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


def _destroy(fichier: Path) -> None:
    """Overwrite then remove; on a disk that keeps old blocks, the end of the token is what protects it."""
    taille = fichier.stat().st_size
    with fichier.open("r+b") as flux:
        flux.write(bytes(taille))
        flux.flush()
        os.fsync(flux.fileno())
    fichier.unlink()


def _plain(code: str) -> str:
    return "".join(c for c in code.upper() if c.isalnum())


def _ended() -> AccesRefuse:
    return AccesRefuse(
        "Ce jeton n’est plus valable.", code="jeton_expire", remede="Demandez-en un autre à l’administrateur."
    )
