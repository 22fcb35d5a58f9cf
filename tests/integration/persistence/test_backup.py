import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ambroise.persistence.backup import (
    Retention,
    Sauvegarde,
    backup,
    is_due,
    last_backup,
    list_backups,
    restore,
    verify_backup,
    verify_base,
)
from ambroise.persistence.database import Database
from ambroise.persistence.keys import CoutArgon2, generate_key, load_or_create_key, recovery_key, store_key
from ambroise.persistence.profile import Profil, open_profile
from ambroise.persistence.trace import Origine
from ambroise.settings import Environnement, Reglages, save_reglages
from ambroise.usecases.errors import ProfilIllisible
from ambroise.usecases.ports import UnitOfWorkFactory
from tests.fakes.dossiers import make_entree, make_patient
from tests.fakes.temps import HorlogeReglable
from tests.unit.ambroise.persistence.test_keys import SansTrousseau, TrousseauMemoire


@pytest.fixture
def moteur() -> str:
    return "sqlite"


@pytest.fixture
def rempli(uow: UnitOfWorkFactory) -> UnitOfWorkFactory:
    with uow() as u:
        for n in range(40):
            u.patients.add(make_patient(f"MARTIN{n}"))
            u.audit.append(make_entree(f"patient {n}"))
        u.commit()
    return uow


@pytest.fixture
def sauvegarde(
    profil: Profil, cle: bytes, rempli: UnitOfWorkFactory, horloge: HorlogeReglable, tmp_path: Path
) -> Sauvegarde:
    return backup(profil, cle, tmp_path / "disque", horloge())


def test_a_backup_restores_the_very_same_file(
    sauvegarde: Sauvegarde, cle: bytes, tmp_path: Path, horloge: HorlogeReglable, rempli: UnitOfWorkFactory
) -> None:
    assert sauvegarde.comptes["patient"] == 40
    assert sauvegarde.constats == ()
    assert sauvegarde.fichier.stat().st_mode & 0o777 == 0o600
    restauree = restore(sauvegarde.fichier, tmp_path / "neuf", cle=cle, trousseau=TrousseauMemoire())
    assert restauree.comptes == sauvegarde.comptes
    base = Database.open(open_profile(tmp_path / "neuf"), cle, horloge)
    with base.unit_of_work(lambda: Origine("a", "b"), horloge)() as u, rempli() as v:
        assert u.patients.search("martin", 100) == v.patients.search("martin", 100)
        assert u.audit.list() == v.audit.list()
        assert u.audit.verify() == []
    base.close()


def test_a_backup_holds_nothing_readable(sauvegarde: Sauvegarde) -> None:
    octets = sauvegarde.fichier.read_bytes()
    assert b"MARTIN" not in octets
    assert b"SQLite format" not in octets


def test_a_backup_is_made_while_someone_writes(
    profil: Profil, cle: bytes, rempli: UnitOfWorkFactory, horloge: HorlogeReglable, tmp_path: Path
) -> None:
    with rempli() as u:
        u.patients.add(make_patient("ENCOURS"))
        sauvee = backup(profil, cle, tmp_path / "disque", horloge())
        u.commit()
    assert sauvee.comptes["patient"] == 40
    assert verify_backup(sauvee.fichier, cle) == ()


@pytest.mark.parametrize("part", [0.02, 0.3, 0.5, 0.7, 0.98])
def test_a_flipped_bit_anywhere_in_a_backup_is_found(sauvegarde: Sauvegarde, cle: bytes, part: float) -> None:
    octets = bytearray(sauvegarde.fichier.read_bytes())
    octets[int(len(octets) * part)] ^= 1
    sauvegarde.fichier.write_bytes(octets)
    assert verify_backup(sauvegarde.fichier, cle)


@pytest.mark.parametrize("octets", [b"", b"PK", b"not a zip" * 100])
def test_anything_else_is_no_backup(tmp_path: Path, octets: bytes) -> None:
    fichier = tmp_path / "x.ambroise"
    fichier.write_bytes(octets)
    with pytest.raises(ProfilIllisible) as refus:
        restore(fichier, tmp_path / "neuf", cle=bytes(32))
    assert refus.value.code == "sauvegarde_illisible"
    with pytest.raises(ProfilIllisible):
        restore(tmp_path / "absent.ambroise", tmp_path / "neuf", cle=bytes(32))


@pytest.mark.parametrize(
    "manifeste", ["[]", "{}", '{"format": 1}', '{"format": 99}', "x" * 100_000, '{"format": 1, "cle": 3}']
)
def test_a_hostile_manifest_is_refused(tmp_path: Path, manifeste: str) -> None:
    fichier = tmp_path / "x.ambroise"
    with zipfile.ZipFile(fichier, "w") as zip_:
        zip_.writestr("manifeste.json", manifeste)
        zip_.writestr("base.sqlite", b"")
        zip_.writestr("../../hors", b"x")
    with pytest.raises(ProfilIllisible):
        restore(fichier, tmp_path / "neuf", cle=bytes(32))
    assert not (tmp_path.parent / "hors").exists()


def test_an_altered_base_under_a_rewritten_manifest_is_found(sauvegarde: Sauvegarde, cle: bytes) -> None:
    import hashlib

    with zipfile.ZipFile(sauvegarde.fichier) as zip_:
        manifeste = json.loads(zip_.read("manifeste.json"))
        base = bytearray(zip_.read("base.sqlite"))
    base[len(base) // 2] ^= 1
    manifeste["empreinte"] = hashlib.sha256(base).hexdigest()
    with zipfile.ZipFile(sauvegarde.fichier, "w") as zip_:
        zip_.writestr("manifeste.json", json.dumps(manifeste))
        zip_.writestr("base.sqlite", bytes(base))
    assert any("altérée" in c or "endommagée" in c for c in verify_backup(sauvegarde.fichier, cle))


def test_restoring_never_overwrites(
    sauvegarde: Sauvegarde, profil: Profil, base: Database, cle: bytes
) -> None:
    base.close()
    avant = profil.base.read_bytes()
    with pytest.raises(ProfilIllisible) as refus:
        restore(sauvegarde.fichier, profil.racine, cle=cle)
    assert refus.value.code == "profil_non_vide"
    assert profil.base.read_bytes() == avant


def test_a_restored_practice_has_its_options_but_for_its_server_and_the_place_of_its_backups(
    profil: Profil, rempli: UnitOfWorkFactory, cle: bytes, horloge: HorlogeReglable, tmp_path: Path
) -> None:
    siennes = Reglages(profession="21", environnement=Environnement.QUALIFICATION, boite_mssante="p@mss.fr")
    save_reglages(
        profil.config, replace(siennes, base_donnees="postgresql://h/b", dossier_sauvegarde=str(tmp_path))
    )
    sauvegarde = backup(profil, cle, tmp_path / "disque", horloge())
    assert b"p@mss.fr" not in sauvegarde.fichier.read_bytes()
    restore(sauvegarde.fichier, tmp_path / "neuf", cle=cle, trousseau=TrousseauMemoire())
    assert open_profile(tmp_path / "neuf").reglages == siennes
    choisi = open_profile(tmp_path / "choisi")
    save_reglages(choisi.config, Reglages(profession="60"))
    restore(sauvegarde.fichier, choisi.racine, cle=cle, trousseau=TrousseauMemoire())
    assert open_profile(choisi.racine).reglages == Reglages(profession="60")


@pytest.mark.parametrize("scellees", [None, 3, "", "AAAA", "é", "QUFB" * 40])
def test_options_that_no_key_opens_are_left_and_the_practice_restored(
    sauvegarde: Sauvegarde, cle: bytes, tmp_path: Path, scellees: object
) -> None:
    with zipfile.ZipFile(sauvegarde.fichier) as zip_:
        manifeste = json.loads(zip_.read("manifeste.json")) | {"reglages": scellees}
        base = zip_.read("base.sqlite")
    with zipfile.ZipFile(sauvegarde.fichier, "w") as zip_:
        zip_.writestr("manifeste.json", json.dumps(manifeste))
        zip_.writestr("base.sqlite", base)
    restauree = restore(sauvegarde.fichier, tmp_path / "neuf", cle=cle, trousseau=TrousseauMemoire())
    assert restauree.comptes["patient"] == 40
    assert open_profile(tmp_path / "neuf").reglages == Reglages()


def test_the_recovery_key_opens_a_backup_on_another_machine(
    sauvegarde: Sauvegarde, cle: bytes, tmp_path: Path
) -> None:
    neuf = tmp_path / "neuf"
    restore(
        sauvegarde.fichier,
        neuf,
        cle_secours=recovery_key(cle).lower(),
        passphrase="phrase",
        trousseau=SansTrousseau(),
    )
    assert load_or_create_key(neuf / "cles", "phrase", trousseau=SansTrousseau()) == cle
    with pytest.raises(ProfilIllisible) as refus:
        restore(sauvegarde.fichier, tmp_path / "autre", cle_secours=recovery_key(generate_key()))
    assert refus.value.code == "cle_differente"
    assert not (tmp_path / "autre" / "base.sqlite").exists()


def test_the_passphrase_of_the_profile_opens_its_backups(
    profil: Profil,
    cle: bytes,
    rempli: UnitOfWorkFactory,
    horloge: HorlogeReglable,
    tmp_path: Path,
) -> None:
    store_key(profil.cles, cle, "phrase", trousseau=SansTrousseau(), cout=CoutArgon2(64, 1, 1))
    fichier = backup(profil, cle, tmp_path / "disque", horloge()).fichier
    restore(fichier, tmp_path / "neuf", passphrase="phrase", trousseau=SansTrousseau())
    for phrase, code in (("autre", "phrase_refusee"), (None, "phrase_absente")):
        with pytest.raises(ProfilIllisible) as refus:
            restore(fichier, tmp_path / f"n{code}", passphrase=phrase, trousseau=SansTrousseau())
        assert refus.value.code == code


def test_old_backups_go_but_one_a_day_a_week_a_month_stays(
    profil: Profil, cle: bytes, rempli: UnitOfWorkFactory, tmp_path: Path, horloge: HorlogeReglable
) -> None:
    dossier = tmp_path / "disque"
    dossier.mkdir()
    for jours in range(1, 120):
        instant = horloge() - timedelta(days=jours)
        for heure in (0, 6):
            quand = instant - timedelta(hours=heure)
            (dossier / f"ambroise-{quand:%Y%m%dT%H%M%S%fZ}.ambroise").write_bytes(b"ancienne")
    (dossier / "photo.jpg").write_bytes(b"")
    derniere = backup(profil, cle, dossier, horloge(), Retention(2, 7, 4, 6)).fichier
    restantes = list_backups(dossier)
    assert restantes[0] == derniere
    assert 10 <= len(restantes) <= 2 + 7 + 4 + 6
    assert len({f.name[9:15] for f in restantes}) == 5
    assert (dossier / "photo.jpg").exists()


def test_an_old_or_missing_backup_is_due(
    profil: Profil, sauvegarde: Sauvegarde, horloge: HorlogeReglable
) -> None:
    assert last_backup(profil) == horloge()
    assert not is_due(last_backup(profil), horloge() + timedelta(hours=23))
    assert is_due(last_backup(profil), horloge() + timedelta(days=1))
    assert is_due(last_backup(replace(profil, racine=profil.racine / "autre")), horloge())


def test_a_folder_that_cannot_be_written_is_told(
    profil: Profil, cle: bytes, rempli: UnitOfWorkFactory, horloge: HorlogeReglable, tmp_path: Path
) -> None:
    (tmp_path / "fichier").write_text("")
    with pytest.raises(ProfilIllisible) as refus:
        backup(profil, cle, tmp_path / "fichier", horloge())
    assert refus.value.code == "sauvegarde_impossible"
    assert last_backup(profil) is None


def test_a_flipped_bit_in_the_middle_of_the_base_is_found_by_the_check(
    profil: Profil, base: Database, cle: bytes, rempli: UnitOfWorkFactory
) -> None:
    base.close()
    assert verify_base(profil.base, cle) == ()
    octets = bytearray(profil.base.read_bytes())
    octets[len(octets) * 3 // 4] ^= 1
    profil.base.write_bytes(octets)
    assert verify_base(profil.base, cle)
