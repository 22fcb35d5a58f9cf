"""Change the key of a profile; killed at any moment, the profile still opens, under the old key or the new.

The new key is put away first, beside the old one; then the file is re-encrypted in one SQLite transaction;
then the audit head is sealed anew; the new record replaces the old one last.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.orm import Session

from ambroise.persistence.audit import SqlAuditRepository
from ambroise.persistence.database import connect, open_engine
from ambroise.persistence.files import write_private
from ambroise.persistence.keys import (
    RECORD,
    Trousseau,
    derive_key,
    generate_key,
    key_check,
    key_record,
    resolve_record,
    store_key,
)
from ambroise.persistence.lock import ProfileLock
from ambroise.persistence.profile import Profil
from ambroise.usecases.errors import ProfilIllisible

_SUIVANTE = "suivante"
_IMPRIMEE = "imprimee"
_REGARD = 0.2
"""How often, in seconds, the progress of a change of key is looked at."""
Progres = Callable[[float], None]


def rotate_key(
    profil: Profil,
    cle: bytes,
    passphrase: str | None = None,
    *,
    trousseau: Trousseau | None = None,
    on_progress: Progres = lambda _part: None,
) -> bytes:
    """Give the profile a new key and return it; its former backups still open with the former key.

    ``on_progress`` is told the part done, from 0 to 1, from a thread of its own.

    Raises:
        ProfilOccupe: another instance works on it.
        ProfilIllisible: the key is wrong, the disk is full, or the new key could not be put away;
            the profile still opens with its former key.
    """
    verrou = ProfileLock(profil.racine)
    verrou.acquire()
    try:
        nouvelle = generate_key()
        attente = profil.cles / _SUIVANTE
        attente.mkdir(mode=0o700, exist_ok=True)
        store_key(attente, nouvelle, passphrase, trousseau=trousseau)
        if not (profil.cles / _IMPRIMEE).exists():
            note_printed(profil, cle)  # whoever printed a key before this was noted printed that one
        with _watched(profil.base, on_progress):
            _rekey(profil.base, cle, nouvelle)
        _finish(profil, nouvelle)
        return nouvelle
    finally:
        verrou.release()


def recover_rotation(
    profil: Profil, passphrase: str | None = None, *, trousseau: Trousseau | None = None
) -> None:
    """Finish or forget a rotation that was interrupted; called before the key of a profile is read."""
    attente = profil.cles / _SUIVANTE
    contenu = key_record(attente)
    if not contenu:
        return
    nouvelle = resolve_record(contenu, passphrase, trousseau)
    try:
        open_engine(profil.base, nouvelle).dispose()
    except ProfilIllisible:
        (attente / RECORD).unlink()
        attente.rmdir()
        return
    _finish(profil, nouvelle)


def note_printed(profil: Profil, cle: bytes) -> None:
    """Keep the witness of the recovery key just printed, which reveals nothing of it."""
    write_private(profil.cles / _IMPRIMEE, key_check(cle).encode())


def is_printed_key_stale(profil: Profil, cle: bytes) -> bool:
    """Whether the recovery key on paper is that of a former key: the profile changed keys since."""
    try:
        return (profil.cles / _IMPRIMEE).read_text(encoding="ascii") != key_check(cle)
    except (OSError, ValueError):
        return False


@contextmanager
def _watched(base: Path, on_progress: Progres) -> Iterator[None]:
    """Tell how far the transaction is while it runs: its journal receives each page of the file once."""
    fini, journal = threading.Event(), base.with_name(f"{base.name}-journal")

    def look() -> None:
        while not fini.wait(_REGARD):
            if journal.exists():
                on_progress(min(1.0, _size(journal) / max(1, _size(base))))

    veille = threading.Thread(target=look, name="changement de clé", daemon=True)
    veille.start()
    try:
        yield
    finally:
        fini.set()
        veille.join()


def _size(fichier: Path) -> int:
    try:
        return fichier.stat().st_size
    except OSError:  # the journal of a transaction that has just ended
        return 0


def _rekey(chemin: Path, cle: bytes, nouvelle: bytes) -> None:
    connexion = connect(chemin, cle)
    try:
        # A journal file rather than the WAL: the pages of the two keys never stand in one log.
        connexion.execute("PRAGMA journal_mode = DELETE").fetchone()
        connexion.execute(f"PRAGMA rekey = \"x'{nouvelle.hex()}'\"")
    except sqlcipher.Error:
        raise ProfilIllisible(
            "La clé n’a pas pu être changée. Le cabinet s’ouvre toujours avec la sienne.",
            code="rotation_impossible",
            remede="Libérez sur ce disque autant de place que la base, puis recommencez.",
        ) from None
    finally:
        connexion.close()


def _finish(profil: Profil, nouvelle: bytes) -> None:
    engine = open_engine(profil.base, nouvelle)
    try:
        with Session(engine) as session:
            SqlAuditRepository(session, derive_key(nouvelle, "audit")).seal_again()
            session.commit()
    finally:
        engine.dispose()
    attente = profil.cles / _SUIVANTE
    (attente / RECORD).replace(profil.cles / RECORD)
    attente.rmdir()
