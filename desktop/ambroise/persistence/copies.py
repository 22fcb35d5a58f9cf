"""A whole database copied into another file, as encrypted as it is: while it works, idle, or put back."""

import os
import shutil
from pathlib import Path

from ambroise.persistence.database import connect, open_engine
from ambroise.persistence.migrate import current_revision


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


def base_revision(chemin: Path, cle: bytes) -> str | None:
    """Return the version of the shape of a database."""
    engine = open_engine(chemin, cle)
    try:
        with engine.connect() as connexion:
            return current_revision(connexion)
    finally:
        engine.dispose()
