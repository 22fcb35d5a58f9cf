"""From the card to a qualified identity."""

from dataclasses import replace

import pytest

from ambroise.domain.entrees import EchangeInsi
from ambroise.domain.identite import AttributIdentite, StatutIdentite, TypeJustificatif
from ambroise.usecases.echanges_insi import list_echanges, pack_echanges, unpack_echanges
from ambroise.usecases.errors import AmbroiseError, DemandeRejetee, DoublonIns, ServiceInjoignable
from ambroise.usecases.identitovigilance import IdentitovigilanceService
from ambroise.usecases.ports_cartes import BeneficiaireVitale
from ambroise.usecases.ports_identite import EchangeBrut, InsAbsente, InsMultiple, InsTrouvee
from tests.unit.ambroise.usecases.conftest import ZOE, Cabinet


def test_one_person_found_makes_the_identity_recuperee_then_a_proof_qualifies_it(ouvert: Cabinet) -> None:
    patient = ouvert.identites.create(ZOE)
    ouvert.insi.resultat = InsTrouvee(ouvert.ins_zoe())
    resultat = ouvert.identites.search_insi(patient.id)
    assert isinstance(resultat, InsTrouvee)
    patient = ouvert.identites.accept(patient.id, ins=resultat.identite)
    assert patient.identite.statut is StatutIdentite.RECUPEREE
    patient = ouvert.identites.accept(patient.id, justificatif=TypeJustificatif.CARTE_IDENTITE)
    assert patient.identite.is_qualifiee
    assert ouvert.traces(patient.id) == [
        "creation identité",
        "interrogation INSi 00",
        "modification identité récupérée",
        "modification justificatif CN",
    ]


@pytest.mark.parametrize(("resultat", "code"), [(InsAbsente(), "01"), (InsMultiple(), "02")])
def test_asking_insi_changes_nothing_but_is_traced(
    ouvert: Cabinet, resultat: InsAbsente | InsMultiple, code: str
) -> None:
    patient = ouvert.identites.create(ZOE)
    ouvert.insi.resultat = resultat
    assert ouvert.identites.search_insi(patient.id) == resultat
    assert ouvert.patients.open(patient.id).patient.identite.statut is StatutIdentite.PROVISOIRE
    assert f"interrogation INSi {code}" in ouvert.traces(patient.id)


def test_an_ins_already_active_on_another_file_is_refused(ouvert: Cabinet) -> None:
    ouvert.qualified_zoe()
    autre = ouvert.identites.create(replace(ZOE, nom_naissance="ADRUM"))
    with pytest.raises(DoublonIns):
        ouvert.identites.accept(autre.id, ins=ouvert.ins_zoe())
    with ouvert.base() as uow:
        assert uow.patients.get(autre.id).identite.ins is None


def test_a_homonym_is_created_only_when_somebody_says_so(ouvert: Cabinet) -> None:
    ouvert.identites.create(ZOE)
    with pytest.raises(AmbroiseError, match="déjà"):
        ouvert.identites.create(ZOE)
    assert ouvert.identites.create(ZOE, malgre_homonyme=True)


def test_a_fictive_identity_never_reaches_insi(ouvert: Cabinet) -> None:
    patient = ouvert.identites.create(ZOE)
    IdentitovigilanceService(ouvert.contexte, ouvert.session).declare_doubt(
        patient.id, frozenset({AttributIdentite.FICTIVE})
    )
    with pytest.raises(AmbroiseError, match="fictive"):
        ouvert.identites.search_insi(patient.id)
    assert ouvert.insi.demandes == []


def test_a_vitale_finds_the_files_of_the_same_birth_date(ouvert: Cabinet) -> None:
    patient = ouvert.identites.create(ZOE)
    carte = BeneficiaireVitale(1, "ADRUN", "ZOE", ZOE.date_naissance, "275126322074974")
    assert [p.id for p in ouvert.identites.find_by_vitale(carte)] == [patient.id]
    assert ouvert.identites.find_by_vitale(replace(carte, date_naissance=None)) == ()


def test_what_insi_answered_is_kept_word_for_word(ouvert: Cabinet) -> None:
    patient = ouvert.identites.create(ZOE)
    echanges = (EchangeBrut(b"<question/>", "<réponse/>".encode("latin-1")), EchangeBrut(b"", b"\x00\xff"))
    ouvert.insi.resultat, ouvert.insi.echanges = InsAbsente(2, "Aucune"), echanges
    ouvert.identites.search_insi(patient.id)
    with ouvert.contexte.uow() as uow:
        (garde,) = uow.entrees.list(EchangeInsi, patient.id)
    assert garde.resultat == "01"
    assert unpack_echanges(garde.contenu) == echanges


def test_what_failed_is_kept_word_for_word_too(ouvert: Cabinet) -> None:
    patient = ouvert.identites.create(ZOE)
    ouvert.insi.echanges = (EchangeBrut(b"<question/>", b"<fault/>"),)
    ouvert.insi.panne = ServiceInjoignable("INSi ne répond pas.", code="insi_102")
    with pytest.raises(ServiceInjoignable):
        ouvert.identites.search_insi(patient.id)
    (lu,) = list_echanges(ouvert.contexte, patient.id, "899900063480")
    assert (lu.operation, lu.code, lu.messages) == ("recherche par traits", "insi_102", ouvert.insi.echanges)
    assert "interrogation INSi insi_102" in ouvert.traces(patient.id)
    assert ouvert.traces(patient.id)[-1] == "lecture échanges INSi"


def test_what_was_refused_here_never_left_and_leaves_no_exchange(ouvert: Cabinet) -> None:
    patient = ouvert.identites.create(ZOE)
    ouvert.insi.panne = DemandeRejetee("Trait refusé.")
    with pytest.raises(DemandeRejetee):
        ouvert.identites.search_insi(patient.id)
    assert list_echanges(ouvert.contexte, patient.id, "899900063480") == ()


def test_an_exchange_of_an_earlier_release_is_read_with_its_code(ouvert: Cabinet) -> None:
    patient = ouvert.identites.create(ZOE)
    instant = ouvert.contexte.horloge()
    ancien = EchangeInsi(
        ouvert.contexte.new_id(), patient.id, instant.date(), instant, "InsTrouvee", pack_echanges(())
    )
    with ouvert.contexte.uow() as uow:
        uow.entrees.save(ancien)
        uow.commit()
    (lu,) = list_echanges(ouvert.contexte, patient.id, "899900063480")
    assert lu.code == "00"
