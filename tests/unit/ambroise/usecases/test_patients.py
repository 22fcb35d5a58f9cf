"""Reading a file and writing a consultation."""

from decimal import Decimal
from uuid import UUID

import pytest

from ambroise.domain.dossier import TypeConstante
from ambroise.domain.droits import Compte, Role
from ambroise.usecases.acces import AccesService
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.garde import DossierRestreint, DroitInsuffisant
from ambroise.usecases.patients import NouvelleAllergie, PatientService
from tests.unit.ambroise.usecases.conftest import ZOE, Cabinet


def test_a_consultation_is_read_back_whole_and_its_draft_is_gone(ouvert: Cabinet) -> None:
    patient = ouvert.identites.create(ZOE)
    with ouvert.base() as uow:
        uow.brouillons.save(f"consultation/{patient.id}", "toux", ouvert.contexte.horloge())
        uow.commit()
    ouvert.patients.save_consultation(
        patient.id,
        motif="Toux fébrile",
        note="Auscultation claire.",
        constantes=((TypeConstante.TEMPERATURE, Decimal("38.4")), (TypeConstante.POIDS, Decimal("74.5"))),
        allergies=(NouvelleAllergie("Pénicillines", "œdème de Quincke"),),
    )
    dossier = ouvert.patients.open(patient.id)
    assert dossier.consultations[0].motif == "Toux fébrile"
    assert {c.type for c in dossier.constantes} == {TypeConstante.POIDS, TypeConstante.TEMPERATURE}
    assert dossier.allergies[0].libelle == "Pénicillines"
    assert ouvert.base.tables.brouillons == {}
    assert ouvert.traces(patient.id)[-1] == "lecture dossier"


def test_an_impossible_measure_is_refused_before_anything_is_written(ouvert: Cabinet) -> None:
    patient = ouvert.identites.create(ZOE)
    with pytest.raises(AmbroiseError, match="Poids"):
        ouvert.patients.save_consultation(
            patient.id, motif="", note="", constantes=((TypeConstante.POIDS, Decimal(745)),)
        )
    assert ouvert.base.tables.consultations == []


def test_searching_leaves_no_trace(ouvert: Cabinet) -> None:
    patient = ouvert.identites.create(ZOE)
    assert [r.id for r in ouvert.patients.search("adrun")] == [patient.id]
    assert ouvert.traces()[-1] == "creation identité"


def test_a_restricted_file_only_opens_to_its_readers_or_with_a_reason(ouvert: Cabinet) -> None:
    patient = ouvert.identites.create(ZOE)
    moi = ouvert.session.auteur
    with ouvert.base() as uow:
        uow.comptes.restrict(patient.id, ["899700366999"])
        uow.commit()
    acces = AccesService(ouvert.contexte)
    patients = PatientService(ouvert.contexte, ouvert.session, acces)
    with pytest.raises(DossierRestreint):
        patients.open(patient.id)
    assert "lecture dossier" not in ouvert.traces(patient.id)
    with ouvert.base() as uow:
        uow.comptes.save(Compte(UUID(int=1), moi, "LIBRE", Role.PRATICIEN))
        uow.commit()
    acces.break_glass(moi, patient.id, "Détresse respiratoire, confrère absent")
    assert patients.open(patient.id).patient.id == patient.id


def test_an_account_that_does_not_read_files_opens_none(ouvert: Cabinet) -> None:
    patient = ouvert.identites.create(ZOE)
    assert ouvert.patients.open(patient.id)
    with ouvert.base() as uow:
        uow.comptes.save(Compte(UUID(int=1), "autre", "A", Role.PRATICIEN))
        uow.commit()
    with pytest.raises(DroitInsuffisant, match="pas ouvert"):
        ouvert.patients.open(patient.id)
    with ouvert.base() as uow:
        uow.comptes.save(Compte(UUID(int=2), ouvert.session.auteur, "S", Role.SECRETAIRE))
        uow.commit()
    with pytest.raises(DroitInsuffisant, match="secrétaire"):
        ouvert.patients.open(patient.id)
