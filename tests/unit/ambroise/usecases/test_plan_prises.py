"""The plan of a file: what is prescribed here and still runs, what is taken from elsewhere, and its trace."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ambroise.domain.entrees import TraitementDeclare
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import StatutOrdonnance
from ambroise.domain.patient import Patient
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.produit_prescrit import SpecialitePrescrite
from ambroise.domain.unites import unite_of_forme
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.plan_prises import PlanPrisesService
from tests.unit.ambroise.usecases.conftest import ZOE, Cabinet


@pytest.fixture
def zoe(ouvert: Cabinet) -> Patient:
    return ouvert.identites.create(ZOE)


def sign(cabinet: Cabinet, patient: Patient, nom: str, saisie: str, il_y_a: int = 0) -> None:
    """Keep an order signed some days ago."""
    jour = cabinet.contexte.horloge().date() - timedelta(days=il_y_a)
    unite = unite_of_forme("comprimé")
    ligne = LigneOrdonnance(
        cabinet.contexte.new_id(),
        SpecialitePrescrite("60000000", nom, nom, unite=unite),
        parse_posologie(saisie, unite),
        indication="douleur",
    ).with_duree(jour)
    brouillon = replace(cabinet.ordonnances.draft(patient.id), id=cabinet.contexte.new_id())
    signee = replace(
        brouillon,
        date=jour,
        lignes=(ligne,),
        statut=StatutOrdonnance.SIGNEE,
        signee_le=cabinet.contexte.horloge(),
    )
    with cabinet.contexte.uow() as uow:
        uow.ordonnances.save(signee)
        uow.commit()


def declare(cabinet: Cabinet, patient: Patient, libelle: str, **champs: str) -> None:
    jour = cabinet.contexte.horloge().date()
    with cabinet.contexte.uow() as uow:
        entree = TraitementDeclare(cabinet.contexte.new_id(), patient.id, libelle, jour)
        uow.entrees.save(replace(entree, **champs))
        uow.commit()


def test_plan_holds_what_runs_here_and_what_comes_from_elsewhere(ouvert: Cabinet, zoe: Patient) -> None:
    sign(ouvert, zoe, "METFORMINE", "1-0-1 3m")
    sign(ouvert, zoe, "AMOXICILLINE", "1-1-1 7j", il_y_a=20)
    sign(ouvert, zoe, "VIEILLI", "1-0-0 2m", il_y_a=80)
    declare(ouvert, zoe, "Xarelto", posologie="20 mg le soir", prescripteur="Dr Martin")
    lu = PlanPrisesService(ouvert.contexte, ouvert.session).compose(zoe.id)
    lignes = {ligne.nom: ligne for ligne in lu.plan.lignes}
    assert set(lignes) == {"METFORMINE (METFORMINE)", "Xarelto"}
    assert len(lignes["METFORMINE (METFORMINE)"].cases) == 2
    assert lignes["METFORMINE (METFORMINE)"].indication == "douleur"
    assert (lignes["Xarelto"].phrase, lignes["Xarelto"].consigne) == (
        "20 mg le soir",
        "Prescrit par Dr Martin",
    )


def test_reading_and_printing_a_plan_leave_their_trace(ouvert: Cabinet, zoe: Patient) -> None:
    declare(ouvert, zoe, "Millepertuis")
    service = PlanPrisesService(ouvert.contexte, ouvert.session)
    service.compose(zoe.id)
    service.note_print(zoe.id)
    assert ouvert.traces(zoe.id)[-2:] == ["lecture plan de prise", "impression plan de prise"]


def test_without_any_treatment_there_is_no_plan_and_it_is_said(ouvert: Cabinet, zoe: Patient) -> None:
    with pytest.raises(AmbroiseError, match="Aucun traitement en cours") as refus:
        PlanPrisesService(ouvert.contexte, ouvert.session).compose(zoe.id)
    assert refus.value.remede
