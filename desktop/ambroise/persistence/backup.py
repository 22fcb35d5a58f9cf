"""Online encrypted backups, each verified by restoring it, and what a restored profile is made of."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from ambroise.persistence import errors
from ambroise.persistence.archive import BASE, FORMAT, digest, pack, unpack
from ambroise.persistence.audit import SqlAuditRepository
from ambroise.persistence.copies import base_revision, copy_base
from ambroise.persistence.database import open_engine
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
from ambroise.persistence.options_sauvees import open_options, seal_options
from ambroise.persistence.profile import Profil, open_profile, read_configuration
from ambroise.persistence.retention import PREFIXE, SUFFIXE, Retention, backup_name
from ambroise.persistence.verification import verify_engine
from ambroise.settings import Reglages, save_reglages
from ambroise.usecases.errors import ProfilIllisible

_ETAT = "derniere.json"
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
            copie = Path(atelier) / BASE
            copy_base(profil.base, copie, cle)
            comptes, tete = _describe(copie, cle)
            manifeste = {
                "format": FORMAT,
                "instant": instant.astimezone(UTC).isoformat(),
                "revision": base_revision(copie, cle),
                "empreinte": digest(copie),
                "comptes": comptes,
                "audit": {"nombre": tete[0], "empreinte": tete[1]},
                "cle": key_record(profil.cles) | {"temoin": key_check(cle)},
                "reglages": seal_options(read_configuration(profil.config), cle),
            }
            archive = Path(atelier) / "archive"
            pack(archive, copie, manifeste)
            copie.unlink()
            constats = verify_backup(archive, cle)
            if constats:
                raise ProfilIllisible(
                    "La sauvegarde ne se restaure pas\u00a0: elle n’a pas été gardée.",
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
    return Sauvegarde(fichier, digest(fichier), instant, comptes)


def verify_backup(fichier: Path, cle: bytes) -> tuple[str, ...]:
    """Restore a backup aside and return what is wrong with it, nothing when it is whole."""
    with tempfile.TemporaryDirectory(dir=fichier.parent, prefix=".verification-") as atelier:
        copie = Path(atelier) / BASE
        try:
            manifeste = unpack(fichier, copie)
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
    The options are those of the practice saved, unless this profile was given some already.

    Raises:
        ProfilIllisible: the profile holds a database already, the backup is damaged, or no key opens it.
    """
    profil = open_profile(racine)
    if profil.base.exists():
        raise ProfilIllisible(
            "Ce profil contient déjà une base\u00a0: elle n’a pas été touchée.",
            code="profil_non_vide",
            remede="Restaurez dans un dossier neuf, puis ouvrez-le.",
        )
    with tempfile.TemporaryDirectory(dir=profil.racine, prefix=".restauration-") as atelier:
        copie = Path(atelier) / BASE
        manifeste = unpack(fichier, copie)
        if cle_secours:
            cle = parse_recovery_key(cle_secours)
        if cle is None:
            cle = resolve_record(manifeste["cle"], passphrase, trousseau)
        if key_check(cle) != manifeste["cle"]["temoin"]:
            raise ProfilIllisible(
                "Cette clé n’est pas celle de la sauvegarde.",
                code="cle_differente",
                remede="Vérifiez la clé. Si elle a changé depuis cette sauvegarde, prenez celle d’avant.",
            )
        constats = verify_base(copie, cle)
        if constats:
            raise errors.damaged() from None
        comptes, _ = _describe(copie, cle)
        store_key(profil.cles, cle, passphrase, trousseau=trousseau)
        options = open_options(manifeste.get("reglages"), cle)
        if options is not None and profil.reglages == Reglages():
            save_reglages(profil.config, options)
        copie.replace(profil.base)
    sync_folder(profil.racine)
    instant = datetime.fromisoformat(manifeste["instant"])
    return Sauvegarde(profil.base, digest(profil.base), instant, comptes)


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


def is_due(derniere: datetime | None, maintenant: datetime, tous_les: timedelta = timedelta(days=1)) -> bool:
    """Whether the last good backup is older than the schedule asks."""
    return derniere is None or maintenant - derniere >= tous_les


def list_backups(dossier: Path) -> Sequence[Path]:
    """Return the backups of a folder, the newest first."""
    return sorted(dossier.glob(f"{PREFIXE}*{SUFFIXE}"), reverse=True)


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


def note_backup(profil: Profil, sauvegarde: Sauvegarde) -> None:
    """Remember the last good backup of a profile."""
    contenu = {"instant": sauvegarde.instant.astimezone(UTC).isoformat(), "empreinte": sauvegarde.empreinte}
    write_private(profil.sauvegardes / _ETAT, json.dumps(contenu).encode())
