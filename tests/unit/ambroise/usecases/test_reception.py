"""Received documents go to the right file, once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pytest

from ambroise.domain.rattachement import Certitude, PatientAnnonce
from ambroise.usecases.errors import AmbroiseError, DemandeRejetee, Introuvable, ServiceInjoignable
from ambroise.usecases.ports_reception import DocumentJoint, EnteteMessage, MessageOuvert
from ambroise.usecases.reception import ReceptionService
from tests.unit.ambroise.usecases.conftest import MATRICULE_ZOE, Cabinet

RECU = datetime(2026, 3, 2, 8, tzinfo=UTC)
ENTETE = EnteteMessage(
    "b/INBOX/1", "Labo", "Résultats", RECU, lu=False, classe=False, porte_document=True, du_patient=False
)
ZOE = PatientAnnonce(MATRICULE_ZOE.numero, MATRICULE_ZOE.oid, "ADRUN", "Zoe", "1975-12-31", "F")
CDA = DocumentJoint("1.2.3", "CR de biologie", "text/xml", b"<cda/>", "Biologie", date(2026, 3, 1))
PDF = DocumentJoint("1.2.4", "Biologie du 01/03/2026", "application/pdf", b"%PDF")


@dataclass
class FausseBoite:
    """Messages kept in memory; ``panne`` makes every mark fail."""

    messages: dict[str, MessageOuvert] = field(default_factory=dict)
    marques: list[tuple[str, str]] = field(default_factory=list)
    panne: bool = False

    def list_messages(self, *, envoyes: bool) -> Sequence[EnteteMessage]:
        return [] if envoyes else [m.entete for m in self.messages.values()]

    def open_message(self, id_: str) -> MessageOuvert:
        if id_ not in self.messages:
            raise Introuvable("absent")
        return self.messages[id_]

    def mark_lu(self, id_: str) -> None:
        self._mark("lu", id_)

    def mark_classe(self, id_: str) -> None:
        self._mark("classe", id_)

    def _mark(self, kind: str, id_: str) -> None:
        if self.panne:
            raise ServiceInjoignable("panne")
        self.marques.append((kind, id_))


@pytest.fixture
def boite() -> FausseBoite:
    message = MessageOuvert(ENTETE, "Bonjour", (CDA, PDF), ZOE, (), archive_verifiee=True)
    patient = replace(ENTETE, id="b/INBOX/2", du_patient=True, porte_document=False)
    return FausseBoite({"b/INBOX/1": message, "b/INBOX/2": MessageOuvert(patient, "Merci", (), None, ())})


@pytest.fixture
def reception(ouvert: Cabinet, boite: FausseBoite) -> ReceptionService:
    return ReceptionService(ouvert.contexte, ouvert.session, boite)


def test_patients_and_professionals_are_apart(reception: ReceptionService) -> None:
    assert [m.id for m in reception.list_messages()] == ["b/INBOX/1"]
    assert [m.id for m in reception.list_messages(du_patient=True)] == ["b/INBOX/2"]


def test_document_of_a_qualified_patient_is_certain_and_filed_once(
    ouvert: Cabinet, reception: ReceptionService, boite: FausseBoite
) -> None:
    zoe = ouvert.qualified_zoe()
    opened = reception.open("b/INBOX/1")
    assert opened.rattachement is not None
    assert opened.rattachement.certitude is Certitude.CERTAINE
    assert reception.file("b/INBOX/1", zoe.id, titre="Biologie") == 2
    assert reception.file("b/INBOX/1", zoe.id) == 0
    titles = {d.titre for d in ouvert.patients.open(zoe.id).documents}
    assert titles == {"Biologie : CR de biologie du 01/03/2026", "Biologie du 01/03/2026"}
    assert boite.marques == [("lu", "b/INBOX/1"), ("classe", "b/INBOX/1"), ("classe", "b/INBOX/1")]
    assert "lecture message reçu" in ouvert.traces(zoe.id)


def test_box_that_cannot_be_marked_leaves_the_document_filed(
    ouvert: Cabinet, reception: ReceptionService, boite: FausseBoite
) -> None:
    zoe = ouvert.qualified_zoe()
    boite.panne = True
    with pytest.raises(ServiceInjoignable):
        reception.file("b/INBOX/1", zoe.id)
    boite.panne = False
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
    reception: ReceptionService, boite: FausseBoite, annonce: PatientAnnonce
) -> None:
    boite.messages["b/INBOX/1"] = replace(boite.messages["b/INBOX/1"], patient=annonce)
    opened = reception.open("b/INBOX/1")
    assert opened.rattachement is not None
    assert opened.rattachement.certitude is Certitude.INCONNUE


def test_same_bytes_under_another_identifier_are_kept_once(
    ouvert: Cabinet, reception: ReceptionService, boite: FausseBoite
) -> None:
    zoe = ouvert.qualified_zoe()
    reception.file("b/INBOX/1", zoe.id)
    twin = (replace(CDA, identifiant="9.9.9"), replace(PDF, identifiant="9.9.8"))
    boite.messages["b/INBOX/1"] = replace(boite.messages["b/INBOX/1"], documents=twin)
    assert reception.file("b/INBOX/1", zoe.id) == 0


def test_matricule_is_recognised_under_the_oid_documents_carry(
    ouvert: Cabinet, reception: ReceptionService, boite: FausseBoite
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
