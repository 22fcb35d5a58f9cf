"""A document sent by one seat is read, recognised and marked filed on another, through the real boxes."""

import queue
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pytest

from ambroise.adapters.reception import BoitesReception
from ambroise.domain.message import EnteteMessage, RoleDossier, Suivi
from ambroise.usecases.errors import Introuvable, ServiceInjoignable
from ambroise.usecases.ports_reception import EtatCopie
from ambroise.usecases.releve import ReleveService
from ambroise.usecases.veille_messages import VeilleMessages
from esante.mssante.adresses import AdresseMss
from esante.mssante.client import MssanteClient
from esante.mssante.models import DocumentsJoints, PdfJoint
from esante.sandbox.mssante import boites
from esante.sandbox.serveur import Sandbox
from tests.fakes.memoire import BaseMemoire, make_contexte
from tests.fakes.patience import ATTENTE_S
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


def received(
    reception: BoitesReception, boite: str, role: RoleDossier = RoleDossier.RECUS
) -> Sequence[EnteteMessage]:
    """Return what a first reading of a box brings, the newest first."""
    steps = reception.synchronise(EtatCopie(boite, role), ())
    return sorted((e for step in steps for e in step.nouveaux), key=lambda e: e.place[2], reverse=True)


def octets(reception: BoitesReception, entete: EnteteMessage) -> bytes:
    ((_, content),) = reception.fetch([entete])
    return content


def test_document_is_listed_opened_and_marked(boxes: OpenBox, reception: BoitesReception) -> None:
    message = replace(
        letter("recu-document", boites.PHARMACIEN.adresse), documents=with_document("x", archive())
    )
    boxes(boites.MEDECIN).send(message)
    entete = received(reception, boites.PHARMACIEN.adresse)[0]
    assert entete.objet == "Prescription PAT-TROIS DOMINIQUE 28/03/1979"
    assert entete.expediteur == "Dr Max LIBRE"
    assert (entete.porte_document, entete.lu, entete.classe) == (True, False, False)
    assert entete.type_document, "the code of the header names the kind"
    opened = reception.read(entete, octets(reception, entete))
    assert opened.archive_verifiee
    assert opened.patient is not None
    assert opened.patient.matricule == "279035121518989"
    cda, pdf = opened.documents
    assert cda.rubrique == "Ordonnance"
    assert "PAT-TROIS" in cda.html
    assert pdf.type_mime == "application/pdf"
    reception.mark_lu(entete.id)
    reception.mark_classe(entete.id)
    reception.mark_accuse_rendu(entete.id)
    again = received(reception, boites.PHARMACIEN.adresse)[0]
    assert (again.lu, again.classe, again.accuse_rendu) == (True, True, True)


def test_hostile_archive_is_said_and_nothing_can_be_filed(boxes: OpenBox, reception: BoitesReception) -> None:
    message = replace(
        letter("recu-hostile", boites.PHARMACIEN.adresse), documents=with_document("y", b"pas un zip")
    )
    boxes(boites.MEDECIN).send(message)
    entete = received(reception, boites.PHARMACIEN.adresse)[0]
    opened = reception.read(entete, octets(reception, entete))
    assert "archive de documents refusée" in opened.alertes
    assert [d.type_mime for d in opened.documents] == ["application/pdf"]
    assert opened.patient is None


def test_sent_messages_are_listed_and_absent_ones_are_said(boxes: OpenBox) -> None:
    doctor = boxes(boites.MEDECIN)
    doctor.send(letter("envoye-liste"))
    sent = BoitesReception([Boite(boites.MEDECIN.adresse, doctor)])  # type: ignore[list-item]
    found = received(sent, boites.MEDECIN.adresse, RoleDossier.ENVOYES)
    assert any(m.objet == "Avis sur une patiente – suite" for m in found)
    gone = replace(found[0], id=f"{boites.MEDECIN.adresse}/INBOX/999999")
    assert list(sent.fetch([gone])) == []
    for wrong in ("personne@x/INBOX/1", "n'importe quoi"):
        with pytest.raises(Introuvable):
            sent.mark_lu(wrong)


def test_box_down_is_said_and_the_copy_stays_readable(
    sandbox: Sandbox, boxes: OpenBox, reception: BoitesReception
) -> None:
    boxes(boites.MEDECIN).send(letter("copie", boites.PHARMACIEN.adresse))
    contexte = make_contexte(BaseMemoire())
    releve = ReleveService(contexte, reception)
    assert releve.run().pannes == {}
    with contexte.uow() as uow:
        held = uow.messages.list(RoleDossier.RECUS)
    assert held
    sandbox.reglages["mssante"].down = True
    with pytest.raises(ServiceInjoignable):
        received(reception, boites.PHARMACIEN.adresse)
    assert set(releve.run().pannes) == {boites.PHARMACIEN.adresse, boites.CABINET.adresse}
    with contexte.uow() as uow:
        assert uow.messages.list(RoleDossier.RECUS) == held


def test_failure_notice_of_the_operator_tells_the_fate_of_the_message(
    boxes: OpenBox, reception: BoitesReception
) -> None:
    to = AdresseMss(boites.PHARMACIEN.adresse)
    notice = FAILURE.replace("\n", "\r\n").encode()
    with boxes(boites.PHARMACIEN).open() as box:
        box.append("INBOX", notice, ())
    entete = next(e for e in received(reception, to) if e.is_rapport)
    opened = reception.read(entete, octets(reception, entete))
    assert opened.entete.accuse is not None
    assert (opened.entete.accuse.suivi, opened.entete.accuse.message) == (Suivi.ECHEC, "<parti@ici.fr>")
    assert opened.entete.accuse.detail == "5.1.1"


def test_news_of_a_box_are_read_as_they_come(boxes: OpenBox) -> None:
    doctor, colleague = boxes(boites.MEDECIN), boxes(boites.CONFRERE)
    reception = BoitesReception([Boite(boites.CONFRERE.adresse, colleague)])  # type: ignore[list-item]
    contexte = make_contexte(BaseMemoire())
    veille = VeilleMessages(ReleveService(contexte, reception), reception, lambda: True)
    told: queue.SimpleQueue[int] = queue.SimpleQueue()
    veille.on_change = lambda bilan: told.put(bilan.nouveaux)
    doctor.send(letter("veille-1", boites.CONFRERE.adresse))
    veille.start()
    try:
        assert told.get(timeout=ATTENTE_S) >= 1
        doctor.send(letter("veille-2", boites.CONFRERE.adresse))
        assert told.get(timeout=ATTENTE_S) == 1
    finally:
        assert veille.stop()


FAILURE = """From: MAILER-DAEMON@operateur.mssante.fr
To: x@medecin.mssante.fr
Subject: Undelivered Mail Returned to Sender
Message-ID: <echec@operateur.mssante.fr>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Boite inconnue.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; operateur.mssante.fr

Final-Recipient: rfc822; inconnu@medecin.mssante.fr
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Message-ID: <parti@ici.fr>
Subject: Avis

--b--
"""
