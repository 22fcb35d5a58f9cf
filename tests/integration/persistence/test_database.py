import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from sqlalchemy import text

from ambroise.persistence.database import Database, connect
from ambroise.persistence.keys import generate_key
from ambroise.persistence.lock import ProfileLock
from ambroise.persistence.profile import Profil, close_logs, open_profile, setup_logs
from ambroise.persistence.schema import MIGRATIONS
from ambroise.settings import Environnement, Reglages
from ambroise.usecases.errors import AmbroiseError, ProfilIllisible, ProfilOccupe
from ambroise.usecases.ports import UnitOfWorkFactory
from tests.fakes.dossiers import make_patient
from tests.fakes.temps import HorlogeReglable


@pytest.fixture
def moteur() -> str:
    return "sqlite"


def fill(uow: UnitOfWorkFactory, combien: int = 50) -> None:
    with uow() as u:
        for n in range(combien):
            u.patients.add(make_patient(f"MARTIN{n}"))
        u.commit()


def test_everything_is_private_and_encrypted(profil: Profil, base: Database, uow: UnitOfWorkFactory) -> None:
    fill(uow)
    base.close()
    assert profil.racine.stat().st_mode & 0o777 == 0o700
    assert profil.base.stat().st_mode & 0o777 == 0o600
    contenu = profil.base.read_bytes()
    assert not contenu.startswith(b"SQLite format 3")
    assert b"MARTIN" not in contenu


def test_connections_are_durable(base: Database) -> None:
    with base.engine.connect() as connexion:
        for pragma, valeur in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
            assert connexion.exec_driver_sql(f"PRAGMA {pragma}").scalar() == valeur
        assert connexion.exec_driver_sql("PRAGMA cipher_version").scalar()


def test_a_wrong_key_opens_nothing_and_changes_nothing(
    profil: Profil, base: Database, uow: UnitOfWorkFactory, cle: bytes, horloge: HorlogeReglable
) -> None:
    fill(uow)
    base.close()
    avant = profil.base.read_bytes()
    with pytest.raises(ProfilIllisible):
        Database.open(profil, generate_key(), horloge)
    assert profil.base.read_bytes() == avant
    Database.open(profil, cle, horloge).close()


def test_a_second_instance_is_told_to_use_the_first(
    profil: Profil, base: Database, cle: bytes, horloge: HorlogeReglable
) -> None:
    with pytest.raises(ProfilOccupe, match=str(os.getpid())):
        Database.open(profil, cle, horloge)
    base.close()
    Database.open(profil, cle, horloge).close()


def test_the_lock_of_a_killed_process_does_not_stay(
    profil: Profil, cle: bytes, horloge: HorlogeReglable
) -> None:
    script = "import sys, os; from pathlib import Path; from ambroise.persistence.lock import ProfileLock\n"
    script += "ProfileLock(Path(sys.argv[1])).acquire(); os.kill(os.getpid(), 9)"
    chemins = os.pathsep.join(p for p in sys.path if p)
    mort = subprocess.run(
        [sys.executable, "-c", script, str(profil.racine)], env={"PYTHONPATH": chemins}, check=False
    )
    assert mort.returncode == -9
    Database.open(profil, cle, horloge).close()


@pytest.mark.parametrize("octets", [b"", b"ordinary text" * 1000, bytes(4096 * 3)])
def test_a_file_that_is_no_database_is_told_and_kept(
    profil: Profil, cle: bytes, horloge: HorlogeReglable, octets: bytes
) -> None:
    profil.base.write_bytes(octets)
    if not octets:
        Database.open(profil, cle, horloge).close()
        return
    with pytest.raises(ProfilIllisible):
        Database.open(profil, cle, horloge)
    assert profil.base.read_bytes() == octets


@pytest.mark.parametrize("place", [0, 20, 4096 + 100])
def test_a_flipped_bit_near_the_start_is_told_and_kept(
    profil: Profil, base: Database, uow: UnitOfWorkFactory, cle: bytes, horloge: HorlogeReglable, place: int
) -> None:
    fill(uow)
    base.close()
    octets = bytearray(profil.base.read_bytes())
    octets[place] ^= 1
    profil.base.write_bytes(octets)
    with pytest.raises(ProfilIllisible) as refus:
        Database.open(profil, cle, horloge)
    assert refus.value.code == "base_endommagee"
    assert "sauvegarde" in refus.value.remede
    assert profil.base.read_bytes() == octets


def test_a_truncated_file_is_told_and_kept(
    profil: Profil, base: Database, uow: UnitOfWorkFactory, cle: bytes, horloge: HorlogeReglable
) -> None:
    fill(uow)
    base.close()
    octets = profil.base.read_bytes()
    profil.base.write_bytes(octets[: len(octets) // 2 // 4096 * 4096])
    avant = profil.base.read_bytes()
    with pytest.raises(ProfilIllisible):
        Database.open(profil, cle, horloge)
    assert profil.base.read_bytes() == avant


def test_a_newer_database_is_refused_untouched(
    profil: Profil, base: Database, cle: bytes, horloge: HorlogeReglable
) -> None:
    with base.engine.begin() as connexion:
        connexion.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    base.close()
    avant = profil.base.read_bytes()
    with pytest.raises(ProfilIllisible) as refus:
        Database.open(profil, cle, horloge)
    assert refus.value.code == "version_plus_recente"
    assert profil.base.read_bytes() == avant


def test_a_refused_profile_is_free_again(profil: Profil, base: Database, horloge: HorlogeReglable) -> None:
    base.close()
    for _ in range(2):
        with pytest.raises(ProfilIllisible):
            Database.open(profil, generate_key(), horloge)


def in_namespace(commandes: str, script: str, profil: Profil, cle: bytes) -> str:
    """Run a script as root of its own mounts, where a tiny or read-only disk can be made."""
    if shutil.which("unshare") is None:
        if os.environ.get("CI"):
            pytest.fail("unshare manque")
        pytest.skip("unshare manque")
    chemins = os.pathsep.join(p for p in sys.path if p)
    programme = textwrap.dedent(script)
    resultat = subprocess.run(
        [
            *("unshare", "-rm", "sh", "-ec", commandes + '\nexec "$0" -c "$1" "$2" "$3"'),
            *(sys.executable, programme, str(profil.racine), cle.hex()),
        ],
        env={"PYTHONPATH": chemins, "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert resultat.returncode == 0, resultat.stderr
    return resultat.stdout


OUVERTURE = """
    import sys
    from datetime import UTC, datetime
    from pathlib import Path
    from ambroise.persistence.database import Database
    from ambroise.persistence.profile import open_profile
    from ambroise.persistence.trace import Origine
    from ambroise.usecases.errors import AmbroiseError
    from tests.fakes.dossiers import make_patient
    horloge = lambda: datetime.now(UTC)
    def open_base():
        return Database.open(open_profile(Path(sys.argv[1])), bytes.fromhex(sys.argv[2]), horloge)
"""


def test_a_read_only_profile_is_told(profil: Profil, base: Database, cle: bytes) -> None:
    base.close()
    montage = f"mount --bind '{profil.racine}' '{profil.racine}'\nmount -o remount,bind,ro '{profil.racine}'"
    script = textwrap.dedent(OUVERTURE) + textwrap.dedent("""
    try:
        open_base()
    except AmbroiseError as erreur:
        print(erreur.code)
    """)
    assert in_namespace(montage, script, profil, cle).split() == ["lecture_seule"]


def test_a_full_disk_loses_nothing_already_written(tmp_path: Path, cle: bytes) -> None:
    petit = Profil(tmp_path / "petit", Reglages())
    petit.racine.mkdir()
    montage = f"mount -t tmpfs -o size=3m tmpfs '{petit.racine}'"
    script = textwrap.dedent(OUVERTURE) + textwrap.dedent("""
    base = open_base()
    uow = base.unit_of_work(lambda: Origine("a", "b"), horloge)
    ecrits, code = 0, ""
    while not code:
        try:
            with uow() as u:
                for n in range(20):
                    u.patients.add(make_patient(f"MARTIN{ecrits + n}"))
                u.commit()
            ecrits += 20
        except AmbroiseError as erreur:
            code = erreur.code
    for fichier in Path(sys.argv[1]).glob("reserve"):
        fichier.unlink()
    with uow() as u:
        print(code, ecrits, len(u.patients.search("martin", 100_000)))
    base.close()
    try:
        open_base().close()
        print("ouvert")
    except AmbroiseError as erreur:
        print(erreur.code)
    """)
    code, ecrits, lus, reouverture = in_namespace(montage, script, petit, cle).split()
    assert code == "disque_plein"
    assert int(lus) == int(ecrits) > 0
    assert reouverture in {"ouvert", "disque_plein"}


def test_a_bare_connection_without_the_key_reads_nothing(profil: Profil, base: Database) -> None:
    base.close()
    with pytest.raises(Exception, match="not a database"):
        connect(profil.base, bytes(32))


def test_a_profile_is_made_once_and_kept(tmp_path: Path) -> None:
    profil = open_profile(tmp_path / "neuf", Environnement.QUALIFICATION)
    assert profil.reglages.environnement is Environnement.QUALIFICATION
    assert {p.name for p in profil.racine.iterdir()} == {
        *("config.toml", "journaux", "cles", "sandbox", "referentiels", "sauvegardes")
    }
    assert all(p.stat().st_mode & 0o077 == 0 for p in profil.racine.iterdir())
    assert open_profile(tmp_path / "neuf").reglages == profil.reglages


@pytest.mark.parametrize("contenu", [b"environnement = ", b'environnement = "paradis"', b"\xff\xfe"])
def test_a_spoilt_configuration_is_told_and_kept(tmp_path: Path, contenu: bytes) -> None:
    profil = open_profile(tmp_path / "p")
    profil.config.write_bytes(contenu)
    with pytest.raises(AmbroiseError) as refus:
        open_profile(tmp_path / "p")
    assert refus.value.code == "configuration_illisible"
    assert profil.config.read_bytes() == contenu


def test_the_log_rotates_in_the_profile_and_is_private(profil: Profil) -> None:
    import logging

    sortie = setup_logs(profil)
    logging.getLogger("ambroise.essai").info("bonjour")
    close_logs(sortie)
    journal = profil.journaux / "ambroise.log"
    assert "bonjour" in journal.read_text()
    assert journal.stat().st_mode & 0o777 == 0o600


def test_the_migrations_are_shipped_beside_the_code() -> None:
    assert (MIGRATIONS / "versions").is_dir()


def test_a_disk_that_takes_no_more_is_told_and_leaves_no_lock(tmp_path: Path) -> None:
    (tmp_path / "verrou").symlink_to("/dev/full")
    with pytest.raises(ProfilIllisible) as refus:
        ProfileLock(tmp_path).acquire()
    assert refus.value.code == "lecture_seule"
    (tmp_path / "verrou").unlink()
    verrou = ProfileLock(tmp_path)
    verrou.acquire()
    verrou.release()
