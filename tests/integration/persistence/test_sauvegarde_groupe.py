"""A group practice is backed up on closing too: one seat a day does it, all of them know when."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ambroise.bootstrap import socle
from ambroise.bootstrap.application import Application
from ambroise.persistence.exclusif import alone
from ambroise.persistence.postgresql import create_server_engine
from ambroise.settings import Reglages
from tests.fakes.dossiers import make_patient
from tests.fakes.serveur_postgresql import ServeurPostgresql
from tests.fakes.temps import HorlogeReglable


class Cabinet:
    """Seats of one office on one server, and the folder where they put its backups."""

    def __init__(self, racine: Path, url: str) -> None:
        self.racine, self.url, self.disque = racine, url, racine / "disque"

    def seat(self, nom: str, *, sauvegarde: bool = True) -> Application:
        poste = Application(self.racine / nom, passphrase="phrase des essais")
        lieu = str(self.disque) if sauvegarde else ""
        reglages = replace(Reglages(), base_donnees=self.url, dossier_sauvegarde=lieu, poste=nom)
        poste.save_reglages(reglages)
        return poste

    def backups(self) -> list[str]:
        return sorted(fichier.name for fichier in self.disque.glob("*.ambroise"))


@pytest.fixture
def horloge(monkeypatch: pytest.MonkeyPatch) -> HorlogeReglable:
    horloge = HorlogeReglable(datetime.fromisoformat("2026-06-04T18:00:00+00:00"))
    monkeypatch.setattr(socle, "utc_now", horloge)
    return horloge


@pytest.fixture
def cabinet(tmp_path: Path, serveur: ServeurPostgresql, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cabinet]:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    with serveur.database() as url:
        yield Cabinet(tmp_path, url)


def work_a_day(poste: Application) -> None:
    with poste, poste.contexte.uow() as uow:
        uow.patients.search("x")


def test_the_seat_that_closes_first_backs_up_the_server_for_all(
    cabinet: Cabinet, horloge: HorlogeReglable
) -> None:
    accueil = cabinet.seat("accueil")
    with accueil, accueil.contexte.uow() as uow:
        uow.patients.add(make_patient())
        uow.commit()
    [premiere] = cabinet.backups()
    with cabinet.seat("accueil") as autre:
        assert autre.base
        assert autre.sauvegardes.last() == horloge()
        horloge.advance(timedelta(hours=2))
    assert cabinet.backups() == [premiere]
    horloge.advance(timedelta(days=1))
    work_a_day(cabinet.seat("accueil"))
    assert len(cabinet.backups()) == 2
    with cabinet.seat("accueil") as poste:
        restauree = poste.sauvegardes.restore(
            str(cabinet.disque / cabinet.backups()[-1]),
            cabinet.racine / "neuf",
            passphrase="phrase des essais",
        )
    assert restauree.comptes["patient"] == 1


def test_a_seat_without_a_folder_knows_of_the_backup_another_made(
    cabinet: Cabinet, horloge: HorlogeReglable
) -> None:
    work_a_day(cabinet.seat("accueil"))
    (cabinet.racine / "accueil" / "sauvegardes" / "derniere.json").unlink()
    with cabinet.seat("accueil", sauvegarde=False) as poste:
        assert poste.sauvegardes.last() == horloge()


def test_two_seats_closing_at_once_make_one_backup(cabinet: Cabinet, horloge: HorlogeReglable) -> None:
    moteur = create_server_engine(cabinet.url)
    try:
        with alone(moteur, "sauvegarde") as seul:
            assert seul
            with alone(moteur, "sauvegarde") as second:
                assert not second
            work_a_day(cabinet.seat("accueil"))
            assert cabinet.backups() == []
        with alone(moteur, "sauvegarde") as seul:
            assert seul
    finally:
        moteur.dispose()
    work_a_day(cabinet.seat("accueil"))
    assert len(cabinet.backups()) == 1
    assert horloge()


def test_a_disk_left_at_home_does_not_keep_the_seat_from_closing(
    cabinet: Cabinet, horloge: HorlogeReglable, caplog: pytest.LogCaptureFixture
) -> None:
    cabinet.disque.write_text("un fichier, pas un dossier")
    work_a_day(cabinet.seat("accueil"))
    assert "sauvegarde_impossible" in caplog.text
    with cabinet.seat("accueil", sauvegarde=False) as poste:
        assert poste.sauvegardes.last() is None
    assert horloge()
