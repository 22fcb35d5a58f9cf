"""The file of a backup: a ZIP (stored) of a manifest and the database, read without trusting it.

The manifest names where the key is, and notes the head of the audit trail.
"""

import hashlib
import json
import os
import shutil
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from ambroise.usecases.errors import ProfilIllisible

FORMAT = 1
MANIFESTE, BASE = "manifeste.json", "base.sqlite"
_MANIFESTE_MAXIMAL = 64 * 1024


def pack(archive: Path, copie: Path, manifeste: dict[str, Any]) -> None:
    """Write a backup that only its owner reads, down to the disk."""
    os.close(os.open(archive, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with archive.open("r+b") as fichier:
        with zipfile.ZipFile(fichier, "w", zipfile.ZIP_STORED) as zip_:
            zip_.writestr(MANIFESTE, json.dumps(manifeste, ensure_ascii=False, indent=1))
            zip_.write(copie, BASE)
        fichier.flush()
        os.fsync(fichier.fileno())


def unpack(fichier: Path, copie: Path) -> dict[str, Any]:
    """Take the database out of a backup and return its manifest; only the two known members are read."""
    try:
        with zipfile.ZipFile(fichier) as zip_:
            if zip_.getinfo(MANIFESTE).file_size > _MANIFESTE_MAXIMAL:
                raise ValueError("manifeste")
            manifeste: dict[str, Any] = json.loads(zip_.read(MANIFESTE))
            if manifeste["format"] != FORMAT:
                raise ProfilIllisible(
                    "Cette sauvegarde a été faite par une version plus récente d’Ambroise.",
                    code="version_plus_recente",
                    remede="Installez la dernière version d’Ambroise sur ce poste.",
                )
            if zip_.getinfo(BASE).compress_type != zipfile.ZIP_STORED:
                raise ValueError("compression")
            os.close(os.open(copie, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            with zip_.open(BASE) as source, copie.open("r+b") as cible:
                shutil.copyfileobj(source, cible, 1 << 20)
        attendues = (
            manifeste["empreinte"],
            manifeste["comptes"],
            manifeste["audit"],
            manifeste["cle"]["temoin"],
        )
        datetime.fromisoformat(manifeste["instant"])
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, EOFError, NotImplementedError) as erreur:
        raise ProfilIllisible(
            "Ce fichier n’est pas une sauvegarde d’Ambroise, ou il est endommagé.",
            code="sauvegarde_illisible",
            remede="Essayez une sauvegarde plus ancienne.",
        ) from erreur
    except OSError as erreur:
        raise ProfilIllisible(
            "Cette sauvegarde ne peut pas être lue.",
            code="sauvegarde_illisible",
            remede="Vérifiez que le disque est branché et que le fichier existe.",
        ) from erreur
    if digest(copie) != attendues[0]:
        raise ProfilIllisible(
            "Cette sauvegarde est endommagée\u00a0: son contenu n’est plus celui qui a été écrit.",
            code="sauvegarde_endommagee",
            remede="Essayez une sauvegarde plus ancienne.",
        )
    return manifeste


def digest(fichier: Path) -> str:
    """Return the SHA-256 of a file."""
    with fichier.open("rb") as flux:
        return hashlib.file_digest(flux, "sha256").hexdigest()
