"""The INSi port over the sandbox: published test people become domain identities."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from ambroise.adapters.carte_ouverte import AccesServices
from ambroise.adapters.environnement import load_environnement
from ambroise.adapters.insi import Insi
from ambroise.domain.identite import OID_INS_NIA, OID_INS_NIR, Sexe, TraitsIdentite
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.usecases.errors import AccesRefuse, ServiceInjoignable
from ambroise.usecases.ports_identite import InsAbsente, InsMultiple, InsTrouvee
from esante.sandbox.serveur import Sandbox
from tests.fakes.carte import CarteLogicielle
from tests.fakes.services import DOCTEUR

ZOE = TraitsIdentite("ADRUN", "ZOE", Sexe.FEMININ, date(1975, 12, 31), "63220")


@pytest.fixture
def insi(sandbox: Sandbox) -> Insi:
    adresses = sandbox.adresses
    table = load_environnement("bac-a-sable").with_bac_a_sable(
        adresses.services, adresses.autorite, adresses.revocations
    )
    session = SessionProfessionnel(DOCTEUR, DOCTEUR.situations[0], datetime.now(UTC))
    carte = CarteLogicielle(sandbox.autorite)
    return Insi(AccesServices(table, lambda: session, lambda: carte), lambda: datetime.now(UTC), UUID(int=7))


def test_a_published_person_is_found_with_matricule_and_traits(insi: Insi) -> None:
    trouvee = insi.find_identite(ZOE)
    assert isinstance(trouvee, InsTrouvee)
    assert str(trouvee.identite.matricule) == "2 75 12 63 220 749 74"
    assert trouvee.identite.matricule.oid == OID_INS_NIR
    assert trouvee.identite.traits == ZOE


def test_the_history_and_the_nia_are_kept(insi: Insi) -> None:
    ecetinsi = TraitsIdentite(
        "ECETINSI", "PIERRE-ALAIN MURIEL FLORIANT", Sexe.MASCULIN, date(2009, 7, 14), "63220"
    )
    trouvee = insi.find_identite(ecetinsi)
    assert isinstance(trouvee, InsTrouvee)
    assert [h.matricule.numero for h in trouvee.identite.historique] == ["209076322083439", "209066322012355"]
    assert trouvee.identite.traits.premier_prenom == "PIERRE-ALAIN"
    nia = insi.find_identite(TraitsIdentite("PROVISOIRE", "MATRICULE", Sexe.MASCULIN, date(2009, 7, 1)))
    assert isinstance(nia, InsTrouvee)
    assert nia.identite.matricule.oid == OID_INS_NIA


def test_nobody_and_several_are_results(insi: Insi) -> None:
    houilles = TraitsIdentite("HOUILLES", "PIERRE PAUL JACQUES", Sexe.MASCULIN, date(1993, 1, 27))
    assert insi.find_identite(houilles) == InsAbsente(appels=4, libelle="Aucune identite trouvee")
    vinci = TraitsIdentite("DE VINCI", "LEONARDO", Sexe.MASCULIN, date(2014, 2, 1))
    assert isinstance(insi.find_identite(vinci), InsMultiple)


def test_a_refusal_and_a_silence_are_told_in_french(insi: Insi, sandbox: Sandbox) -> None:
    sandbox.reglages["insi"].refuse = "desir_550"
    with pytest.raises(AccesRefuse, match="desir_550"):
        insi.find_identite(ZOE)
    sandbox.reglages["insi"].refuse = None
    sandbox.reglages["insi"].down = True
    with pytest.raises(ServiceInjoignable, match="INSi"):
        insi.find_identite(ZOE)
