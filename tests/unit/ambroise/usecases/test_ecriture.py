"""What may be written to whom, what it starts from, and what stays in the file and in the trail."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from uuid import UUID

import pytest

from ambroise.domain.dossier import Document, TypeDocument
from ambroise.domain.entrees import Courrier, MembreEquipe
from ambroise.domain.envoi import TypeEnvoi
from ambroise.domain.message import EnteteMessage, PolitiqueAccuses
from ambroise.domain.modele_courrier import MODELES, ModeleCourrier
from ambroise.domain.patient import Patient
from ambroise.usecases.accuses import AccuseService
from ambroise.usecases.depot_document import deposit_document
from ambroise.usecases.ecriture import TYPE_LETTRE, EcritureService
from ambroise.usecases.errors import DemandeRejetee
from ambroise.usecases.ports_actes import EnvoiPrepare
from ambroise.usecases.ports_ecriture import MessageAEcrire
from ambroise.usecases.ports_reception import MessageOuvert
from ambroise.usecases.redaction import Redaction
from ambroise.usecases.releve import ReleveService
from tests.fakes.messages import FaussesBoites
from tests.unit.ambroise.usecases.conftest import MATRICULE_ZOE, ZOE, Cabinet

MOI, CONFRERE = "max.libre@medecin.mssante.fr", "claire.confrere@medecin.mssante.fr"
ZOE_EN_LIGNE = f"{MATRICULE_ZOE.numero}@patient.mssante.fr"
RECU = datetime(2026, 3, 2, 8, tzinfo=UTC)
LETTRE = Redaction(MOI, (CONFRERE,), "Avis", "Cher confrère,")
ENTETE = EnteteMessage(
    f"{MOI}/INBOX/1",
    "Dr CONFRERE",
    "Avis",
    RECU,
    lu=True,
    classe=False,
    porte_document=False,
    du_patient=False,
    adresse=CONFRERE,
    identifiant="<b@c>",
    references=("<a@c>",),
)


@dataclass
class FauxCourrier:
    """``PortCourrier`` that notes what it was given."""

    ecrits: list[MessageAEcrire] = field(default_factory=list)

    def prepare_message(self, message: MessageAEcrire) -> EnvoiPrepare:
        self.ecrits.append(message)
        return EnvoiPrepare(f"<{message.identifiants[0]}@b>", b"{}", message.objet)

    def prepare_accuse(
        self, entete: EnteteMessage, demandeur: str, octets: bytes, instant: datetime, *, automatique: bool
    ) -> EnvoiPrepare:
        return EnvoiPrepare(f"accuse-{entete.id}", b"{}", f"Accusé à {demandeur}, seul : {automatique}")

    def render_lettre(self, message: MessageAEcrire) -> bytes:
        return f"%PDF {message.objet}".encode()


@pytest.fixture
def courrier() -> FauxCourrier:
    return FauxCourrier()


@pytest.fixture
def ecriture(ouvert: Cabinet, courrier: FauxCourrier) -> EcritureService:
    numbers = count(1)
    return EcritureService(
        ouvert.contexte,
        ouvert.session,
        courrier,
        (MOI, "cabinet@c.mssante.fr"),
        lambda: f"2.25.{next(numbers)}",
    )


@pytest.fixture
def zoe(ouvert: Cabinet) -> Patient:
    return ouvert.qualified_zoe()


def deposit(ouvert: Cabinet, patient: Patient, titre: str, contenu: bytes, **change: object) -> Document:
    return deposit_document(
        ouvert.contexte,
        patient.id,
        titre=titre,
        type_mime=str(change.get("type_mime", "application/pdf")),
        contenu=contenu,
        auteur="a",
        type_=change.get("type_", TypeDocument.AUTRE),  # type: ignore[arg-type]
    )


def test_message_leaves_by_the_outbox_and_the_trail_says_to_whom(
    ouvert: Cabinet, ecriture: EcritureService
) -> None:
    envoi = ecriture.send(LETTRE)
    assert (envoi.type, envoi.patient_id, envoi.ins) == (TypeEnvoi.MSSANTE, None, None)
    with ouvert.contexte.uow() as uow:
        assert [e.id for e in uow.envois.list()] == [envoi.id]
        trace = next(t for t in uow.audit.list() if t.objet.startswith("message "))
    assert trace.detail == f"de {MOI} à {CONFRERE}"
    assert "Cher confrère" not in f"{trace}", "who, to whom, never what"


def test_message_begun_is_kept_until_it_leaves(ecriture: EcritureService) -> None:
    assert ecriture.kept() == ""
    ecriture.keep("brouillon")
    assert ecriture.kept() == "brouillon"
    with pytest.raises(DemandeRejetee):
        ecriture.send(replace(LETTRE, destinataires=()))
    assert ecriture.kept() == "brouillon"
    ecriture.send(LETTRE)
    assert ecriture.kept() == ""
    ecriture.keep("autre")
    ecriture.keep("")
    assert ecriture.kept() == ""


def test_file_offers_its_correspondents_the_doctor_first_and_what_may_leave(
    ouvert: Cabinet, ecriture: EcritureService, zoe: Patient
) -> None:
    new = ouvert.contexte.new_id
    with ouvert.contexte.uow() as uow:
        for role, nom, adresse in (
            ("cardiologue", "CARDIO", "cardio@m.mssante.fr"),
            ("médecin traitant", "TRAITANT", CONFRERE),
            ("voisin", "SANS BOITE", ""),
            ("moi", "LIBRE", MOI),
        ):
            uow.entrees.save(MembreEquipe(new(), zoe.id, role, nom, adresse_mssante=adresse))
        uow.commit()
    letter = deposit(ouvert, zoe, "CR", b"%PDF")
    deposit(ouvert, zoe, "Ordonnance", b"%PDF o", type_=TypeDocument.ORDONNANCE_PDF)
    deposit(ouvert, zoe, "Photo", b"jpg", type_mime="image/jpeg")
    start = ecriture.start(zoe.id)
    assert [d.nom for d in start.proposes] == ["TRAITANT", "CARDIO"]
    assert [d.id for d in start.documents] == [letter.id]
    assert start.patient_joignable == ZOE_EN_LIGNE
    assert ecriture.start().patient is None


def test_documents_leave_and_the_letter_joins_the_file(
    ouvert: Cabinet, ecriture: EcritureService, courrier: FauxCourrier, zoe: Patient
) -> None:
    biology = deposit(ouvert, zoe, "Biologie du 01/03/2026", b"%PDF b")
    envoi = ecriture.send(
        replace(
            LETTRE,
            patient_id=zoe.id,
            documents=(biology.id,),
            joindre_lettre=True,
            modele="Demande d’avis",
            accuse_lecture=True,
        )
    )
    (written,) = courrier.ecrits
    assert [(d.code, d.contenu) for d in written.documents] == [
        ("11502-2", b"%PDF b"),
        (TYPE_LETTRE, b"%PDF Avis"),
    ]
    assert len(written.identifiants) == 3, "the submission and each document"
    assert written.accuse_lecture
    assert (envoi.patient_id, envoi.ins) == (zoe.id, MATRICULE_ZOE)
    titles = [d.titre for d in ouvert.patients.open(zoe.id).documents]
    assert any(title.startswith("Courrier\u00a0: Avis du ") for title in titles)
    with ouvert.contexte.uow() as uow:
        (kept,) = uow.entrees.list(Courrier, zoe.id)
    assert (kept.destinataire, kept.modele, kept.corps) == (CONFRERE, "Demande d’avis", "Cher confrère,")


def test_patient_is_written_to_and_the_exchange_closed(
    ecriture: EcritureService, courrier: FauxCourrier, zoe: Patient
) -> None:
    envoi = ecriture.send(replace(LETTRE, destinataires=(ZOE_EN_LIGNE,), patient_id=zoe.id, clore=True))
    assert courrier.ecrits[0].fin_echange
    assert envoi.ins == MATRICULE_ZOE, "an address made of the INS dies with it"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"destinataires": ()}, "destinataire"),
        ({"objet": "  "}, "objet"),
        ({"corps": ""}, "vide"),
        ({"joindre_lettre": True}, "au sujet d’un patient"),
        ({"documents": (UUID(int=9),)}, "au sujet d’un patient"),
        ({"clore": True}, "patient"),
        ({"destinataires": (ZOE_EN_LIGNE,)}, "n’irait pas au patient"),
        ({"destinataires": (ZOE_EN_LIGNE, CONFRERE)}, "que lui"),
    ],
)
def test_what_must_not_leave_is_refused_with_a_sentence(
    ouvert: Cabinet, ecriture: EcritureService, change: dict[str, object], words: str
) -> None:
    with pytest.raises(DemandeRejetee, match=words):
        ecriture.send(replace(LETTRE, **change))  # type: ignore[arg-type]
    with ouvert.contexte.uow() as uow:
        assert uow.envois.list() == []


def test_patient_without_a_qualified_ins_is_never_written_to(
    ouvert: Cabinet, ecriture: EcritureService
) -> None:
    zoe = ouvert.identites.create(ZOE)
    assert ecriture.start(zoe.id).patient_joignable == ""
    with pytest.raises(DemandeRejetee, match="n’irait pas"):
        ecriture.send(replace(LETTRE, destinataires=(ZOE_EN_LIGNE,), patient_id=zoe.id))


def test_document_of_another_file_does_not_leave(
    ouvert: Cabinet, ecriture: EcritureService, zoe: Patient
) -> None:
    with pytest.raises(DemandeRejetee, match="n’est pas dans le dossier"):
        ecriture.send(replace(LETTRE, patient_id=zoe.id, documents=(UUID(int=9),)))


def test_answer_keeps_the_thread_and_quotes(ecriture: EcritureService, courrier: FauxCourrier) -> None:
    message = MessageOuvert(ENTETE, "Bonjour,\nmerci", (), None, ())
    start = ecriture.answer(message, None)
    assert [d.adresse for d in start.destinataires] == [CONFRERE]
    assert start.objet == "Re: Avis"
    assert "> Bonjour,\n> merci" in start.corps
    assert start.boites[0] == MOI
    ecriture.send(replace(LETTRE, reponse_a=start.reponse_a))
    assert (courrier.ecrits[0].en_reponse_a, courrier.ecrits[0].references) == ("<b@c>", ("<a@c>",))
    again = replace(message, entete=replace(ENTETE, objet="RE: Avis"))
    assert ecriture.answer(again, None).objet == "RE: Avis"


def test_forward_starts_a_new_thread_without_recipient(ecriture: EcritureService) -> None:
    start = ecriture.answer(MessageOuvert(ENTETE, "Bonjour", (), None, ()), None, forward=True)
    assert (start.objet, start.destinataires, start.reponse_a) == ("Tr: Avis", (), None)


def test_closed_exchange_is_forwarded_but_not_answered(ecriture: EcritureService) -> None:
    closed = MessageOuvert(ENTETE, "Fini", (), None, (), fin_echange=True)
    with pytest.raises(DemandeRejetee, match="clos"):
        ecriture.answer(closed, None)
    assert ecriture.answer(closed, None, forward=True).objet == "Tr: Avis"


def test_letters_are_filled_with_the_patient(zoe: Patient) -> None:
    day = RECU.date()
    for modele in MODELES:
        objet, corps = modele.fill(zoe, day)
        assert "{" not in objet + corps
    _, corps = MODELES[1].fill(zoe, day)
    assert "Mme Zoe ADRUN, née le 31/12/1975" in corps
    assert "…" in MODELES[1].fill(None, day)[1], "what is not known stays to be written"


def test_office_keeps_its_own_letters(ecriture: EcritureService) -> None:
    own = ModeleCourrier("Kiné", "Rééducation", "Bonjour,")
    ecriture.keep_modele(own)
    ecriture.keep_modele(replace(own, objet="Rééducation du genou"))
    assert ecriture.modeles()[-1].objet == "Rééducation du genou"
    assert len(ecriture.modeles()) == len(MODELES) + 1
    ecriture.keep_modele(replace(own, corps=" "))
    assert tuple(ecriture.modeles()) == MODELES
    for name in ("", "Demande d’avis"):
        with pytest.raises(DemandeRejetee):
            ecriture.keep_modele(ModeleCourrier(name, "", "x"))


@pytest.fixture
def asking(ouvert: Cabinet) -> FaussesBoites:
    entete = replace(ENTETE, id="b/INBOX/1")
    message = MessageOuvert(entete, "", (), None, (), accuse_demande=CONFRERE, accuse_automatique=True)
    boites = FaussesBoites({"b/INBOX/1": message})
    ReleveService(ouvert.contexte, boites).run()
    return boites


def receipts(ouvert: Cabinet, boites: FaussesBoites, politique: PolitiqueAccuses) -> AccuseService:
    return AccuseService(ouvert.contexte, ouvert.session, boites, FauxCourrier(), politique)


@pytest.mark.parametrize("accept", [True, False])
def test_receipt_is_sent_or_declined_once(ouvert: Cabinet, asking: FaussesBoites, accept: bool) -> None:
    service = receipts(ouvert, asking, PolitiqueAccuses.DEMANDER)
    message = asking.messages["b/INBOX/1"]
    assert service.asked(message) == CONFRERE
    assert not service.answer_alone(message), "the office wants to be asked"
    service.answer("b/INBOX/1", accept=accept)
    with ouvert.contexte.uow() as uow:
        assert [e.libelle for e in uow.envois.list()] == [f"Accusé à {CONFRERE}, seul : False"] * accept
        assert uow.messages.get("b/INBOX/1").accuse_rendu
    assert ("accusé", "b/INBOX/1") in asking.marques
    with pytest.raises(DemandeRejetee):
        service.answer("b/INBOX/1", accept=True)


def test_receipt_leaves_alone_only_where_the_standard_lets_it(ouvert: Cabinet, asking: FaussesBoites) -> None:
    service = receipts(ouvert, asking, PolitiqueAccuses.SEULS)
    message = asking.messages["b/INBOX/1"]
    assert not service.answer_alone(replace(message, accuse_automatique=False))
    assert service.answer_alone(message)
    with ouvert.contexte.uow() as uow:
        assert [e.libelle for e in uow.envois.list()] == [f"Accusé à {CONFRERE}, seul : True"]


def test_receipt_is_never_asked_about_when_the_office_gives_none(
    ouvert: Cabinet, asking: FaussesBoites
) -> None:
    service = receipts(ouvert, asking, PolitiqueAccuses.JAMAIS)
    assert service.asked(asking.messages["b/INBOX/1"]) == ""


def test_box_out_of_reach_does_not_hold_the_receipt_back(ouvert: Cabinet, asking: FaussesBoites) -> None:
    with ouvert.contexte.uow() as uow:
        uow.messages.keep_content("b/INBOX/1", b"b/INBOX/1")
        uow.commit()
    asking.pannes = {"b"}
    receipts(ouvert, asking, PolitiqueAccuses.DEMANDER).answer("b/INBOX/1", accept=True)
    with ouvert.contexte.uow() as uow:
        assert len(uow.envois.list()) == 1
