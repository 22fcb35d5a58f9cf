"""What a doctor feeds is fetched back, once, whatever happens to the answer."""

from dataclasses import replace
from uuid import uuid4

import pytest

from esante.cda.ecriture import oid_de
from esante.cda.non_structure import build_non_structure
from esante.dmp.models import (
    DocumentAEnvoyer,
    ModeAuthentification,
    PatientDmp,
    StatutDmp,
)
from esante.dmp.refus import DmpRejected
from esante.errors import Unreachable, Unsupported
from esante.sandbox.autorite import Autorite
from esante.sandbox.professionnels import MAX_LIBRE
from esante.sandbox.serveur import Sandbox
from esante.xds.depuis_cda import describe_cda
from tests.fakes.dmp_client import ACTEUR, document, envoi
from tests.fakes.documents import PATIENTE, PDF, entete
from tests.integration.dmp.conftest import ClientFactory, code


def test_what_is_fed_is_what_is_fetched_back(client: ClientFactory, patient: PatientDmp) -> None:
    dmp = client()
    sent = document(patient)
    assert dmp.check_existence(patient).statut is StatutDmp.OUVERT
    dmp.submit(patient, envoi(sent))
    dmp.set_autorisation(patient, ajout=True)
    assert dmp.check_existence(patient).can_consult
    (fetched,) = dmp.retrieve(patient, [sent.fiche.identifiant])
    assert fetched.donnees == sent.donnees
    (listed,) = dmp.search(patient)
    assert listed.identifiant == sent.fiche.identifiant
    assert listed.empreinte == sent.fiche.empreinte
    assert listed.version == 1


def test_the_identifier_is_enough_to_know_whether_it_arrived(
    client: ClientFactory, patient: PatientDmp
) -> None:
    dmp, sent = client(), document(patient)
    assert not dmp.exists(patient, sent.fiche.identifiant)
    dmp.submit(patient, envoi(sent))
    assert dmp.exists(patient, sent.fiche.identifiant)


def test_an_answer_lost_after_storage_is_never_doubled(
    sandbox: Sandbox, client: ClientFactory, patient: PatientDmp
) -> None:
    dmp, sent = client(), document(patient)
    submission = envoi(sent)
    sandbox.reglages["dmp"].lose_answers = 1
    with pytest.raises(Unreachable):
        dmp.submit(patient, submission)
    assert dmp.exists(patient, sent.fiche.identifiant)
    with pytest.raises(DmpRejected) as caught:
        dmp.submit(patient, submission)
    assert code(caught) == "XDSDuplicateUniqueIdInRegistry"
    assert sandbox.compteurs["dmp"].accepted[sent.fiche.identifiant] == 1
    assert sandbox.compteurs["dmp"].received[sent.fiche.identifiant] == 2


def test_an_outage_leaves_nothing_behind(
    sandbox: Sandbox, client: ClientFactory, patient: PatientDmp
) -> None:
    dmp, sent = client(), document(patient)
    sandbox.reglages["dmp"].fail_next = 2
    for _ in range(2):
        with pytest.raises(Unreachable):
            dmp.submit(patient, envoi(sent))
    assert not dmp.exists(patient, sent.fiche.identifiant)
    dmp.submit(patient, envoi(sent))
    assert sandbox.compteurs["dmp"].accepted[sent.fiche.identifiant] == 1


def test_several_documents_of_one_submission_arrive_together(
    client: ClientFactory, patient: PatientDmp
) -> None:
    dmp = client()
    person = replace(PATIENTE, matricule=patient.matricule, oid_ins=patient.oid)
    letter = build_non_structure(entete("11488-4", identifiant=oid_de(uuid4()), patient=person), PDF)
    sent = (document(patient), DocumentAEnvoyer(describe_cda(letter), letter))
    dmp.submit(patient, envoi(*sent))
    dmp.set_autorisation(patient, ajout=True)
    fetched = dmp.retrieve(patient, [d.fiche.identifiant for d in sent])
    assert [f.donnees for f in fetched] == [d.donnees for d in sent]


def test_a_replacement_makes_the_former_version_obsolete(client: ClientFactory, patient: PatientDmp) -> None:
    dmp, first = client(), document(patient)
    dmp.submit(patient, envoi(first))
    newer = document(patient, remplace=first.fiche.identifiant)
    dmp.submit(patient, envoi(newer))
    dmp.set_autorisation(patient, ajout=True)
    assert [f.identifiant for f in dmp.search(patient)] == [newer.fiche.identifiant]
    with pytest.raises(DmpRejected) as caught:
        dmp.submit(patient, envoi(document(patient, remplace=first.fiche.identifiant)))
    assert code(caught) == "XDSReplaceFailed"


def test_an_organisation_feeds_for_its_professional(
    client: ClientFactory, autorite: Autorite, patient: PatientDmp
) -> None:
    structure = MAX_LIBRE.structure
    dmp = client(
        replace(
            ACTEUR,
            mode=ModeAuthentification.INDIRECTE,
            contexte_authentification="urn:oasis:names:tc:SAML:2.0:ac:classes:Password",
        ),
        signature=autorite.organisation(structure=structure, signature=True),
        authentification=autorite.organisation(structure=structure),
    )
    sent = document(patient)
    dmp.submit(patient, envoi(sent))
    assert dmp.exists(patient, sent.fiche.identifiant)
    with pytest.raises(DmpRejected) as caught:
        dmp.search(patient)
    assert code(caught) == "DMPAccessDeniedByRightsService"


def test_reinforced_access_reads_but_never_feeds(
    client: ClientFactory, autorite: Autorite, patient: PatientDmp
) -> None:
    dmp = client(
        replace(ACTEUR, mode=ModeAuthentification.INDIRECTE_RENFORCEE),
        signature=autorite.organisation(structure=MAX_LIBRE.structure, signature=True),
        authentification=autorite.organisation(structure=MAX_LIBRE.structure),
    )
    with pytest.raises(Unsupported):
        dmp.submit(patient, envoi(document(patient)))
    dmp.set_autorisation(patient, ajout=True)
    assert dmp.search(patient) == ()
