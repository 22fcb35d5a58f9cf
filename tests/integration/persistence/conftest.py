"""A real encrypted database in a temporary profile, and the two engines the repositories run on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ambroise.persistence.database import Database
from ambroise.persistence.keys import generate_key
from ambroise.persistence.postgresql import open_postgresql
from ambroise.persistence.profile import Profil, open_profile
from ambroise.persistence.trace import Origine
from ambroise.usecases.ports import UnitOfWorkFactory
from tests.fakes.dossiers import MAINTENANT
from tests.fakes.serveur_postgresql import ServeurPostgresql
from tests.fakes.temps import HorlogeReglable


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
