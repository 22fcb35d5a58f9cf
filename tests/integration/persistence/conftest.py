"""A real encrypted database in a temporary profile, and the two engines the repositories run on."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ambroise.__main__ import main
from ambroise.bootstrap.application import Application
from ambroise.persistence.database import Database
from ambroise.persistence.keys import generate_key
from ambroise.persistence.postgresql import open_postgresql
from ambroise.persistence.profile import Profil, open_profile
from ambroise.persistence.trace import Origine
from ambroise.usecases.ports import UnitOfWorkFactory
from tests.fakes.dossiers import MAINTENANT
from tests.fakes.serveur_postgresql import ServeurPostgresql
from tests.fakes.temps import HorlogeReglable

Terminal = Callable[..., tuple[int, dict[str, Any]]]
"""Runs a command on a profile; returns its exit code and its JSON."""
PRATICIEN = "899700366240"


@pytest.fixture
def horloge() -> HorlogeReglable:
    return HorlogeReglable(MAINTENANT)


@pytest.fixture
def profil(tmp_path: Path) -> Profil:
    return open_profile(tmp_path / "profil")


@pytest.fixture(scope="session")
def cle() -> bytes:
    return generate_key()


@pytest.fixture(scope="session")
def serveur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServeurPostgresql]:
    with ServeurPostgresql(tmp_path_factory.mktemp("pg")) as serveur:
        open_postgresql(serveur.make_template("modele"), bytes(32)).close()
        yield serveur


@pytest.fixture(params=["sqlite", "postgresql"])
def moteur(request: pytest.FixtureRequest) -> str:
    """Every test of the store runs on both engines, unless its module says otherwise."""
    return str(request.param)


@pytest.fixture
def base(
    profil: Profil, cle: bytes, horloge: HorlogeReglable, moteur: str, request: pytest.FixtureRequest
) -> Iterator[Database]:
    if moteur == "sqlite":
        base = Database.open(profil, cle, horloge)
        yield base
        base.close()
    else:
        serveur: ServeurPostgresql = request.getfixturevalue("serveur")
        with serveur.database("modele") as url:
            base = open_postgresql(url, cle)
            yield base
            base.close()


@pytest.fixture
def origine() -> Origine:
    return Origine("899700366240", "poste-1")


@pytest.fixture
def uow(base: Database, origine: Origine, horloge: HorlogeReglable) -> UnitOfWorkFactory:
    return base.unit_of_work(lambda: origine, horloge)


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("AMBROISE_PASSPHRASE", "phrase des essais")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")

    def run(*args: object, profil: str = "profil") -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        code = main([*(str(a) for a in args), "--profile", str(tmp_path / profil), "--json"])
        sortie = capsys.readouterr().out
        assert sortie.count("\n") == 1
        return code, json.loads(sortie)

    return run


class Poste(Application):
    """A seat on which somebody is logged in, without any card."""

    qui = ""

    def _auteur(self) -> str:
        return self.qui


@pytest.fixture
def poste(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Poste:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return Poste(tmp_path / "profil", passphrase="phrase des essais")
