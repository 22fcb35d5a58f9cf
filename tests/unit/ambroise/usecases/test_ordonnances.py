"""Signing an order puts in the outbox all that must leave, at once or not at all."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from ambroise.domain.entrees import OppositionDmp
from ambroise.domain.envoi import EtatEnvoi, TypeEnvoi
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import (
    ConsentementConsultation,
    Exemption,
    MotifExemption,
    Ordonnance,
    OrdonnanceFigee,
    OrdonnanceIncomplete,
)
from ambroise.domain.produit_prescrit import ProduitLibre
from ambroise.domain.professionnel import ProfessionnelRemplace
from ambroise.usecases.envois import retry
from ambroise.usecases.envois_ordonnance import Destinataires
from ambroise.usecases.errors import ActeFinal, AmbroiseError, Introuvable
from ambroise.usecases.heure import HorlogeEnRetard
from tests.fakes.dossiers import MAINTENANT
from tests.fakes.services import FauxServiceOrdonnances, consultee
from tests.fakes.temps import HorlogeReglable
from tests.unit.ambroise.usecases.conftest import ZOE, Cabinet

CONSENT = ConsentementConsultation(date(2026, 6, 4), opposition=False)


def draft(cabinet: Cabinet, patient_id: UUID) -> Ordonnance:
    ligne = LigneOrdonnance(cabinet.contexte.new_id(), ProduitLibre("Sérum physiologique"), boites=1)
    return cabinet.ordonnances.draft(patient_id).edit(lignes=(ligne,), consentement=CONSENT)


def test_a_free_text_without_length_nor_boxes_is_never_signed_to_be_refused_later(ouvert: Cabinet) -> None:
    zoe = ouvert.qualified_zoe()
    ordonnance = draft(ouvert, zoe.id)
    (ligne,) = ordonnance.lignes
    with pytest.raises(OrdonnanceIncomplete) as caught:
        ouvert.ordonnances.sign(ordonnance.edit(lignes=(replace(ligne, boites=None),)))
    assert caught.value.manques == (
        "La ligne 1 n’a ni durée ni nombre de boîtes\u00a0: écrivez «\u00a07j\u00a0» ou «\u00a02bt\u00a0».",
    )
    assert not ouvert.base.tables.envois
    ouvert.ordonnances.sign(ordonnance)


def test_all_that_leaves_is_written_with_the_act_and_waits_for_the_deposit(ouvert: Cabinet) -> None:
    patient = ouvert.qualified_zoe()
    signee = ouvert.ordonnances.sign(
        draft(ouvert, patient.id), Destinataires(patient=True, correspondants=("colleague@test.mssante.fr",))
    )
    depot, *autres = ouvert.base.tables.envois.values()
    assert depot.type is TypeEnvoi.ORDONNANCE_NUMERIQUE
    assert [e.type for e in autres] == [TypeEnvoi.DMP, TypeEnvoi.MSSANTE, TypeEnvoi.MSSANTE]
    assert {e.apres for e in autres} == {depot.id}
    assert "275126322074974@patient.mssante.fr" in autres[2].cle_idempotence
    assert depot.cle_idempotence == signee.acte.ordonnance.numero
    assert [d.type_mime for d in ouvert.patients.open(patient.id).documents] == [
        "text/xml",
        "application/pdf",
    ]


def test_a_signed_order_is_not_signed_again(ouvert: Cabinet) -> None:
    signee = ouvert.ordonnances.sign(draft(ouvert, ouvert.qualified_zoe().id))
    with pytest.raises(OrdonnanceFigee):
        ouvert.ordonnances.sign(signee.acte.ordonnance)


def test_an_incomplete_order_leaves_no_trace_anywhere(ouvert: Cabinet) -> None:
    patient = ouvert.qualified_zoe()
    avant = ouvert.base.tables.snapshot()
    with pytest.raises(OrdonnanceIncomplete):
        ouvert.ordonnances.sign(ouvert.ordonnances.draft(patient.id))
    assert ouvert.base.tables == avant


def test_an_exempted_order_has_no_number_and_is_not_deposited(ouvert: Cabinet) -> None:
    patient = ouvert.qualified_zoe()
    exemption = Exemption(MotifExemption.TELESERVICE_INDISPONIBLE, ouvert.contexte.horloge(), "899900063480")
    signee = ouvert.ordonnances.sign(draft(ouvert, patient.id).edit(exemption=exemption))
    assert signee.acte.ordonnance.numero is None
    assert [e.type for e in signee.envois] == [TypeEnvoi.DMP]
    with pytest.raises(Introuvable):
        ouvert.ordonnances.follow(signee.acte.ordonnance.id)


def test_an_unqualified_identity_reaches_neither_the_dmp_nor_the_patient(ouvert: Cabinet) -> None:
    patient = ouvert.identites.create(ZOE)
    signee = ouvert.ordonnances.sign(draft(ouvert, patient.id))
    assert [e.type for e in signee.envois] == [TypeEnvoi.ORDONNANCE_NUMERIQUE]
    with pytest.raises(AmbroiseError, match="qualifiée"):
        ouvert.ordonnances.sign(draft(ouvert, patient.id), Destinataires(patient=True))


def test_the_prescriber_sees_what_was_dispensed_unless_the_patient_opposes_it(ouvert: Cabinet) -> None:
    patient = ouvert.qualified_zoe()
    signee = ouvert.ordonnances.sign(draft(ouvert, patient.id)).acte.ordonnance
    assert signee.numero
    ouvert.ordonnances._service = FauxServiceOrdonnances(replace(consultee(), numero=signee.numero))
    assert ouvert.ordonnances.follow(signee.id).numero == signee.numero
    opposee = draft(ouvert, patient.id).edit(consentement=replace(CONSENT, opposition=True))
    with pytest.raises(AmbroiseError, match="oppose"):
        ouvert.ordonnances.follow(ouvert.ordonnances.sign(opposee).acte.ordonnance.id)


def test_an_order_kept_from_the_dmp_waits_for_the_users_word_even_after_a_login(ouvert: Cabinet) -> None:
    patient = ouvert.qualified_zoe()
    ouvert.ordonnances._envois._is_dmp_automatique = lambda: False
    _, dmp = ouvert.ordonnances.sign(draft(ouvert, patient.id)).envois
    assert (dmp.type, dmp.etat, dmp.is_retenu) == (TypeEnvoi.DMP, EtatEnvoi.A_REPRENDRE, True)
    ouvert.session.close()
    ouvert.session.open("1234")
    assert ouvert.base.tables.envois[dmp.id].is_retenu
    assert retry(ouvert.contexte, dmp.id, "899700000001").etat is EtatEnvoi.EN_ATTENTE


def test_an_opposed_patient_is_never_fed_to_the_dmp(ouvert: Cabinet) -> None:
    patient = ouvert.qualified_zoe()
    opposition = OppositionDmp(ouvert.contexte.new_id(), patient.id, date(2026, 6, 4), active=True)
    with ouvert.contexte.uow() as uow:
        opposition = uow.entrees.save(opposition)
        uow.commit()
    ouvert.ordonnances.sign(draft(ouvert, patient.id))
    assert [e.type for e in ouvert.base.tables.envois.values()] == [TypeEnvoi.ORDONNANCE_NUMERIQUE]
    with ouvert.contexte.uow() as uow:
        uow.entrees.save(replace(opposition, active=False))
        uow.commit()
    ouvert.ordonnances.sign(draft(ouvert, patient.id))
    assert TypeEnvoi.DMP in [e.type for e in ouvert.base.tables.envois.values()]


def test_draft_is_kept_found_again_and_frozen_by_its_signature(ouvert: Cabinet) -> None:
    patient = ouvert.qualified_zoe()
    brouillon = draft(ouvert, patient.id)
    ouvert.ordonnances.keep(brouillon)
    ouvert.ordonnances.keep(brouillon.edit(bizone=True))
    assert ouvert.ordonnances.draft(patient.id) == brouillon.edit(bizone=True)
    signee = ouvert.ordonnances.sign(ouvert.ordonnances.draft(patient.id))
    assert signee.acte.ordonnance.id == brouillon.id
    with pytest.raises(ActeFinal):
        ouvert.ordonnances.keep(brouillon)
    assert ouvert.ordonnances.draft(patient.id).id != brouillon.id


MARTIN = ProfessionnelRemplace("99900012345", "Dr Jeanne MARTIN")


def test_a_locum_signs_for_who_he_replaces_from_the_day_it_is_told(ouvert: Cabinet) -> None:
    zoe = ouvert.qualified_zoe()
    brouillon = draft(ouvert, zoe.id)
    assert brouillon.prescripteur.rpps_remplace is None
    ouvert.remplace = MARTIN
    signee = ouvert.ordonnances.sign(brouillon).acte.ordonnance
    assert signee.prescripteur.numero_rpps == brouillon.prescripteur.numero_rpps
    assert signee.prescripteur.rpps_remplace == "99900012345"
    assert signee.prescripteur.nom_remplace == "Dr Jeanne MARTIN"


def test_a_replacement_that_ended_leaves_the_draft_it_began(ouvert: Cabinet) -> None:
    zoe = ouvert.qualified_zoe()
    ouvert.remplace = MARTIN
    brouillon = draft(ouvert, zoe.id)
    assert brouillon.prescripteur.rpps_remplace == "99900012345"
    ouvert.ordonnances.keep(brouillon)
    ouvert.remplace = replace(MARTIN, au=brouillon.date - timedelta(days=1))
    assert ouvert.ordonnances.draft(zoe.id).prescripteur.rpps_remplace is None
    assert ouvert.ordonnances.sign(brouillon).acte.ordonnance.prescripteur.nom_remplace == ""


def test_an_order_never_bears_the_date_of_a_clock_that_went_back() -> None:
    horloge = HorlogeReglable(MAINTENANT)
    cabinet = Cabinet(horloge=horloge)
    cabinet.session.open("1234")
    zoe = cabinet.qualified_zoe()
    horloge.instant = MAINTENANT - timedelta(days=3)
    brouillon = draft(cabinet, zoe.id)
    with pytest.raises(HorlogeEnRetard, match="retarde"):
        cabinet.ordonnances.sign(brouillon)
    assert not cabinet.base.tables.envois
    horloge.instant = MAINTENANT - timedelta(minutes=9)
    assert cabinet.ordonnances.sign(draft(cabinet, zoe.id)).acte.ordonnance.is_figee, "seats drift apart"
