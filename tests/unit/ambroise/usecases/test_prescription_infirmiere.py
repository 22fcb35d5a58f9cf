"""A nurse signs what her list allows during the acts ordered; nothing else, whatever reason is given."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import (
    ConsentementConsultation,
    Ordonnance,
    OrdonnanceIncomplete,
    TypeOrdonnance,
)
from ambroise.domain.produit_prescrit import DispositifPrescrit
from ambroise.domain.professionnel import Profession
from ambroise.usecases.plans_soins import PlanSaisi, PlanSoinsService
from tests.fakes.services import DOCTEUR
from tests.unit.ambroise.usecases.conftest import Cabinet

CONSENT = ConsentementConsultation(date(2026, 6, 4), opposition=False)


@pytest.fixture
def infirmiere(cabinet: Cabinet) -> Cabinet:
    cabinet.lecteurs.porteur = replace(DOCTEUR, profession=Profession.INFIRMIER, savoir_faire="")
    cabinet.session.open("1234")
    return cabinet


def draft(cabinet: Cabinet, patient_id: UUID, designation: str) -> Ordonnance:
    ligne = LigneOrdonnance(cabinet.contexte.new_id(), DispositifPrescrit(designation), boites=1)
    return cabinet.ordonnances.draft(patient_id).edit(lignes=(ligne,), consentement=CONSENT)


def plan(cabinet: Cabinet, patient_id: UUID) -> None:
    jour = cabinet.contexte.horloge().astimezone().date()
    saisi = PlanSaisi(patient_id, "pansement 1/j 30j", prescrite_le=jour, signee=True)
    PlanSoinsService(cabinet.contexte, cabinet.session).keep(saisi)


def test_order_of_a_nurse_begins_with_devices_and_is_signed_during_her_acts(infirmiere: Cabinet) -> None:
    zoe = infirmiere.qualified_zoe()
    plan(infirmiere, zoe.id)
    ordonnance = draft(infirmiere, zoe.id, "Compresses stériles")
    assert ordonnance.type is TypeOrdonnance.DISPOSITIFS
    assert infirmiere.ordonnances.sign(ordonnance).acte.ordonnance.is_figee


@pytest.mark.parametrize(
    ("designation", "planifie", "phrase"),
    [("Lit médicalisé", True, "liste des infirmiers"), ("Compresses", False, "série d’actes")],
)
def test_order_outside_the_list_or_the_acts_is_not_signed(
    infirmiere: Cabinet, designation: str, planifie: bool, phrase: str
) -> None:
    zoe = infirmiere.qualified_zoe()
    if planifie:
        plan(infirmiere, zoe.id)
    with pytest.raises(OrdonnanceIncomplete, match=phrase):
        infirmiere.ordonnances.sign(draft(infirmiere, zoe.id, designation))
    assert not infirmiere.base.tables.envois


def test_doctor_prescribes_any_device(ouvert: Cabinet) -> None:
    zoe = ouvert.qualified_zoe()
    ordonnance = draft(ouvert, zoe.id, "Lit médicalisé").edit(type=TypeOrdonnance.DISPOSITIFS)
    assert ouvert.ordonnances.sign(ordonnance).acte.ordonnance.is_figee
