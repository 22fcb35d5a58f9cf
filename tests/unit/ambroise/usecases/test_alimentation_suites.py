"""What leaves or changes in a file leaves or changes in the DMP that received it."""

from dataclasses import replace

import pytest

from ambroise.domain.alimentation import GenreAlimentation, TypeDocumentPartage
from ambroise.domain.entrees import Vaccination
from ambroise.domain.envoi import EtatEnvoi, TypeEnvoi
from esante.cda.lecture import read_cda
from tests.unit.ambroise.usecases.scene_alimentation import Scene, lu_bytes, scene
from tests.unit.ambroise.usecases.test_ordonnances import draft

__all__ = ["scene"]


def test_what_leaves_the_file_is_deleted_from_the_dmp_after_its_delivery(scene: Scene) -> None:
    vaccination = scene.vaccination()
    envoi = scene.service.share_vaccination(scene.patient_id, vaccination.id)
    scene.settle(envoi)
    scene.suivi().annul(scene.patient_id, vaccination.id, "mauvais dossier")
    with scene.cabinet.contexte.uow() as uow:
        (suppression,) = uow.envois.list([EtatEnvoi.EN_ATTENTE], limite=None)
    assert suppression.type is TypeEnvoi.SUPPRESSION_DMP
    assert (suppression.cle_idempotence, suppression.apres) == (envoi.cle_idempotence, envoi.id)
    (ligne,) = (x for x in scene.service.list(scene.patient_id) if x.titre.startswith("Vaccination"))
    assert ligne.genre is GenreAlimentation.VACCINATION
    assert ligne.derniere is not None
    assert ligne.derniere.retrait is not None
    assert ligne.is_retire


def test_only_the_version_the_dmp_holds_is_deleted(scene: Scene) -> None:
    vaccination = scene.vaccination()
    scene.settle(scene.service.share_vaccination(scene.patient_id, vaccination.id))
    suivi = scene.suivi()
    corrigee = suivi.correct(replace(vaccination, version=1, lot="B13"))
    with scene.cabinet.contexte.uow() as uow:
        seconde = uow.envois.list([EtatEnvoi.EN_ATTENTE], limite=None)[0]
    scene.settle(seconde)
    suivi.annul(scene.patient_id, corrigee.id, "mauvais dossier")
    with scene.cabinet.contexte.uow() as uow:
        (suppression,) = uow.envois.list([EtatEnvoi.EN_ATTENTE], limite=None)
    assert suppression.cle_idempotence == seconde.cle_idempotence


def test_what_had_not_left_is_cancelled_and_nothing_is_deleted(scene: Scene) -> None:
    vaccination = scene.vaccination()
    scene.service.share_vaccination(scene.patient_id, vaccination.id)
    scene.suivi().annul(scene.patient_id, vaccination.id, "mauvais dossier")
    assert scene.outbox() == [(TypeEnvoi.DMP, EtatEnvoi.ANNULE)]


@pytest.mark.parametrize("etat", [EtatEnvoi.EN_COURS, EtatEnvoi.EN_ATTENTE])
def test_what_may_have_arrived_is_deleted_too(scene: Scene, etat: EtatEnvoi) -> None:
    vaccination = scene.vaccination()
    envoi = scene.service.share_vaccination(scene.patient_id, vaccination.id)
    with scene.cabinet.contexte.uow() as uow:
        uow.envois.save(replace(uow.envois.get(envoi.id), etat=etat, essais=1))
        uow.commit()
    scene.suivi().annul(scene.patient_id, vaccination.id, "mauvais dossier")
    assert (TypeEnvoi.SUPPRESSION_DMP, EtatEnvoi.EN_ATTENTE) in scene.outbox()


def test_a_correction_replaces_what_was_shared_and_nothing_else(scene: Scene) -> None:
    suivi, vaccination = scene.suivi(), scene.vaccination()
    corrigee = suivi.correct(replace(vaccination, version=1, lot="B13"))
    assert scene.outbox() == []
    assert isinstance(corrigee, Vaccination)
    scene.service.share_vaccination(scene.patient_id, vaccination.id)
    suivi.correct(replace(corrigee, lot="C14"))
    assert sorted(etat for _, etat in scene.outbox()) == [EtatEnvoi.ANNULE, EtatEnvoi.EN_ATTENTE]
    lu = read_cda(lu_bytes(scene))
    assert "C14" in lu.sections[0].texte
    assert not lu.remplace


def test_the_file_knows_where_each_of_its_documents_is(scene: Scene) -> None:
    vaccination, pdf = scene.vaccination(), scene.file_pdf()
    scene.service.share_vaccination(scene.patient_id, vaccination.id)
    envoi = scene.service.share_document(scene.patient_id, pdf, TypeDocumentPartage.COMPTE_RENDU)
    scene.settle(envoi, EtatEnvoi.REFUSE)
    etats = scene.service.etats(scene.cabinet.patients.open(scene.patient_id))
    assert {objet: v.etat for objet, v in etats.items()} == {
        vaccination.id: EtatEnvoi.EN_ATTENTE,
        pdf: EtatEnvoi.REFUSE,
    }


def test_an_order_finds_the_envoi_of_its_signature(scene: Scene) -> None:
    cabinet = scene.cabinet
    signee = cabinet.ordonnances.sign(draft(cabinet, scene.patient_id))
    etats = scene.service.etats(cabinet.patients.open(scene.patient_id))
    (dmp,) = (e for e in signee.envois if e.type is TypeEnvoi.DMP)
    assert etats[signee.acte.ordonnance.id].envoi.envoi.id == dmp.id
