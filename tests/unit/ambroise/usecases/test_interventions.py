"""An intervention is kept whole, told to the prescriber in words, and its answer noted."""

import pytest

from ambroise.domain.intervention import Devenir, ProblemeOrdonnance, Proposition
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.interventions import InterventionService
from tests.fakes.comptoir import CONSULTEE, LIGNES
from tests.fakes.services import PHARMACIENNE
from tests.unit.ambroise.usecases.conftest import Cabinet


@pytest.fixture
def service(cabinet: Cabinet) -> InterventionService:
    cabinet.lecteurs.porteur = PHARMACIENNE
    cabinet.session.open("1234")
    boites = {CONSULTEE.rpps_prescripteur: "max.libre@medecin.mssante.fr"}
    return InterventionService(cabinet.contexte, cabinet.session, lambda rpps: boites.get(rpps, ""))


def test_intervention_is_kept_and_told_in_words(service: InterventionService, cabinet: Cabinet) -> None:
    notee = service.record(
        CONSULTEE,
        LIGNES[3].id,
        ProblemeOrdonnance.INTERACTION,
        Proposition.REMPLACER,
        " simvastatine en cours ",
    )
    assert service.list() == [notee]
    assert (notee.ligne, notee.precision) == (LIGNES[3].libelle, "simvastatine en cours")
    message = service.message(CONSULTEE, notee)
    assert message.adresse == "max.libre@medecin.mssante.fr"
    assert "problème\u00a0: interaction" in message.corps
    assert "proposition\u00a0: remplacer le médicament\n\nsimvastatine en cours" in message.corps
    assert LIGNES[3].libelle in message.objet
    assert [t for t in cabinet.traces() if "intervention" in t] == [f"creation intervention {notee.id}"]


def test_answer_of_the_prescriber_is_the_next_version(service: InterventionService) -> None:
    notee = service.record(CONSULTEE, LIGNES[0].id, ProblemeOrdonnance.POSOLOGIE, Proposition.ADAPTER)
    assert notee.devenir is Devenir.EN_ATTENTE
    service.answer(notee, Devenir.ACCEPTEE)
    (relue,) = service.list()
    assert (relue.devenir, relue.version) == (Devenir.ACCEPTEE, 2)


def test_intervention_on_another_order_is_refused(service: InterventionService) -> None:
    with pytest.raises(AmbroiseError, match="pas de cette ordonnance"):
        service.record(CONSULTEE, "inconnue", ProblemeOrdonnance.POSOLOGIE, Proposition.ADAPTER)
    assert service.list() == []
