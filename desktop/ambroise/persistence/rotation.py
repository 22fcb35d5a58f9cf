"""Change the key of a profile; killed at any moment, the profile still opens, under the old key or the new.

The new key is put away first, beside the old one; then the file is re-encrypted in one SQLite transaction;
then the audit head is sealed anew; the new record replaces the old one last.
"""

from pathlib import Path

from sqlalchemy.orm import Session

from ambroise.persistence.audit import SqlAuditRepository
from ambroise.persistence.database import connect, open_engine
from ambroise.persistence.keys import (
    RECORD,
    Trousseau,
    derive_key,
    generate_key,
    key_record,
    resolve_record,
    store_key,
)
from ambroise.persistence.lock import ProfileLock
from ambroise.persistence.profile import Profil
from ambroise.usecases.errors import ProfilIllisible

_SUIVANTE = "suivante"


def rotate_key(
    profil: Profil, cle: bytes, passphrase: str | None = None, *, trousseau: Trousseau | None = None
) -> bytes:
    """Give the profile a new key and return it; its former backups still open with the former key.

    Raises:
        ProfilOccupe: another instance works on it.
        ProfilIllisible: the key is wrong, or the new one could not be put away; nothing was changed.
    """
    verrou = ProfileLock(profil.racine)
    verrou.acquire()
    try:
        nouvelle = generate_key()
        attente = profil.cles / _SUIVANTE
        attente.mkdir(mode=0o700, exist_ok=True)
        store_key(attente, nouvelle, passphrase, trousseau=trousseau)
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


def _rekey(chemin: Path, cle: bytes, nouvelle: bytes) -> None:
    connexion = connect(chemin, cle)
    try:
        # A journal file rather than the WAL: the pages of the two keys never stand in one log.
        connexion.execute("PRAGMA journal_mode = DELETE").fetchone()
        connexion.execute(f"PRAGMA rekey = \"x'{nouvelle.hex()}'\"")
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
