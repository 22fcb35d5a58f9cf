"""A document sent by one seat is read, recognised and marked filed on another, through the real boxes."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from ambroise.adapters.reception import BoitesReception
from ambroise.usecases.errors import Introuvable, ServiceInjoignable
from esante.mssante.client import MssanteClient
from esante.mssante.models import DocumentsJoints, PdfJoint
from esante.sandbox.mssante import boites
from esante.sandbox.serveur import Sandbox
from tests.integration.en_ligne.conftest import OpenBox
from tests.integration.en_ligne.test_messagerie import letter
from tests.unit.esante.xdm.test_archive import archive


@dataclass
class Boite:
    """What the adapter takes of a mailbox of the profile."""

    adresse: str
    client: MssanteClient


@pytest.fixture
def reception(boxes: OpenBox) -> BoitesReception:
    opened = [Boite(b.adresse, boxes(b)) for b in (boites.PHARMACIEN, boites.CABINET)]
    return BoitesReception(opened)  # type: ignore[arg-type]


def with_document(seed: str, xdm: bytes) -> DocumentsJoints:
    pdf = PdfJoint("20261122_CR_PAT-TROIS_DOMINIQUE.pdf", b"%PDF-1.4")
    return DocumentsJoints(
        "Prescription", "PAT-TROIS", "DOMINIQUE", date(1979, 3, 28), ("57833-6",), True, xdm, (pdf,)
    )


def test_document_is_listed_opened_and_marked(boxes: OpenBox, reception: BoitesReception) -> None:
    message = replace(
        letter("recu-document", boites.PHARMACIEN.adresse), documents=with_document("x", archive())
    )
    boxes(boites.MEDECIN).send(message)
    entete = reception.list_messages(envoyes=False)[0]
    assert entete.objet == "Prescription PAT-TROIS DOMINIQUE 28/03/1979"
    assert entete.expediteur == "Dr Max LIBRE"
    assert (entete.porte_document, entete.lu, entete.classe) == (True, False, False)
    opened = reception.open_message(entete.id)
    assert opened.archive_verifiee
    assert opened.patient is not None
    assert opened.patient.matricule == "279035121518989"
    cda, pdf = opened.documents
    assert cda.rubrique == "Ordonnance"
    assert "PAT-TROIS" in cda.html
    assert pdf.type_mime == "application/pdf"
    reception.mark_lu(entete.id)
    reception.mark_classe(entete.id)
    again = next(e for e in reception.list_messages(envoyes=False) if e.id == entete.id)
    assert (again.lu, again.classe) == (True, True)


def test_hostile_archive_is_said_and_nothing_can_be_filed(boxes: OpenBox, reception: BoitesReception) -> None:
    message = replace(
        letter("recu-hostile", boites.PHARMACIEN.adresse), documents=with_document("y", b"pas un zip")
    )
    boxes(boites.MEDECIN).send(message)
    entete = reception.list_messages(envoyes=False)[0]
    opened = reception.open_message(entete.id)
    assert "archive de documents refusée" in opened.alertes
    assert [d.type_mime for d in opened.documents] == ["application/pdf"]
    assert opened.patient is None


def test_sent_messages_are_listed_and_absent_ones_are_said(boxes: OpenBox) -> None:
    doctor = boxes(boites.MEDECIN)
    doctor.send(letter("envoye-liste"))
    sent = BoitesReception([Boite(boites.MEDECIN.adresse, doctor)])  # type: ignore[list-item]
    assert any(m.objet == "Avis sur une patiente – suite" for m in sent.list_messages(envoyes=True))
    for wrong in ("personne@x/INBOX/1", f"{boites.MEDECIN.adresse}/INBOX/999999", "n'importe quoi"):
        with pytest.raises(Introuvable):
            sent.open_message(wrong)


def test_all_boxes_down_is_one_error(sandbox: Sandbox, reception: BoitesReception) -> None:
    sandbox.reglages["mssante"].down = True
    with pytest.raises(ServiceInjoignable):
        reception.list_messages(envoyes=False)
