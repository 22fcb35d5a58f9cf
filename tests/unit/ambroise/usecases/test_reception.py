"""Received documents go to the right file, once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from ambroise.domain.droits import Compte, Role
from ambroise.domain.entrees import Tache
from ambroise.domain.message import AccuseRecu, EnteteMessage, Suivi
from ambroise.domain.rattachement import Certitude, PatientAnnonce
from ambroise.usecases.acces import AccesService
from ambroise.usecases.errors import AmbroiseError, DemandeRejetee, ServiceInjoignable
from ambroise.usecases.ports_reception import DocumentJoint, MessageOuvert, ResultatCritique
from ambroise.usecases.reception import NON_LU, ReceptionService
from ambroise.usecases.releve import ReleveService
from tests.fakes.messages import FaussesBoites
from tests.unit.ambroise.usecases.conftest import MATRICULE_ZOE, Cabinet

RECU = datetime(2026, 3, 2, 8, tzinfo=UTC)
ENTETE = EnteteMessage(
    "b/INBOX/1", "Labo", "Résultats", RECU, lu=False, classe=False, porte_document=True, du_patient=False
)
ZOE = PatientAnnonce(MATRICULE_ZOE.numero, MATRICULE_ZOE.oid, "ADRUN", "Zoe", "1975-12-31", "F")
CDA = DocumentJoint("1.2.3", "CR de biologie", "text/xml", b"<cda/>", "Biologie", date(2026, 3, 1))
PDF = DocumentJoint("1.2.4", "Biologie du 01/03/2026", "application/pdf", b"%PDF")


@pytest.fixture
def boite() -> FaussesBoites:
    message = MessageOuvert(ENTETE, "Bonjour", (CDA, PDF), ZOE, (), archive_verifiee=True)
    patient = replace(ENTETE, id="b/INBOX/2", du_patient=True, porte_document=False)
    return FaussesBoites({"b/INBOX/1": message, "b/INBOX/2": MessageOuvert(patient, "Merci", (), None, ())})


@pytest.fixture
def reception(ouvert: Cabinet, boite: FaussesBoites) -> ReceptionService:
    ReleveService(ouvert.contexte, boite).run()
    return ReceptionService(ouvert.contexte, ouvert.session, boite, AccesService(ouvert.contexte))


def test_patients_and_professionals_are_apart(reception: ReceptionService) -> None:
    assert [m.id for m in reception.list_messages()] == ["b/INBOX/1"]
    assert [m.id for m in reception.list_messages(du_patient=True)] == ["b/INBOX/2"]


def test_document_of_a_qualified_patient_is_certain_and_filed_once(
    ouvert: Cabinet, reception: ReceptionService, boite: FaussesBoites
) -> None:
    zoe = ouvert.qualified_zoe()
    opened = reception.open("b/INBOX/1")
    assert opened.rattachement is not None
    assert opened.rattachement.certitude is Certitude.CERTAINE
    assert reception.file("b/INBOX/1", zoe.id, titre="Biologie") == 2
    assert reception.file("b/INBOX/1", zoe.id) == 0
    titles = {d.titre for d in ouvert.patients.open(zoe.id).documents}
    assert titles == {"Biologie\u00a0: CR de biologie du 01/03/2026", "Biologie du 01/03/2026"}
    assert boite.marques == [("lu", "b/INBOX/1"), ("classe", "b/INBOX/1"), ("classe", "b/INBOX/1")]
    assert "lecture message reçu" in ouvert.traces(zoe.id)


def test_box_that_cannot_be_marked_leaves_the_document_filed(
    ouvert: Cabinet, reception: ReceptionService, boite: FaussesBoites
) -> None:
    zoe = ouvert.qualified_zoe()
    boite.pannes = {"b"}
    with pytest.raises(ServiceInjoignable):
        reception.file("b/INBOX/1", zoe.id)
    boite.pannes = set()
    assert reception.file("b/INBOX/1", zoe.id) == 0
    assert len(ouvert.patients.open(zoe.id).documents) == 2


def test_message_without_document_or_for_nobody_files_nothing(
    ouvert: Cabinet, reception: ReceptionService
) -> None:
    zoe = ouvert.qualified_zoe()
    with pytest.raises(DemandeRejetee):
        reception.file("b/INBOX/2", zoe.id)
    with pytest.raises(AmbroiseError):
        reception.file("b/INBOX/1", ouvert.contexte.new_id())
    assert reception.open("b/INBOX/2").rattachement is None


@pytest.mark.parametrize(
    "annonce",
    [PatientAnnonce(), PatientAnnonce("pas un matricule", "1.2", "X", "Y", "hier", "Z")],
)
def test_strange_identity_is_nobody(
    reception: ReceptionService, boite: FaussesBoites, annonce: PatientAnnonce
) -> None:
    boite.messages["b/INBOX/1"] = replace(boite.messages["b/INBOX/1"], patient=annonce)
    opened = reception.open("b/INBOX/1")
    assert opened.rattachement is not None
    assert opened.rattachement.certitude is Certitude.INCONNUE


def test_same_bytes_under_another_identifier_are_kept_once(
    ouvert: Cabinet, reception: ReceptionService, boite: FaussesBoites
) -> None:
    zoe = ouvert.qualified_zoe()
    reception.file("b/INBOX/1", zoe.id)
    twin = (replace(CDA, identifiant="9.9.9"), replace(PDF, identifiant="9.9.8"))
    boite.messages["b/INBOX/1"] = replace(boite.messages["b/INBOX/1"], documents=twin)
    assert reception.file("b/INBOX/1", zoe.id) == 0


def test_matricule_is_recognised_under_the_oid_documents_carry(
    ouvert: Cabinet, reception: ReceptionService, boite: FaussesBoites
) -> None:
    ouvert.qualified_zoe()
    carried = replace(ZOE, oid="1.2.250.1.213.1.4.10")
    for oids, certitude in (
        (frozenset[str](), Certitude.A_CONFIRMER),
        (frozenset({ZOE.oid}), Certitude.CERTAINE),
    ):
        message = replace(boite.messages["b/INBOX/1"], patient=replace(carried, oids=oids))
        boite.messages["b/INBOX/1"] = message
        opened = reception.open("b/INBOX/1")
        assert opened.rattachement is not None
        assert opened.rattachement.certitude is certitude


def test_what_was_read_once_reads_again_without_network(
    ouvert: Cabinet, reception: ReceptionService, boite: FaussesBoites
) -> None:
    zoe = ouvert.qualified_zoe()
    reception.open("b/INBOX/1")
    boite.pannes = {"b"}
    assert reception.open("b/INBOX/1").message.texte == "Bonjour"
    with pytest.raises(ServiceInjoignable):
        reception.file("b/INBOX/1", zoe.id)
    assert reception.list_messages()[0].classe, "filed here at once, whatever the box answers"
    with pytest.raises(ServiceInjoignable):
        reception.open("b/INBOX/2")


def test_secretary_files_without_reading(
    ouvert: Cabinet, reception: ReceptionService, boite: FaussesBoites
) -> None:
    zoe = ouvert.qualified_zoe()
    with ouvert.contexte.uow() as uow:
        uow.comptes.save(Compte(ouvert.contexte.new_id(), ouvert.session.auteur, "S", Role.SECRETAIRE))
        uow.commit()
    opened = reception.open("b/INBOX/1")
    assert opened.is_masque
    assert opened.message.texte == NON_LU
    assert all(not d.contenu and not d.html for d in opened.message.documents)
    assert opened.rattachement is not None, "the identity is compared, to file"
    assert boite.marques == [], "the doctor still sees it as unread"
    assert reception.file("b/INBOX/1", zoe.id) == 2


def test_what_waits_is_counted_and_aged(ouvert: Cabinet, reception: ReceptionService) -> None:
    waiting = reception.unfiled()
    assert (waiting.nombre, waiting.depuis) == (1, RECU)
    assert waiting.age_jours(RECU + timedelta(days=9, hours=1)) == 9
    reception.file("b/INBOX/1", ouvert.qualified_zoe().id)
    assert reception.unfiled().nombre == 0


def test_calling_back_leaves_a_task_for_today(ouvert: Cabinet, reception: ReceptionService) -> None:
    zoe = ouvert.qualified_zoe()
    reception.file("b/INBOX/1", zoe.id, rappeler=True)
    with ouvert.contexte.uow() as uow:
        (task,) = uow.entrees.list(Tache, zoe.id)
    assert task.libelle == "Rappeler le patient\u00a0: Résultats"


@pytest.mark.parametrize(
    ("change", "filed"),
    [
        ({}, True),
        ({"archive_verifiee": False}, False),
        ({"patient": None}, False),
        ({"patient": replace(ZOE, nom_naissance="ADRDEUX")}, False),
        ({"entete": replace(ENTETE, remplace=True)}, False),
        ({"entete": replace(ENTETE, annule=True)}, False),
    ],
)
def test_only_what_is_beyond_doubt_files_itself(
    ouvert: Cabinet, reception: ReceptionService, boite: FaussesBoites, change: dict[str, Any], filed: bool
) -> None:
    zoe = ouvert.qualified_zoe()
    message = replace(boite.messages["b/INBOX/1"], **change)
    assert reception.file_alone(message) is filed
    assert len(ouvert.patients.open(zoe.id).documents) == (2 if filed else 0)
    assert (("classe", "b/INBOX/1") in boite.marques) is filed


def test_new_message_files_itself_when_the_office_says_so_and_stays_critical(
    ouvert: Cabinet, boite: FaussesBoites
) -> None:
    ouvert.qualified_zoe()
    critical = (ResultatCritique("Potassium", "6,9 mmol/L", "HH"),)
    opened = boite.messages["b/INBOX/1"]
    entete = replace(opened.entete, critique=True)
    boite.messages["b/INBOX/1"] = replace(opened, critiques=critical, entete=entete)
    reception = ReceptionService(ouvert.contexte, ouvert.session, boite, AccesService(ouvert.contexte))
    bilan = ReleveService(ouvert.contexte, boite, reception.file_alone).run()
    assert (bilan.nouveaux, bilan.classes) == (2, 1)
    (line,) = reception.list_messages()
    assert (line.classe, line.critique, line.lu, line.patient) == (True, True, False, "ADRUN Zoe")


def test_box_in_trouble_is_told_and_the_others_are_read(ouvert: Cabinet, boite: FaussesBoites) -> None:
    boite.boites, boite.pannes = ("autre", "b"), {"autre"}
    bilan = ReleveService(ouvert.contexte, boite).run()
    assert bilan.nouveaux == 2
    assert bilan.pannes == {"autre": "La messagerie MSSanté ne répond pas."}


def test_copy_of_a_box_that_left_the_profile_is_dropped(
    ouvert: Cabinet, reception: ReceptionService, boite: FaussesBoites
) -> None:
    boite.boites = ()
    ReleveService(ouvert.contexte, boite).run()
    assert reception.list_messages() == []


def test_older_pages_and_the_fate_of_what_left(
    ouvert: Cabinet, reception: ReceptionService, boite: FaussesBoites
) -> None:
    sent = replace(ENTETE, id="b/Sent/1", identifiant="<m@b>", porte_document=False, lu=True)
    notices = [
        replace(
            ENTETE,
            id=f"b/INBOX/{10 + rank}",
            recu_le=RECU - timedelta(days=rank + 1),
            is_rapport=True,
            porte_document=False,
            accuse=AccuseRecu(suivi, "<m@b>", "c@d"),
        )
        for rank, suivi in enumerate((Suivi.DISTRIBUE, Suivi.ECHEC, Suivi.LU))
    ]
    for entete in (sent, *notices):
        boite.messages[entete.id] = MessageOuvert(entete, "", (), None, ())
    ReleveService(ouvert.contexte, boite).run()
    assert [m.id for m in reception.list_messages(envoyes=True)] == ["b/Sent/1"]
    assert reception.receipts(["<m@b>", ""])["<m@b>"].suivi is Suivi.ECHEC, "a failure hides no success"
    assert [m.id for m in reception.list_messages(avant=RECU)] == ["b/INBOX/10", "b/INBOX/11", "b/INBOX/12"]
