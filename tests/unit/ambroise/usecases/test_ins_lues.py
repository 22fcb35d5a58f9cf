"""What was read when a patient arrived is compared with what INSi answers later."""

from dataclasses import replace

import pytest

from ambroise.domain.identite import (
    OID_INS_NIR,
    OID_INS_NIR_TEST,
    HistoriqueIns,
    MatriculeIns,
    StatutIdentite,
    TypeJustificatif,
)
from ambroise.domain.rattachement import PatientAnnonce
from ambroise.usecases.ins_lues import LectureDifferente
from tests.unit.ambroise.usecases.conftest import MATRICULE_ZOE, ZOE, Cabinet

LUE = PatientAnnonce(MATRICULE_ZOE.numero, OID_INS_NIR)
AUTRE = replace(LUE, matricule="279035121518989")


def test_the_matricule_read_and_confirmed_by_insi_qualifies(ouvert: Cabinet) -> None:
    patient = ouvert.identites.create(ZOE, lue=LUE)
    qualifie = ouvert.identites.accept(
        patient.id, ins=ouvert.ins_zoe(), justificatif=TypeJustificatif.PASSEPORT
    )
    assert qualifie.identite.is_qualifiee


def test_another_matricule_than_the_one_read_changes_nothing(ouvert: Cabinet) -> None:
    patient = ouvert.identites.create(ZOE, lue=AUTRE)
    with pytest.raises(LectureDifferente) as refus:
        ouvert.identites.accept(patient.id, ins=ouvert.ins_zoe(), justificatif=TypeJustificatif.PASSEPORT)
    assert AUTRE.matricule not in str(refus.value)
    with ouvert.contexte.uow() as uow:
        assert uow.patients.get(patient.id).identite.statut is StatutIdentite.PROVISOIRE


def test_a_reading_set_aside_no_longer_stands_in_the_way_and_is_traced(ouvert: Cabinet) -> None:
    patient = ouvert.identites.create(ZOE, lue=AUTRE)
    ouvert.identites.drop_lecture(patient.id)
    assert ouvert.identites.accept(patient.id, ins=ouvert.ins_zoe()).identite.ins
    assert "annulation matricule lu écarté" in ouvert.traces(patient.id)


@pytest.mark.parametrize(
    "lue",
    [
        replace(LUE, oid=OID_INS_NIR_TEST, oids=frozenset({OID_INS_NIR})),
        replace(LUE, oid=""),
        replace(LUE, matricule="2 75 12 63 220 749 74"),
        replace(LUE, matricule="pas un matricule"),
        replace(LUE, matricule=""),
    ],
)
def test_an_equivalent_oid_agrees_and_what_is_no_matricule_is_not_kept(
    ouvert: Cabinet, lue: PatientAnnonce
) -> None:
    patient = ouvert.identites.create(ZOE, lue=lue)
    assert ouvert.identites.accept(patient.id, ins=ouvert.ins_zoe()).identite.ins


def test_the_same_number_under_another_oid_is_another_person(ouvert: Cabinet) -> None:
    patient = ouvert.identites.create(ZOE, lue=replace(LUE, oid=OID_INS_NIR_TEST))
    with pytest.raises(LectureDifferente):
        ouvert.identites.accept(patient.id, ins=ouvert.ins_zoe())


def test_a_former_matricule_agrees(ouvert: Cabinet) -> None:
    patient = ouvert.identites.create(ZOE, lue=AUTRE)
    ancien = HistoriqueIns(MatriculeIns(AUTRE.matricule, OID_INS_NIR))
    assert ouvert.identites.accept(patient.id, ins=replace(ouvert.ins_zoe(), historique=(ancien,)))


def test_the_last_reading_of_a_known_file_replaces_the_one_before(ouvert: Cabinet) -> None:
    patient = ouvert.identites.create(ZOE, lue=AUTRE)
    ouvert.identites.note_lecture(patient.id, LUE)
    lue = ouvert.identites.find_lecture(patient.id)
    assert lue is not None
    assert lue.matricule == MATRICULE_ZOE


def test_a_file_that_bears_an_ins_keeps_no_reading(ouvert: Cabinet) -> None:
    patient = ouvert.qualified_zoe()
    ouvert.identites.note_lecture(patient.id, AUTRE)
    assert ouvert.identites.find_lecture(patient.id) is None
