from dataclasses import replace

import pytest

from ambroise.adapters.cartes import Cartes
from ambroise.settings import Environnement
from ambroise.usecases.errors import AccesRefuse, CodePorteurRefuse, SessionFermee
from esante.sandbox.autorite import Autorite
from esante.sandbox.cartes.catalogue import RUTH_NESSI, create_cps
from esante.sandbox.cartes.jeton import ApduJeton
from esante.sandbox.cartes.lecteurs import VirtualReaders
from esante.sandbox.cartes.vitale import VirtualVitale
from esante.sandbox.professionnels import MAX_LIBRE
from tests.fakes.cartes import LecteurSousContrat

PERSONNE_REELLE = replace(RUTH_NESSI, nir="255081416802538")


@pytest.fixture(scope="module")
def autorite(tmp_path_factory: pytest.TempPathFactory) -> Autorite:
    return Autorite(tmp_path_factory.mktemp("autorite"))


@pytest.fixture
def readers() -> VirtualReaders:
    return VirtualReaders(["Vitale", "CPS"])


def cartes(readers: VirtualReaders, environnement: Environnement) -> Cartes:
    return Cartes(readers, lambda lecteur, _: ApduJeton(readers.connect(lecteur)), {}, environnement)


@pytest.mark.parametrize(
    ("environnement", "test_acceptee", "reelle_acceptee"),
    [
        (Environnement.BAC_A_SABLE, True, False),
        (Environnement.QUALIFICATION, True, True),
        (Environnement.PRODUCTION, False, True),
    ],
)
def test_each_environment_takes_its_own_vitale_cards(
    readers: VirtualReaders, environnement: Environnement, test_acceptee: bool, reelle_acceptee: bool
) -> None:
    for person, accepted in ((RUTH_NESSI, test_acceptee), (PERSONNE_REELLE, reelle_acceptee)):
        readers.insert("Vitale", VirtualVitale([person]))
        if accepted:
            assert cartes(readers, environnement).read_vitale().beneficiaires[0].prenom == "RUTH"
        else:
            with pytest.raises(AccesRefuse):
                cartes(readers, environnement).read_vitale()


@pytest.mark.parametrize(("nature", "mot"), [("T", "de test"), ("D", "de démonstration")])
def test_production_refuses_the_cards_that_the_licensed_library_tells_are_nobodys(
    readers: VirtualReaders, nature: str, mot: str
) -> None:
    readers.insert("Vitale", VirtualVitale([PERSONNE_REELLE]))
    homologue = LecteurSousContrat(nature=nature)
    production = Cartes(readers, None, {}, Environnement.PRODUCTION, homologue)
    with pytest.raises(AccesRefuse, match=mot):
        production.read_vitale()
    homologue.nature = "R"
    assert production.read_vitale().nature == "reelle"


def test_test_cps_opens_no_session_in_production(readers: VirtualReaders, autorite: Autorite) -> None:
    readers.insert("CPS", create_cps(MAX_LIBRE, autorite))
    production = cartes(readers, Environnement.PRODUCTION)
    with pytest.raises(AccesRefuse, match="carte de test"):
        production.open_cps("1234")
    with pytest.raises(SessionFermee):
        _ = production.carte


def test_attempts_are_told_before_and_after_a_wrong_code(readers: VirtualReaders, autorite: Autorite) -> None:
    readers.insert("CPS", create_cps(MAX_LIBRE, autorite))
    formation = cartes(readers, Environnement.BAC_A_SABLE)
    assert formation.attempts_left() == 3
    with pytest.raises(CodePorteurRefuse) as caught:
        formation.open_cps("0000")
    assert caught.value.essais_restants == 2
    with pytest.raises(CodePorteurRefuse) as caught:
        formation.open_cps("12")
    assert caught.value.essais_restants is None
    assert formation.attempts_left() == 2
    professionnel, serie = formation.open_cps("1234")
    assert (professionnel.nom, serie) == ("LIBRE", "2600855206")
    assert formation.attempts_left() == 3
    formation.close_cps()
