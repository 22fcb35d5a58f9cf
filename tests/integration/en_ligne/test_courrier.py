"""A letter written here reaches a colleague as a verified archive, and his receipt comes back."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from uuid import UUID

import pypdf
import pytest

from ambroise.adapters.courrier import Courrier, TransmetteurMessages
from ambroise.adapters.entete_cda import patient_cda
from ambroise.adapters.environnement import load_environnement
from ambroise.adapters.reception import BoitesReception
from ambroise.bootstrap.documents import render_page
from ambroise.domain.envoi import Envoi, TypeEnvoi
from ambroise.domain.identite import OID_INS_NIR
from ambroise.domain.message import Suivi
from ambroise.domain.patient import Patient
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.usecases.ecriture import TYPE_LETTRE
from ambroise.usecases.errors import DemandeRejetee, ReponseInvalide
from ambroise.usecases.ports_actes import EnvoiPrepare
from ambroise.usecases.ports_ecriture import DocumentAJoindre, MessageAEcrire
from esante.cda.lecture import read_cda
from esante.cda.models import PatientCda
from esante.cda.vaccination import build_vaccination
from esante.mssante.client import MssanteClient
from esante.sandbox.mssante import boites
from tests.fakes.documents import entete
from tests.fakes.ecrans import ADRUN
from tests.fakes.matrice_contenus import vaccinations
from tests.fakes.services import DOCTEUR
from tests.integration.en_ligne.conftest import OpenBox
from tests.integration.en_ligne.test_reception import octets, received

LE = datetime(2026, 11, 22, 10, tzinfo=UTC)


@dataclass
class Boite:
    """What the adapters take of a mailbox of the profile."""

    adresse: str
    client: MssanteClient
    type_bal: str = "PER"


@pytest.fixture
def doctor(boxes: OpenBox) -> Boite:
    return Boite(boites.MEDECIN.adresse, boxes(boites.MEDECIN))


@pytest.fixture
def colleague(boxes: OpenBox) -> Boite:
    return Boite(boites.CONFRERE.adresse, boxes(boites.CONFRERE))


def courrier(*opened: Boite) -> Courrier:
    return Courrier(opened, load_environnement("bac-a-sable"), render_page)  # type: ignore[arg-type]


def session() -> SessionProfessionnel:
    return SessionProfessionnel(DOCTEUR, DOCTEUR.situations[0], LE, "carte")


def lettre(seed: int, patient: Patient | None = None) -> MessageAEcrire:
    return MessageAEcrire(
        boites.MEDECIN.adresse,
        (boites.CONFRERE.adresse,),
        "Avis de cardiologie",
        "Cher confrère,\n\nMerci de voir cette patiente.\n",
        session(),
        LE,
        tuple(f"2.25.{seed * 1000 + rank}" for rank in range(3)),
        patient,
        accuse_lecture=True,
    )


def deliver(boite: Boite, prepare: EnvoiPrepare) -> str:
    envoi = Envoi(
        UUID(int=1), TypeEnvoi.MSSANTE, None, "x", prepare.cle_idempotence, prepare.contenu, LE, ins=None
    )
    return TransmetteurMessages([boite]).transmettre(envoi)  # type: ignore[list-item]


def test_letter_and_document_leave_in_one_archive_and_the_receipt_comes_back(
    doctor: Boite, colleague: Boite
) -> None:
    written = courrier(doctor)
    plain = lettre(31, ADRUN)
    pdf = written.render_lettre(plain)
    documents = (
        DocumentAJoindre("Avis de cardiologie", "application/pdf", pdf, TYPE_LETTRE),
        DocumentAJoindre("Biologie du 20/11/2026", "application/pdf", pdf + b"\n%", "11502-2"),
    )
    deliver(doctor, written.prepare_message(replace(plain, documents=documents)))
    reading = BoitesReception([colleague], {OID_INS_NIR: "1.2.250.1.213.1.4.10"})  # type: ignore[list-item]
    entete = received(reading, colleague.adresse)[0]
    opened = reading.read(entete, content := octets(reading, entete))
    assert opened.archive_verifiee
    assert entete.expediteur.startswith("Dr Max LIBRE")
    kinds = [(d.type_mime, d.rubrique) for d in opened.documents]
    assert kinds == [
        ("text/xml", "Compte rendu"),
        ("application/pdf", "Compte rendu"),
        ("text/xml", "Biologie"),
        ("application/pdf", "Biologie"),
    ]
    assert opened.patient is not None
    assert (opened.patient.nom_naissance, opened.patient.matricule) == ("ADRUN", "275126322074974")
    assert opened.accuse_demande == doctor.adresse
    answer = courrier(colleague).prepare_accuse(entete, doctor.adresse, content, LE, automatique=False)
    deliver(colleague, answer)
    back = BoitesReception([doctor])  # type: ignore[list-item]
    notice = received(back, doctor.adresse)[0]
    assert notice.is_rapport
    fate = back.read(notice, octets(back, notice)).entete.accuse
    assert fate is not None
    assert (fate.suivi, fate.message) == (Suivi.LU, entete.identifiant)


def test_answer_keeps_the_thread_and_an_organisation_writes_in_its_name(
    boxes: OpenBox, colleague: Boite
) -> None:
    office = Boite(boites.CABINET.adresse, boxes(boites.CABINET), "ORG")
    message = replace(lettre(32), boite=office.adresse, en_reponse_a="<b@c.fr>", references=("<a@c.fr>",))
    deliver(office, courrier(office).prepare_message(message))
    entete = received(BoitesReception([colleague]), colleague.adresse)[0]  # type: ignore[list-item]
    assert (entete.en_reponse_a, entete.references) == ("<b@c.fr>", ("<a@c.fr>", "<b@c.fr>"))
    assert entete.expediteur == DOCTEUR.situations[0].structure.nom.replace(" ", "-")


def test_cda_without_pdf_leaves_with_its_words_on_a_page(doctor: Boite, colleague: Boite) -> None:
    note = build_vaccination(entete(nom="vaccination", patient=_zoe()), vaccinations()["simple"])
    assert read_cda(note).page is None
    joint = DocumentAJoindre("Vaccination", "text/xml", note, "87273-9")
    message = replace(lettre(35, ADRUN), documents=(joint,), identifiants=("2.25.350", "2.25.351"))
    deliver(doctor, courrier(doctor).prepare_message(message))
    reading = BoitesReception([colleague])  # type: ignore[list-item]
    last = received(reading, colleague.adresse)[0]
    opened = reading.read(last, octets(reading, last))
    assert [d.type_mime for d in opened.documents] == ["text/xml", "application/pdf"]
    assert opened.documents[0].contenu == note, "the document itself is not touched"
    pages = pypdf.PdfReader(BytesIO(opened.documents[1].contenu)).pages
    assert "ADRUN" in "".join(page.extract_text() for page in pages)


def test_document_of_another_patient_never_leaves(doctor: Boite) -> None:
    note = build_vaccination(entete(nom="vaccination"), vaccinations()["simple"])
    message = replace(
        lettre(36, ADRUN), documents=(DocumentAJoindre("Vaccination", "text/xml", note, "87273-9"),) * 2
    )
    with pytest.raises(DemandeRejetee, match="autre INS"):
        courrier(doctor).prepare_message(message)


def _zoe() -> PatientCda:
    return patient_cda(ADRUN, load_environnement("bac-a-sable"))


def test_box_that_left_the_profile_and_document_of_nobody_are_refused(
    doctor: Boite, colleague: Boite
) -> None:
    prepare = courrier(doctor).prepare_message(lettre(33))
    with pytest.raises(DemandeRejetee, match="plus dans ce profil"):
        deliver(colleague, prepare)
    bare = DocumentAJoindre("Synthèse", "text/xml", BARE_CDA, "SYNTH")
    message = replace(lettre(34, ADRUN), documents=(bare, bare))
    with pytest.raises(ReponseInvalide):
        courrier(doctor).prepare_message(message)


BARE_CDA = (
    b"<ClinicalDocument xmlns='urn:hl7-org:v3'><component><structuredBody/></component></ClinicalDocument>"
)
