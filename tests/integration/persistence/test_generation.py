from datetime import date
from pathlib import Path

import pytest

from ambroise.domain.entrees import AucuneAllergieConnue, Probleme
from ambroise.domain.identite import AttributIdentite
from ambroise.persistence.database import Database
from ambroise.persistence.ids import new_id
from ambroise.persistence.profile import open_profile
from ambroise.persistence.trace import Origine
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.generation import BilanGeneration, Inventeur, generate_practice
from ambroise.usecases.ports import UnitOfWorkFactory
from tests.fakes.temps import HorlogeReglable


@pytest.fixture
def contexte(uow: UnitOfWorkFactory, horloge: HorlogeReglable) -> Contexte:
    return Contexte(uow, horloge, new_id, "poste-1")


def test_the_same_seed_gives_the_same_practice() -> None:
    assert Inventeur(4, date(2026, 6, 30), 2).make_lot(30) == Inventeur(4, date(2026, 6, 30), 2).make_lot(30)
    assert Inventeur(4, date(2026, 6, 30), 2).make_lot(3) != Inventeur(5, date(2026, 6, 30), 2).make_lot(3)


def test_a_generated_practice_reads_like_a_real_one(contexte: Contexte) -> None:
    bilan = generate_practice(contexte, 120, graine=3, annees=2)
    assert bilan.patients == 120
    assert bilan.consultations > 120
    assert bilan.ordonnances > 10
    with contexte.uow() as uow:
        problemes = uow.entrees.list(Probleme)
        assert problemes
        assert uow.entrees.list(AucuneAllergieConnue)
        patient = uow.patients.get(problemes[0].patient_id)
        assert AttributIdentite.FICTIVE in patient.identite.attributs
        assert patient.identite.matricule_transmissible is None
        assert uow.dossiers.consultations(patient.id)[0].constantes
        ordonnance = uow.ordonnances.list(patient.id)[0]
        assert ordonnance.is_figee
        assert ordonnance == uow.ordonnances.get(ordonnance.id)
        nom = patient.identite.traits.nom_naissance
        assert patient.id in {r.id for r in uow.patients.search(nom)}
        assert uow.dossiers.search_texts("equilibre traitement")
        assert uow.audit.verify() == []


def test_a_generation_can_be_stopped(contexte: Contexte) -> None:
    assert generate_practice(contexte, 5000, annees=0, progress=lambda _n: False) == BilanGeneration(500)


def test_bulk_and_single_writing_give_the_same_files(
    tmp_path: Path, cle: bytes, horloge: HorlogeReglable, uow: UnitOfWorkFactory, origine: Origine
) -> None:
    lot = Inventeur(9, date(2026, 6, 30), 1).make_lot(20)
    autre = Database.open(open_profile(tmp_path / "autre"), cle, horloge)
    un_par_un = autre.unit_of_work(lambda: origine, horloge)
    with uow() as u:
        u.masse.add_patients(lot.patients)
        u.masse.add_consultations(lot.consultations)
        u.masse.add_ordonnances(lot.ordonnances)
        u.masse.add_entrees(lot.entrees)
        u.masse.add_allergies(lot.allergies)
        u.masse.add_documents(lot.documents)
        u.commit()
    with un_par_un() as u:
        for patient in lot.patients:
            u.patients.add(patient)
        for consultation in lot.consultations:
            u.dossiers.add_consultation(consultation)
        for ordonnance in lot.ordonnances:
            u.ordonnances.save(ordonnance)
        for entree in lot.entrees:
            u.entrees.save(entree)
        for allergie in lot.allergies:
            u.dossiers.add_allergie(allergie)
        for document, octets in lot.documents:
            u.dossiers.add_document(document, octets)
        u.commit()
    with uow() as a, un_par_un() as b:
        for patient in lot.patients:
            assert a.patients.get(patient.id) == b.patients.get(patient.id)
            assert a.dossiers.consultations(patient.id) == b.dossiers.consultations(patient.id)
            assert a.ordonnances.list(patient.id) == b.ordonnances.list(patient.id)
            assert a.dossiers.allergies(patient.id) == b.dossiers.allergies(patient.id)
            assert a.dossiers.documents(patient.id) == b.dossiers.documents(patient.id)
            nom = patient.identite.traits.nom_naissance[:3]
            assert a.patients.search(nom) == b.patients.search(nom)
        assert {o for o, _ in a.dossiers.search_texts("toux")} == {
            o for o, _ in b.dossiers.search_texts("toux")
        }
    autre.close()
