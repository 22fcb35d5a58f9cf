"""Open the encrypted database of a profile, migrated and locked, or say why not; nothing is overwritten.

SQLCipher through the plain SQLite dialect: the raw key is set first on every connection and proved by a
read. WAL, ``synchronous=FULL``; each transaction that may write begins ``IMMEDIATE``, so that it never
has to be upgraded half-way.
"""

import logging
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from ambroise.persistence import errors
from ambroise.persistence.ids import new_id
from ambroise.persistence.keys import derive_key
from ambroise.persistence.lock import ProfileLock
from ambroise.persistence.profile import Profil
from ambroise.persistence.schema import is_current
from ambroise.persistence.snapshot import snapshot
from ambroise.persistence.trace import Origine
from ambroise.persistence.unit_of_work import SqlUnitOfWork
from ambroise.persistence.verification import verify_engine
from ambroise.usecases.errors import ProfilIllisible
from ambroise.usecases.ports import GenerateurId, Horloge, UnitOfWorkFactory

BUSY_TIMEOUT_MS = 10_000
_journal = logging.getLogger(__name__)


class Database:
    """An opened database; close it to free the profile."""

    def __init__(self, engine: Engine, cle_sceau: bytes, verrou: ProfileLock | None = None) -> None:
        self.engine = engine
        self._cle_sceau = cle_sceau
        self._verrou = verrou

    @classmethod
    def open(cls, profil: Profil, cle: bytes, horloge: Horloge, *, is_copied: bool = False) -> "Database":
        """Lock the profile, open its database and bring it to this version.

        ``is_copied``: who opens made a copy already, a second one before migrating would only take time.

        Raises:
            ProfilOccupe: another instance works on it.
            ProfilIllisible: read-only, wrong key, damaged, newer, or no room.
        """
        verrou = ProfileLock(profil.racine)
        verrou.acquire()
        try:
            engine = open_engine(profil.base, cle)
            try:
                if not is_current(engine):
                    _migrate(profil, engine, cle, horloge, is_copied=is_copied)
            except BaseException:
                engine.dispose()
                raise
        except BaseException:
            verrou.release()
            raise
        return cls(engine, derive_key(cle, "audit"), verrou)

    def unit_of_work(
        self, origine: Callable[[], Origine], horloge: Horloge, generate_id: GenerateurId = new_id
    ) -> UnitOfWorkFactory:
        """Return a factory of units of work; ``origine`` tells who works on which seat at that moment."""
        return lambda: SqlUnitOfWork(self.engine, self._cle_sceau, origine, horloge, generate_id)

    def reading(
        self, origine: Callable[[], Origine], horloge: Horloge, generate_id: GenerateurId = new_id
    ) -> UnitOfWorkFactory:
        """Return a factory of units that only read, on one snapshot, without waiting for a writer."""
        engine = snapshot(self.engine.execution_options(ambroise_reading=True))
        return lambda: SqlUnitOfWork(engine, self._cle_sceau, origine, horloge, generate_id)

    def verify(self) -> tuple[str, ...]:
        """Check pages, links, documents and trail; return French findings, nothing when all is whole."""
        return verify_engine(self.engine, self._cle_sceau)

    def close(self) -> None:
        """Close the connections and free the profile."""
        try:
            self.engine.dispose()
        finally:
            if self._verrou:
                self._verrou.release()


def open_engine(chemin: Path, cle: bytes) -> Engine:
    """Return an engine on an encrypted file, created 0600 when absent and proved by a read.

    Raises:
        ProfilIllisible: the file cannot be read with this key, or written.
    """
    try:
        if not chemin.exists():
            os.close(os.open(chemin, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        elif not os.access(chemin, os.W_OK):
            raise PermissionError(chemin.name)
    except OSError as erreur:
        raise ProfilIllisible(
            "La base de ce profil ne peut pas être écrite.",
            code="lecture_seule",
            remede="Vérifiez les droits du dossier du profil et l’espace libre.",
        ) from erreur
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(chemin, cle),
        module=sqlcipher,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=4,
    )
    event.listen(engine, "begin", _begin)
    try:
        with engine.connect() as connexion:
            connexion.exec_driver_sql("SELECT count(*) FROM sqlite_schema").scalar()
    except DBAPIError as erreur:
        engine.dispose()
        raise (errors.translate(erreur) or errors.damaged()) from None
    return engine


def connect(chemin: Path, cle: bytes) -> Any:
    """Return a bare SQLCipher connection: key first, then the settings every connection has."""
    connexion = sqlcipher.connect(
        str(chemin), isolation_level=None, check_same_thread=False, timeout=BUSY_TIMEOUT_MS / 1000
    )
    try:
        connexion.execute(f"PRAGMA key = \"x'{cle.hex()}'\"")
        connexion.execute("PRAGMA cipher_log_level = NONE")
        connexion.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        connexion.execute("PRAGMA journal_mode = WAL")
        connexion.execute("PRAGMA synchronous = FULL")
        connexion.execute("PRAGMA foreign_keys = ON")
        connexion.execute("PRAGMA secure_delete = ON")
        connexion.execute("PRAGMA temp_store = MEMORY")
        connexion.execute("PRAGMA cache_size = -48000")
    except BaseException:
        connexion.close()
        raise
    return connexion


def overwrite_base(source: Path, destination: Path, cle: bytes) -> None:
    """Give a database the content of another, in one transaction of the database itself."""
    origine = connect(source, cle)
    try:
        ecrasee = connect(destination, cle)
        try:
            origine.backup(ecrasee)
        finally:
            ecrasee.close()
    finally:
        origine.close()


def _migrate(profil: Profil, engine: Engine, cle: bytes, horloge: Horloge, *, is_copied: bool) -> None:
    # The library that migrates is only paid for the day it is needed.
    from ambroise.persistence.migrate import migrate

    migrate(engine, before=lambda: None if is_copied else _copy_before_migration(profil, cle, horloge()))


def _begin(connexion: Connection) -> None:
    reading = connexion.get_execution_options().get("ambroise_reading", False)
    connexion.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _copy_before_migration(profil: Profil, cle: bytes, instant: datetime) -> None:
    """Copy the encrypted file, online, next to the backups before it changes shape."""
    destination = profil.sauvegardes / f"avant-migration-{instant:%Y%m%dT%H%M%SZ}.sqlite"
    os.close(os.open(destination, os.O_RDWR | os.O_CREAT, 0o600))
    overwrite_base(profil.base, destination, cle)
    _journal.info("copie de la base avant migration\u00a0: %s", destination.name)
