"""The address of a place for backups, and how it is opened."""

import ipaddress
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx

from ambroise.adapters.cibles.webdav import CibleWebdav
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports_sauvegarde import CibleDistante

_PORTS = {"sftp": 22, "https": 443, "http": 80}


@dataclass(frozen=True)
class AccesCible:
    """What opens a place: the password, or the file of an SSH key and the fingerprint of its server."""

    secret: str = ""
    cle_ssh: str = ""
    empreinte: str = ""


def is_distante(lieu: str) -> bool:
    """Whether a place for backups is an address rather than a folder of this machine."""
    return "://" in lieu


def open_cible(
    adresse: str, acces: AccesCible, http_client: Callable[[], httpx.Client]
) -> AbstractContextManager[CibleDistante]:
    """Open a place; what goes there is encrypted already, the way to it is too.

    Raises:
        AmbroiseError: the address is not understood, or would send the password in clear.
        ServiceError: nobody answers, or access is refused.
    """
    parties = urlsplit(adresse)
    if parties.scheme not in _PORTS or not parties.hostname:
        raise AmbroiseError(
            "L’adresse de la sauvegarde n’est pas comprise.",
            code="adresse_invalide",
            remede="Elle ressemble à sftp://nom@serveur/dossier ou https://nom@serveur/dossier.",
        )
    if parties.scheme == "http" and not _is_loopback(parties.hostname):
        raise AmbroiseError(
            "Cette adresse enverrait le mot de passe en clair.",
            code="adresse_en_clair",
            remede="Employez l’adresse en https de ce serveur.",
        )
    nom, chemin = unquote(parties.username or ""), unquote(parties.path) or "/"
    port = parties.port or _PORTS[parties.scheme]
    if parties.scheme == "sftp":
        # Only paid for by who saves there.
        from ambroise.adapters.cibles.sftp import CibleSftp

        cle = Path(acces.cle_ssh).expanduser() if acces.cle_ssh else None
        return CibleSftp(
            parties.hostname, port, chemin, nom, secret=acces.secret, cle=cle, empreinte=acces.empreinte
        )
    racine = f"{parties.scheme}://{parties.hostname}:{port}"
    return CibleWebdav(http_client(), racine, chemin, nom, acces.secret)


def _is_loopback(hote: str) -> bool:
    try:
        return ipaddress.ip_address(hote).is_loopback
    except ValueError:
        return hote == "localhost"
