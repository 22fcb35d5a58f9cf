from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from ambroise.persistence import rotation
from ambroise.persistence.backup import backup, restore, verify_base
from ambroise.persistence.database import Database
from ambroise.persistence.keys import CoutArgon2, load_or_create_key, store_key
from ambroise.persistence.profile import Profil
from ambroise.persistence.rotation import is_printed_key_stale, note_printed, recover_rotation, rotate_key
from ambroise.persistence.trace import Origine
from ambroise.usecases.errors import ProfilIllisible, ProfilOccupe
from ambroise.usecases.ports import UnitOfWorkFactory
from tests.fakes.dossiers import make_entree, make_patient
from tests.fakes.temps import HorlogeReglable
from tests.unit.ambroise.persistence.test_keys import SansTrousseau, TrousseauMemoire


@pytest.fixture
def moteur() -> str:
    return "sqlite"


@pytest.fixture
def ferme(profil: Profil, cle: bytes, base: Database, uow: UnitOfWorkFactory) -> Profil:
    with uow() as u:
        u.patients.add(make_patient())
        u.audit.append(make_entree())
        u.commit()
    base.close()
    store_key(profil.cles, cle, "phrase", trousseau=SansTrousseau(), cout=CoutArgon2(64, 1, 1))
    return profil


def read(profil: Profil, cle: bytes, horloge: HorlogeReglable) -> int:
    base = Database.open(profil, cle, horloge)
    try:
        with base.unit_of_work(lambda: Origine("a", "b"), horloge)() as u:
            assert u.audit.verify() == []
            return len(u.patients.search("martin"))
    finally:
        base.close()


def test_a_new_key_opens_the_file_and_the_old_one_no_more(
    ferme: Profil, cle: bytes, horloge: HorlogeReglable, tmp_path: Path
) -> None:
    ancienne = backup(ferme, cle, tmp_path / "disque", horloge()).fichier
    nouvelle = rotate_key(ferme, cle, "phrase", trousseau=SansTrousseau())
    assert nouvelle != cle
    assert load_or_create_key(ferme.cles, "phrase", trousseau=SansTrousseau()) == nouvelle
    assert read(ferme, nouvelle, horloge) == 1
    assert verify_base(ferme.base, nouvelle) == ()
    with pytest.raises(ProfilIllisible):
        Database.open(ferme, cle, horloge)
    restore(ancienne, tmp_path / "neuf", cle=cle, trousseau=TrousseauMemoire())


@pytest.mark.parametrize("etape", ["_rekey", "_finish"])
def test_a_rotation_interrupted_anywhere_leaves_a_profile_that_opens(
    ferme: Profil, cle: bytes, horloge: HorlogeReglable, etape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as m:
        m.setattr(rotation, etape, cut)
        with pytest.raises(KeyboardInterrupt):
            rotate_key(ferme, cle, "phrase", trousseau=SansTrousseau())
    recover_rotation(ferme, "phrase", trousseau=SansTrousseau())
    recover_rotation(ferme, "phrase", trousseau=SansTrousseau())
    retrouvee = load_or_create_key(ferme.cles, "phrase", trousseau=SansTrousseau())
    assert (retrouvee == cle) is (etape == "_rekey")
    assert read(ferme, retrouvee, horloge) == 1
    assert {f.name for f in ferme.cles.iterdir()} == {"base.json", "imprimee"}


def test_the_part_done_is_told_and_the_paper_of_the_former_key_is_stale_until_the_new_one_is_told(
    ferme: Profil, cle: bytes
) -> None:
    assert not is_printed_key_stale(ferme, cle)
    parts: list[float] = []
    nouvelle = rotate_key(ferme, cle, "phrase", trousseau=SansTrousseau(), on_progress=parts.append)
    assert all(0 <= part <= 1 for part in parts)
    assert is_printed_key_stale(ferme, nouvelle)
    note_printed(ferme, nouvelle)
    assert not is_printed_key_stale(ferme, nouvelle)
    assert nouvelle.hex() not in (ferme.cles / "imprimee").read_text()


def test_a_disk_that_fails_while_the_key_changes_leaves_the_former_one(
    ferme: Profil, cle: bytes, horloge: HorlogeReglable, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Pleine:
        """A connection whose disk is full once pages are to be written."""

        def execute(self, ordre: str) -> "Pleine":
            if "rekey" in ordre:
                raise sqlcipher.OperationalError("database or disk is full")
            return self

        def fetchone(self) -> None: ...
        def close(self) -> None: ...

    with monkeypatch.context() as m:
        m.setattr(rotation, "connect", lambda *_: Pleine())
        with pytest.raises(ProfilIllisible) as refus:
            rotate_key(ferme, cle, "phrase", trousseau=SansTrousseau())
    assert refus.value.code == "rotation_impossible"
    recover_rotation(ferme, "phrase", trousseau=SansTrousseau())
    assert load_or_create_key(ferme.cles, "phrase", trousseau=SansTrousseau()) == cle
    assert read(ferme, cle, horloge) == 1


def test_an_open_profile_keeps_its_key(profil: Profil, base: Database, cle: bytes) -> None:
    with pytest.raises(ProfilOccupe):
        rotate_key(profil, cle, "phrase", trousseau=SansTrousseau())
