"""Online encrypted backups, each verified by restoring it, and what a restored profile is made of.

A backup is a ZIP (stored) of two members: ``manifeste.json`` and ``base.sqlite``, the database as encrypted
as the original. The manifest names where the key is and notes the head of the audit trail.
"""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from ambroise.persistence import errors
from ambroise.persistence.audit import SqlAuditRepository
from ambroise.persistence.database import connect, open_engine
from ambroise.persistence.files import sync_folder, write_private
from ambroise.persistence.keys import (
    Trousseau,
    derive_key,
    key_check,
    key_record,
    parse_recovery_key,
    resolve_record,
    store_key,
)
from ambroise.persistence.migrate import current_revision
from ambroise.persistence.profile import Profil, open_profile
from ambroise.persistence.retention import PREFIXE, SUFFIXE, Retention, backup_name
from ambroise.persistence.verification import verify_engine
from ambroise.usecases.errors import ProfilIllisible

FORMAT = 1
_ETAT = "derniere.json"
_MANIFESTE, _BASE = "manifeste.json", "base.sqlite"
_MANIFESTE_MAXIMAL = 64 * 1024
TABLES_COMPTEES = (
    "patient",
    "consultation",
    "ordonnance",
    "dispensation",
    "entree",
    "document",
    "envoi",
    "audit",
)


@dataclass(frozen=True)
class Sauvegarde:
    """A backup written and verified; ``constats`` is empty when it restores whole."""

    fichier: Path
    empreinte: str
    instant: datetime
    comptes: dict[str, int] = field(default_factory=dict)
    constats: tuple[str, ...] = ()


def backup(
    profil: Profil, cle: bytes, dossier: Path, instant: datetime, retention: Retention | None = None
) -> Sauvegarde:
    """Write a verified backup in a folder, keep the others by the rules of retention, and note it.

    Raises:
        ProfilIllisible: the folder cannot be written, or the copy does not restore.
    """
    resultat = write_backup(profil, cle, dossier, instant)
    toutes = list_backups(dossier)
    gardees = (retention or Retention()).kept([fichier.name for fichier in toutes])
    for fichier in toutes:
        if fichier.name not in gardees:
            fichier.unlink()
    note_backup(profil, resultat)
    return resultat


def write_backup(profil: Profil, cle: bytes, dossier: Path, instant: datetime) -> Sauvegarde:
    """Copy the database while it works, restore the copy aside, verify it, then give it its name.

    Raises:
        ProfilIllisible: the folder cannot be written, or the copy does not restore.
    """
    try:
        dossier.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=dossier, prefix=".sauvegarde-") as atelier:
            copie = Path(atelier) / _BASE
            copy_base(profil.base, copie, cle)
            comptes, tete = _describe(copie, cle)
            manifeste = {
                "format": FORMAT,
                "instant": instant.astimezone(UTC).isoformat(),
                "revision": base_revision(copie, cle),
                "empreinte": _digest(copie),
                "comptes": comptes,
                "audit": {"nombre": tete[0], "empreinte": tete[1]},
                "cle": key_record(profil.cles) | {"temoin": key_check(cle)},
            }
            archive = Path(atelier) / "archive"
            _pack(archive, copie, manifeste)
            copie.unlink()
            constats = verify_backup(archive, cle)
            if constats:
                raise ProfilIllisible(
                    "La sauvegarde ne se restaure pas : elle n’a pas été gardée.",
                    code="sauvegarde_invalide",
                    remede=" ".join(constats),
                )
            fichier = dossier / backup_name(instant)
            archive.replace(fichier)
        sync_folder(dossier)
    except OSError as erreur:
        raise ProfilIllisible(
            "La sauvegarde n’a pas pu être écrite dans ce dossier.",
            code="sauvegarde_impossible",
            remede="Vérifiez que le disque est branché, qu’il a de la place et qu’il s’écrit.",
        ) from erreur
    return Sauvegarde(fichier, _digest(fichier), instant, comptes)


def verify_backup(fichier: Path, cle: bytes) -> tuple[str, ...]:
    """Restore a backup aside and return what is wrong with it, nothing when it is whole."""
    with tempfile.TemporaryDirectory(dir=fichier.parent, prefix=".verification-") as atelier:
        copie = Path(atelier) / _BASE
        try:
            manifeste = _unpack(fichier, copie)
            constats = list(verify_base(copie, cle))
            if not constats:
                comptes, (nombre, empreinte) = _describe(copie, cle)
                if comptes != manifeste["comptes"]:
                    constats.append("Le nombre d’éléments n’est pas celui du manifeste.")
                if {"nombre": nombre, "empreinte": empreinte} != manifeste["audit"]:
                    constats.append("La fin du journal des traces n’est pas celle du manifeste.")
        except ProfilIllisible as erreur:
            constats = [erreur.message]
        return tuple(constats)


def restore(
    fichier: Path,
    racine: Path,
    *,
    cle: bytes | None = None,
    passphrase: str | None = None,
    cle_secours: str = "",
    trousseau: Trousseau | None = None,
) -> Sauvegarde:
    """Make a new profile of a backup; an existing database is never overwritten.

    The key comes from ``cle``, the printed recovery key, the keyring of this session or the passphrase.

    Raises:
        ProfilIllisible: the profile holds a database already, the backup is damaged, or no key opens it.
    """
    profil = open_profile(racine)
    if profil.base.exists():
        raise ProfilIllisible(
            "Ce profil contient déjà une base : elle n’a pas été touchée.",
            code="profil_non_vide",
            remede="Restaurez dans un dossier neuf, puis ouvrez-le.",
        )
    with tempfile.TemporaryDirectory(dir=profil.racine, prefix=".restauration-") as atelier:
        copie = Path(atelier) / _BASE
        manifeste = _unpack(fichier, copie)
        if cle_secours:
            cle = parse_recovery_key(cle_secours)
        if cle is None:
            cle = resolve_record(manifeste["cle"], passphrase, trousseau)
        if key_check(cle) != manifeste["cle"]["temoin"]:
            raise ProfilIllisible(
                "Cette clé n’est pas celle de la sauvegarde.",
                code="cle_differente",
                remede="Vérifiez la clé.",
            )
        constats = verify_base(copie, cle)
        if constats:
            raise errors.damaged() from None
        comptes, _ = _describe(copie, cle)
        store_key(profil.cles, cle, passphrase, trousseau=trousseau)
        copie.replace(profil.base)
    sync_folder(profil.racine)
    instant = datetime.fromisoformat(manifeste["instant"])
    return Sauvegarde(profil.base, _digest(profil.base), instant, comptes)


def verify_base(chemin: Path, cle: bytes) -> tuple[str, ...]:
    """Check a whole database: pages, links, documents and audit trail; return French findings.

    Raises:
        ProfilIllisible: it cannot be opened at all.
    """
    engine = open_engine(chemin, cle)
    try:
        return verify_engine(engine, derive_key(cle, "audit"))
    finally:
        engine.dispose()


def last_backup(profil: Profil) -> datetime | None:
    """Return when the last good backup was made, None when there is none."""
    try:
        contenu = json.loads((profil.sauvegardes / _ETAT).read_text("utf-8"))
        return datetime.fromisoformat(contenu["instant"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_backup_due(profil: Profil, maintenant: datetime, tous_les: timedelta = timedelta(days=1)) -> bool:
    """Whether the last good backup is older than the schedule asks."""
    derniere = last_backup(profil)
    return derniere is None or maintenant - derniere >= tous_les


def list_backups(dossier: Path) -> Sequence[Path]:
    """Return the backups of a folder, the newest first."""
    return sorted(dossier.glob(f"{PREFIXE}*{SUFFIXE}"), reverse=True)


def copy_base(source: Path, destination: Path, cle: bytes) -> None:
    """Copy a database while it works, as encrypted as it is, into a file that does not exist yet."""
    os.close(os.open(destination, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    origine = connect(source, cle)
    try:
        copie = connect(destination, cle)
        try:
            # All pages in one step: one snapshot of the WAL, and writers are not kept waiting.
            origine.backup(copie)
            copie.execute("PRAGMA journal_mode = DELETE")
        finally:
            copie.close()
    finally:
        origine.close()


def copy_idle_base(source: Path, destination: Path, cle: bytes) -> None:
    """Copy, as fast as the disk goes, a database on which nobody else works: the caller holds the profile."""
    connexion = connect(source, cle)
    try:
        connexion.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        # Nothing is left in the log, and nothing can come into it until the copy is on the disk.
        connexion.execute("BEGIN IMMEDIATE")
        os.close(os.open(destination, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        shutil.copyfile(source, destination)
        with destination.open("r+b") as flux:
            os.fsync(flux.fileno())
    finally:
        connexion.close()


def put_back_base(copie: Path, base: Path, cle: bytes) -> None:
    """Give a database the content of a copy, in one transaction of the database itself."""
    origine = connect(copie, cle)
    try:
        destination = connect(base, cle)
        try:
            origine.backup(destination)
        finally:
            destination.close()
    finally:
        origine.close()


def _describe(chemin: Path, cle: bytes) -> tuple[dict[str, int], tuple[int, str]]:
    engine = open_engine(chemin, cle)
    try:
        with Session(engine) as session:
            connues = set(session.scalars(text("SELECT name FROM sqlite_schema WHERE type = 'table'")))
            comptes = {
                table: session.scalar(text(f"SELECT count(*) FROM {table}")) or 0  # noqa: S608
                for table in TABLES_COMPTEES
                if table in connues
            }
            return comptes, SqlAuditRepository(session, b"").head()
    finally:
        engine.dispose()


def base_revision(chemin: Path, cle: bytes) -> str | None:
    """Return the version of the shape of a database."""
    engine = open_engine(chemin, cle)
    try:
        with engine.connect() as connexion:
            return current_revision(connexion)
    finally:
        engine.dispose()


def _pack(archive: Path, copie: Path, manifeste: dict[str, Any]) -> None:
    os.close(os.open(archive, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with archive.open("r+b") as fichier:
        with zipfile.ZipFile(fichier, "w", zipfile.ZIP_STORED) as zip_:
            zip_.writestr(_MANIFESTE, json.dumps(manifeste, ensure_ascii=False, indent=1))
            zip_.write(copie, _BASE)
        fichier.flush()
        os.fsync(fichier.fileno())


def _unpack(fichier: Path, copie: Path) -> dict[str, Any]:
    """Take the database out of a backup and return its manifest; only the two known members are read."""
    try:
        with zipfile.ZipFile(fichier) as zip_:
            if zip_.getinfo(_MANIFESTE).file_size > _MANIFESTE_MAXIMAL:
                raise ValueError("manifeste")
            manifeste: dict[str, Any] = json.loads(zip_.read(_MANIFESTE))
            if manifeste["format"] != FORMAT:
                raise ProfilIllisible(
                    "Cette sauvegarde a été faite par une version plus récente d’Ambroise.",
                    code="version_plus_recente",
                    remede="Installez la dernière version d’Ambroise sur ce poste.",
                )
            if zip_.getinfo(_BASE).compress_type != zipfile.ZIP_STORED:
                raise ValueError("compression")
            os.close(os.open(copie, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            with zip_.open(_BASE) as source, copie.open("r+b") as cible:
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
    if _digest(copie) != attendues[0]:
        raise ProfilIllisible(
            "Cette sauvegarde est endommagée : son contenu n’est plus celui qui a été écrit.",
            code="sauvegarde_endommagee",
            remede="Essayez une sauvegarde plus ancienne.",
        )
    return manifeste


def note_backup(profil: Profil, sauvegarde: Sauvegarde) -> None:
    """Remember the last good backup of a profile."""
    contenu = {"instant": sauvegarde.instant.astimezone(UTC).isoformat(), "empreinte": sauvegarde.empreinte}
    write_private(profil.sauvegardes / _ETAT, json.dumps(contenu).encode())


def _digest(fichier: Path) -> str:
    with fichier.open("rb") as flux:
        return hashlib.file_digest(flux, "sha256").hexdigest()
