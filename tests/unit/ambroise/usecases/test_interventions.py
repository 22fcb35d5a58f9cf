"""An intervention is kept whole, told to the prescriber in words, and its answer noted."""

import pytest

from ambroise.domain.intervention import Devenir, ProblemeOrdonnance, Proposition
from ambroise.usecases.edition_registre import edit
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


def test_numbers_are_those_of_the_published_grid() -> None:
    problemes = [p.code for p in ProblemeOrdonnance.offered() if p.code]
    assert problemes == ["1", "1", "2", "3", "4", "5", *(f"6.{n}" for n in range(1, 6)), "7", "8", "9", "10"]
    assert [p.code for p in Proposition.offered() if p.code] == [str(n) for n in range(1, 8)]


def test_what_the_grid_made_finer_is_read_but_no_more_offered() -> None:
    assert ProblemeOrdonnance["POSOLOGIE"] not in ProblemeOrdonnance.offered()
    assert Proposition["VOIE"] not in Proposition.offered()
    assert (ProblemeOrdonnance.POSOLOGIE.code, Proposition.VOIE.code) == ("", "")


def test_printed_intervention_bears_its_numbers(service: InterventionService) -> None:
    quoi = (ProblemeOrdonnance.SURDOSAGE, Proposition.ADAPTER)
    edition = edit("interventions", [service.record(CONSULTEE, LIGNES[0].id, *quoi)])
    assert "4 / 7" in edition.lignes[0]
