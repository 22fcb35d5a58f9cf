"""Backups on other machines, against servers written by others: OpenSSH and WsgiDAV."""

import getpass
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from ambroise.adapters.cibles.adresse import AccesCible, is_distante, open_cible
from ambroise.persistence.backup import last_backup, restore, write_backup
from ambroise.persistence.database import Database
from ambroise.persistence.distant import backup_to, fetch_backup
from ambroise.persistence.profile import Profil
from ambroise.persistence.retention import Retention
from ambroise.settings import Reglages, load_reglages
from ambroise.usecases.errors import (
    AccesRefuse,
    AmbroiseError,
    DemandeRejetee,
    ProfilIllisible,
    ReponseInvalide,
    ServiceInjoignable,
)
from ambroise.usecases.ports import UnitOfWorkFactory
from ambroise.usecases.ports_sauvegarde import CibleDistante
from tests.fakes.dossiers import make_patient
from tests.fakes.serveur_postgresql import ServeurPostgresql
from tests.fakes.serveur_sftp import ServeurSftp
from tests.fakes.serveur_webdav import MOT_DE_PASSE, NOM, ServeurWebdav
from tests.fakes.temps import HorlogeReglable
from tests.integration.persistence.conftest import Terminal
from tests.unit.ambroise.persistence.test_keys import TrousseauMemoire


@pytest.fixture
def moteur() -> str:
    return "sqlite"


class Lieu:
    """A place of either kind: its address, what opens it, and the folder behind."""

    def __init__(self, adresse: str, acces: AccesCible, dossier: Path) -> None:
        self.adresse, self.acces, self.dossier = adresse, acces, dossier

    def open(self, acces: AccesCible | None = None) -> AbstractContextManager[CibleDistante]:
        return open_cible(self.adresse, acces or self.acces, httpx.Client)


@pytest.fixture
def sftp(tmp_path: Path) -> Iterator[ServeurSftp]:
    cles = tmp_path / "ssh"
    cles.mkdir()
    with ServeurSftp(cles) as serveur:
        yield serveur


@pytest.fixture(params=["sftp", "webdav"])
def lieu(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lieu]:
    racine = tmp_path / "hebergeur"
    racine.mkdir()
    if request.param == "sftp":
        serveur: ServeurSftp = request.getfixturevalue("sftp")
        adresse = f"sftp://{getpass.getuser()}@127.0.0.1:{serveur.port}{racine}/cabinet/été"
        yield Lieu(adresse, AccesCible("", str(serveur.cle), serveur.empreinte), racine / "cabinet" / "été")
        return
    with ServeurWebdav(racine) as webdav:
        adresse = f"http://{NOM}@127.0.0.1:{webdav.port}/cabinet/%C3%A9t%C3%A9"
        yield Lieu(adresse, AccesCible(MOT_DE_PASSE), racine / "cabinet" / "été")


@pytest.fixture
def ouverte(base: Database, uow: UnitOfWorkFactory) -> Database:
    with uow() as u:
        for n in range(5):
            u.patients.add(make_patient(f"MARTIN{n}"))
        u.commit()
    return base


@pytest.mark.usefixtures("ouverte")
def test_a_backup_is_sent_brought_back_verified_and_restored(
    lieu: Lieu, profil: Profil, cle: bytes, horloge: HorlogeReglable, tmp_path: Path
) -> None:
    with lieu.open() as cible:
        faite = backup_to(cible, profil, cle, lambda d: write_backup(profil, cle, d, horloge()))
    assert [f.name for f in lieu.dossier.iterdir()] == [faite.fichier.name]
    assert last_backup(profil) == horloge()
    with lieu.open() as cible:
        assert cible.list() == [faite.fichier.name]
        rapportee = fetch_backup(cible, faite.fichier.name, tmp_path)
    restauree = restore(rapportee, tmp_path / "neuf", cle=cle, trousseau=TrousseauMemoire())
    assert restauree.comptes["patient"] == 5


@pytest.mark.usefixtures("ouverte")
def test_what_comes_back_changed_is_no_backup_and_is_not_kept(
    lieu: Lieu, profil: Profil, cle: bytes, horloge: HorlogeReglable
) -> None:
    with lieu.open() as cible:
        envoyer = cible.send

        def alter(fichier: Path) -> None:
            octets = bytearray(fichier.read_bytes())
            octets[len(octets) // 2] ^= 1
            fichier.write_bytes(octets)
            envoyer(fichier)

        cible.send = alter  # type: ignore[method-assign]
        with pytest.raises(ProfilIllisible, match="ne se restaure pas"):
            backup_to(cible, profil, cle, lambda d: write_backup(profil, cle, d, horloge()))
    assert list(lieu.dossier.iterdir()) == []
    assert last_backup(profil) is None


@pytest.mark.usefixtures("ouverte")
def test_old_backups_leave_by_the_rules_of_retention(
    lieu: Lieu, profil: Profil, cle: bytes, horloge: HorlogeReglable
) -> None:
    with lieu.open() as cible:
        for _ in range(3):
            horloge.advance(timedelta(minutes=1))
            retention = Retention(dernieres=2, jours=0, semaines=0, mois=0)
            backup_to(cible, profil, cle, lambda d: write_backup(profil, cle, d, horloge()), retention)
        assert len(cible.list()) == 2


def test_a_place_that_knows_another_key_or_password_refuses(lieu: Lieu, sftp: ServeurSftp) -> None:
    cle = str(sftp.make_other_key()) if lieu.acces.cle_ssh else ""
    faux = AccesCible("" if cle else "faux", cle, lieu.acces.empreinte)
    with pytest.raises(AccesRefuse) as refus:
        lieu.open(faux)
    assert refus.value.code == "acces_sauvegarde"
    assert "faux" not in str(refus.value)


def test_names_that_climb_out_of_the_folder_and_missing_files_are_refused(lieu: Lieu, tmp_path: Path) -> None:
    with lieu.open() as cible:
        for nom in ("../cle", "a/b", ".."):
            with pytest.raises(AmbroiseError, match="nom de sauvegarde"):
                cible.delete(nom)
        with pytest.raises(DemandeRejetee):
            cible.fetch("ambroise-absente.ambroise", tmp_path / "x")


def test_a_server_whose_fingerprint_is_not_the_expected_one_is_told_and_gets_nothing(
    sftp: ServeurSftp,
) -> None:
    for empreinte in ("", "SHA256:" + "A" * 43):
        acces = AccesCible("", str(sftp.cle), empreinte)
        with pytest.raises(AccesRefuse) as refus:
            open_cible(f"sftp://{getpass.getuser()}@127.0.0.1:{sftp.port}/tmp", acces, httpx.Client)
        assert sftp.empreinte in refus.value.message
        assert refus.value.code == "serveur_inconnu"


def test_an_unreadable_key_is_told(sftp: ServeurSftp, tmp_path: Path) -> None:
    (tmp_path / "cle").write_text("pas une clé")
    acces = AccesCible("", str(tmp_path / "cle"), sftp.empreinte)
    with pytest.raises(AccesRefuse, match="clé SSH"):
        open_cible(f"sftp://x@127.0.0.1:{sftp.port}/tmp", acces, httpx.Client)


@pytest.mark.parametrize("adresse", ["sftp://x@127.0.0.1:1/d", "http://x@127.0.0.1:1/d"])
def test_a_place_that_does_not_answer_is_told(adresse: str) -> None:
    with pytest.raises(ServiceInjoignable):
        open_cible(adresse, AccesCible("x"), httpx.Client)


@pytest.mark.parametrize(
    ("adresse", "code"),
    [
        ("ftp://serveur/d", "adresse_invalide"),
        ("sftp://", "adresse_invalide"),
        ("http://serveur.example/d", "adresse_en_clair"),
    ],
)
def test_an_address_that_is_none_or_in_clear_is_refused(adresse: str, code: str) -> None:
    assert is_distante(adresse)
    with pytest.raises(AmbroiseError) as refus:
        open_cible(adresse, AccesCible(), httpx.Client)
    assert refus.value.code == code


@pytest.mark.parametrize(
    "corps",
    [
        b"<html><p>non",
        b"x" * (9 << 20),
        b'<!DOCTYPE a [<!ENTITY b "c">]><a xmlns="DAV:"><href>&b;</href></a>',
        b'<a xmlns="DAV:"><href>http://[</href></a>',
    ],
)
def test_a_webdav_answer_that_is_none_or_hostile_is_refused_or_lists_nothing(corps: bytes) -> None:
    def answer(demande: httpx.Request) -> httpx.Response:
        return httpx.Response(201 if demande.method == "MKCOL" else 207, content=corps)

    client = httpx.Client(transport=httpx.MockTransport(answer))
    with open_cible("https://x@serveur.example/d", AccesCible("x"), lambda: client) as cible:
        if b"ENTITY" in corps:
            assert cible.list() == []
            return
        with pytest.raises(ReponseInvalide):
            cible.list()


def test_a_full_host_is_told() -> None:
    client = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(507)))
    with pytest.raises(DemandeRejetee, match="place"):
        open_cible("https://x@serveur.example/d", AccesCible("x"), lambda: client)


def test_the_terminal_saves_to_a_server_lists_it_and_restores_from_it(
    terminal: Terminal, sftp: ServeurSftp, tmp_path: Path
) -> None:
    terminal("generate", "--patients", 3, "--years", 0.1)
    reglages = tmp_path / "profil" / "config.toml"
    avant = reglages.read_text("utf-8")
    reglages.write_text(
        f'sauvegarde_empreinte = "{sftp.empreinte}"\nsauvegarde_cle_ssh = "{sftp.cle}"\n' + avant, "utf-8"
    )
    (tmp_path / "neuf").mkdir()
    (tmp_path / "neuf" / "config.toml").write_text(reglages.read_text("utf-8"), "utf-8")
    lieu = f"sftp://{getpass.getuser()}@127.0.0.1:{sftp.port}{tmp_path}/disque"
    code, sauve = terminal("backup", lieu)
    assert (code, sauve["ok"]) == (0, True)
    assert terminal("backups", lieu)[1]["sauvegardes"] == [sauve["fichier"]]
    code, restauree = terminal("restore", f"{lieu}/{sauve['fichier']}", profil="neuf")
    assert (code, restauree["comptes"]["patient"]) == (0, 3)


def test_the_server_of_an_office_is_saved_and_restored_into_a_profile(
    terminal: Terminal, serveur: ServeurPostgresql, tmp_path: Path
) -> None:
    terminal("generate", "--patients", 3, "--years", 0.1)
    with serveur.database() as url:
        assert terminal("transfer", url)[0] == 0
        reglages = tmp_path / "profil" / "config.toml"
        reglages.write_text(
            f'base_donnees = "{url}"\nprofession = "60"\n' + reglages.read_text("utf-8"), "utf-8"
        )
        (tmp_path / "profil" / "base.sqlite").unlink()
        code, sauve = terminal("backup", tmp_path / "disque")
    assert (code, sauve["comptes"]["patient"]) == (0, 3)
    code, restauree = terminal("restore", sauve["fichier"], profil="neuf")
    assert (code, restauree["comptes"]) == (0, sauve["comptes"])
    assert load_reglages(tmp_path / "neuf" / "config.toml") == Reglages(profession="60")
