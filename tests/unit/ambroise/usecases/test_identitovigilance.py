"""Close files are shown before a creation, and a lost qualification stops what was about to leave."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from ambroise.domain.doublons import GenreRapprochement
from ambroise.domain.envoi import EtatEnvoi
from ambroise.domain.identite import AttributIdentite, StatutIdentite, TypeJustificatif
from ambroise.usecases.envois import cancel, retry
from ambroise.usecases.errors import AccesRefuse, AmbroiseError, ConflitVersion
from ambroise.usecases.identitovigilance import IdentitovigilanceService
from ambroise.usecases.retenue import ENVOI_RETENU
from tests.fakes.dossiers import make_envoi
from tests.unit.ambroise.usecases.conftest import ZOE, Cabinet


@pytest.fixture
def service(cabinet: Cabinet) -> IdentitovigilanceService:
    cabinet.session.open("1234")
    return IdentitovigilanceService(cabinet.contexte, cabinet.session)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"nom_naissance": "ADRAIN"},
        {"nom_naissance": "ZOE", "prenoms_naissance": "ADRUN", "premier_prenom": "ADRUN"},
        {"date_naissance": date(1975, 12, 30)},
    ],
)
def test_a_person_already_recorded_is_shown_before_a_second_file(
    cabinet: Cabinet, service: IdentitovigilanceService, change: dict[str, object]
) -> None:
    zoe = cabinet.identites.create(ZOE)
    (proche,) = service.find_proches(replace(ZOE, **change))  # type: ignore[arg-type]
    assert (proche.b, proche.genre) == (zoe.id, GenreRapprochement.DOUBLON)


def test_the_used_name_brings_the_file_under_the_birth_name_back(
    cabinet: Cabinet, service: IdentitovigilanceService
) -> None:
    zoe = cabinet.identites.create(ZOE, nom_utilise="MARTIN")
    (proche,) = service.find_proches(replace(ZOE, nom_naissance="MARTIN"))
    assert proche.b == zoe.id


def test_a_stranger_is_near_nobody(cabinet: Cabinet, service: IdentitovigilanceService) -> None:
    cabinet.identites.create(ZOE)
    assert service.find_proches(replace(ZOE, nom_naissance="NESSI", date_naissance=date(1950, 1, 1))) == ()


def test_the_list_of_the_profile_gives_duplicates_by_default(
    cabinet: Cabinet, service: IdentitovigilanceService
) -> None:
    cabinet.identites.create(ZOE)
    cabinet.identites.create(replace(ZOE, nom_naissance="ADRUNE"))
    cabinet.identites.create(
        replace(ZOE, prenoms_naissance="LUC", premier_prenom="LUC"), malgre_homonyme=True
    )
    (pair,) = service.list_rapprochements()
    assert pair.score > 80
    every = service.list_rapprochements(genres=frozenset(GenreRapprochement))
    assert {p.genre for p in every} == {GenreRapprochement.DOUBLON, GenreRapprochement.JUMEAUX}


def test_traits_are_corrected_while_there_is_no_ins(
    cabinet: Cabinet, service: IdentitovigilanceService
) -> None:
    patient = cabinet.identites.create(ZOE)
    corrected = service.correct_traits(patient.id, replace(ZOE, lieu_naissance="75056"))
    assert corrected.identite.traits.lieu_naissance == "75056"
    assert "modification traits corrigés" in cabinet.traces(patient.id)


def test_the_traits_of_insi_are_not_corrected_by_hand(
    cabinet: Cabinet, service: IdentitovigilanceService
) -> None:
    patient = cabinet.qualified_zoe()
    with pytest.raises(AmbroiseError, match="INSi"):
        service.correct_traits(patient.id, replace(ZOE, nom_naissance="AUTRE"))


def test_the_names_used_are_the_person_s_even_with_an_ins(
    cabinet: Cabinet, service: IdentitovigilanceService
) -> None:
    patient = cabinet.qualified_zoe()
    corrige = service.correct_identite(patient, patient.identite.traits, " MARTIN ", "")
    assert corrige.identite == replace(patient.identite, nom_utilise="MARTIN", prenom_utilise="")
    assert "modification identité corrigée" in cabinet.traces(patient.id)
    with pytest.raises(AmbroiseError, match="INSi"):
        service.correct_identite(corrige, replace(ZOE, nom_naissance="AUTRE"), "", "")


def fill_outbox(cabinet: Cabinet, patient_id: UUID) -> None:
    with cabinet.contexte.uow() as uow:
        for cle, etat in (
            ("attente", EtatEnvoi.EN_ATTENTE),
            ("remis", EtatEnvoi.REMIS),
            ("annule", EtatEnvoi.ANNULE),
        ):
            uow.envois.add(make_envoi(patient_id, cle, etat=etat))
        uow.envois.add(make_envoi(None, "autre"))
        uow.commit()


def states(cabinet: Cabinet) -> dict[str, EtatEnvoi]:
    return {e.cle_idempotence: e.etat for e in cabinet.base.tables.envois.values()}


def test_a_disqualified_identity_holds_what_has_not_left_and_lists_what_has(
    cabinet: Cabinet, service: IdentitovigilanceService
) -> None:
    patient = cabinet.qualified_zoe()
    fill_outbox(cabinet, patient.id)
    done = service.disqualify(patient.id, "collision avec une homonyme")
    assert done.patient.identite.statut is StatutIdentite.VALIDEE
    assert [e.erreur for e in done.retenus] == [ENVOI_RETENU]
    assert [e.cle_idempotence for e in done.deja_remis] == ["remis"]
    assert states(cabinet) == {
        "attente": EtatEnvoi.A_REPRENDRE,
        "remis": EtatEnvoi.REMIS,
        "annule": EtatEnvoi.ANNULE,
        "autre": EtatEnvoi.EN_ATTENTE,
    }
    assert "modification INS retiré" in cabinet.traces(patient.id)


def test_what_a_doubt_held_leaves_on_a_persons_word_once_the_identity_is_qualified_again(
    cabinet: Cabinet, service: IdentitovigilanceService
) -> None:
    patient = cabinet.qualified_zoe()
    fill_outbox(cabinet, patient.id)
    (retenu,) = service.disqualify(patient.id, "collision avec une homonyme").retenus
    with pytest.raises(AccesRefuse, match="qualifiée"):
        retry(cabinet.contexte, retenu.id, "899700000001")
    assert states(cabinet)["attente"] is EtatEnvoi.A_REPRENDRE
    cabinet.identites.accept(patient.id, ins=cabinet.ins_zoe(), justificatif=TypeJustificatif.PASSEPORT)
    assert retry(cabinet.contexte, retenu.id, "899700000001").etat is EtatEnvoi.EN_ATTENTE


def test_a_disqualification_has_a_reason(cabinet: Cabinet, service: IdentitovigilanceService) -> None:
    patient = cabinet.qualified_zoe()
    with pytest.raises(AmbroiseError, match="raison"):
        service.disqualify(patient.id, "  ")
    with cabinet.contexte.uow() as uow:
        assert uow.patients.get(patient.id).identite.is_qualifiee


def test_the_consequences_are_known_before_the_ins_is_taken_away(
    cabinet: Cabinet, service: IdentitovigilanceService
) -> None:
    patient = cabinet.qualified_zoe()
    fill_outbox(cabinet, patient.id)
    suites = service.preview_disqualification(patient.id)
    assert [e.cle_idempotence for e in suites.a_retenir] == ["attente"]
    assert [e.cle_idempotence for e in suites.deja_remis] == ["remis"]
    assert states(cabinet)["attente"] is EtatEnvoi.EN_ATTENTE


def test_an_ins_taken_away_by_mistake_comes_back_with_what_it_held(
    cabinet: Cabinet, service: IdentitovigilanceService
) -> None:
    patient = cabinet.qualified_zoe()
    fill_outbox(cabinet, patient.id)
    back = service.restore_ins(service.disqualify(patient.id, "mauvais dossier"))
    assert back.identite == patient.identite
    assert states(cabinet)["attente"] is EtatEnvoi.EN_ATTENTE
    assert "modification INS remis" in cabinet.traces(patient.id)


def test_what_somebody_gave_up_meanwhile_does_not_leave_with_the_ins_back(
    cabinet: Cabinet, service: IdentitovigilanceService
) -> None:
    patient = cabinet.qualified_zoe()
    fill_outbox(cabinet, patient.id)
    done = service.disqualify(patient.id, "mauvais dossier")
    cancel(cabinet.contexte, done.retenus[0].id, "899900063480")
    service.restore_ins(done)
    assert states(cabinet)["attente"] is EtatEnvoi.ANNULE


def test_an_ins_does_not_come_back_over_a_later_change(
    cabinet: Cabinet, service: IdentitovigilanceService
) -> None:
    patient = cabinet.qualified_zoe()
    done = service.disqualify(patient.id, "mauvais dossier")
    service.correct_traits(patient.id, replace(ZOE, lieu_naissance="75056"))
    with pytest.raises(ConflitVersion):
        service.restore_ins(done)


def test_a_file_without_ins_has_none_to_lose(cabinet: Cabinet, service: IdentitovigilanceService) -> None:
    patient = cabinet.identites.create(ZOE)
    with pytest.raises(AmbroiseError, match="ne porte pas"):
        service.disqualify(patient.id, "essai")


def test_a_doubtful_identity_falls_to_provisional_and_holds_its_envois(
    cabinet: Cabinet, service: IdentitovigilanceService
) -> None:
    patient = cabinet.qualified_zoe()
    fill_outbox(cabinet, patient.id)
    done = service.declare_doubt(patient.id, frozenset({AttributIdentite.DOUTEUSE}))
    assert done.patient.identite.statut is StatutIdentite.PROVISOIRE
    assert states(cabinet)["attente"] is EtatEnvoi.A_REPRENDRE


def test_a_homonym_keeps_its_qualification_and_its_envois(
    cabinet: Cabinet, service: IdentitovigilanceService
) -> None:
    patient = cabinet.qualified_zoe()
    fill_outbox(cabinet, patient.id)
    done = service.declare_doubt(patient.id, frozenset({AttributIdentite.HOMONYME}))
    assert done.patient.identite.is_qualifiee
    assert states(cabinet)["attente"] is EtatEnvoi.EN_ATTENTE
