"""An identity as it goes from one office to another: received by message, then withdrawn and told to all."""

from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from importlib import import_module
from pathlib import Path

import pytest

from ambroise.bootstrap.application import Application
from ambroise.bootstrap.interface.accueil import AccueilEcran
from ambroise.bootstrap.lecteurs import LECTEUR_CPS
from ambroise.demo.monde import BOITE_CONFRERE, BOITE_PHARMACIEN, CODE_PORTEUR, Monde
from ambroise.demo.verification import fetch_mail
from ambroise.domain.entrees import EchangeInsi
from ambroise.domain.envoi import RECTIFICATIONS, Envoi, EtatEnvoi, TypeEnvoi
from ambroise.domain.identite import OID_INS_NIR, Sexe, TraitsIdentite, TypeJustificatif
from ambroise.domain.ordonnance import ConsentementConsultation, LigneOrdonnance, StatutOrdonnance
from ambroise.domain.patient import Patient
from ambroise.domain.produit_prescrit import ProduitLibre
from ambroise.ui.identites.lecture import saisie_of
from ambroise.ui.identites.saisie import read_saisie
from ambroise.usecases.echanges_insi import unpack_echanges
from ambroise.usecases.envois_ordonnance import Destinataires
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports_identite import InsTrouvee
from esante.dmp.models import PatientDmp

ZOE = TraitsIdentite("ADRUN", "ZOE", Sexe.FEMININ, date(1975, 12, 31), "63220")
ANCIENS = import_module("ambroise.persistence.migrations.versions.0008_ins_des_envois_anciens")
BOITE_ZOE = "275126322074974@patient.mssante.fr"


@pytest.fixture
def monde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Monde]:
    """Two seats and the sandbox, with in-process readers: the cards are not what is tried here."""
    monkeypatch.setenv("AMBROISE_LECTEURS_INTERNES", "1")
    travail = tmp_path / "travail"
    travail.mkdir()
    with Monde(travail, tmp_path / "resultat") as monde:
        yield monde


def log_in(monde: Monde, carte: str, app: Application) -> None:
    monde.change_cps(carte) if app is monde.pharmacien else monde.insert(carte, LECTEUR_CPS)
    app.session.open(CODE_PORTEUR)
    app.psc.connect()


def ask_insi(app: Application, patient: Patient) -> InsTrouvee:
    trouvee = app.identites.search_insi(patient.id)
    assert isinstance(trouvee, InsTrouvee)
    return trouvee


def send_order(app: Application, patient: Patient) -> None:
    """Sign an order for the DMP, a colleague, a pharmacist and the patient, and deliver it."""
    ligne = LigneOrdonnance(app.contexte.new_id(), ProduitLibre("Sérum physiologique"), boites=1)
    consentement = ConsentementConsultation(date(2026, 6, 4), opposition=False)
    brouillon = app.ordonnances.draft(patient.id).edit(lignes=(ligne,), consentement=consentement)
    boites = (BOITE_CONFRERE, BOITE_PHARMACIEN)
    app.ordonnances.sign(brouillon, Destinataires(patient=True, correspondants=boites))
    app.deliver_due()
    assert {e.etat for e in outbox(app)} == {EtatEnvoi.REMIS}


def outbox(app: Application) -> list[Envoi]:
    with app.contexte.uow() as uow:
        return list(uow.envois.list())


def is_in_dmp(app: Application, document: str) -> bool:
    with app.dmp.client() as client:
        return client.exists(PatientDmp("275126322074974", OID_INS_NIR), document)


def answer_to(monde: Monde, boite: str, message_id: str) -> EmailMessage:
    (reponse,) = [m for m in fetch_mail(monde.bac.adresses, boite) if m["In-Reply-To"] == message_id]
    return reponse


def test_an_identity_goes_by_message_then_its_withdrawal_is_told_to_all(monde: Monde) -> None:
    app = monde.medecin
    log_in(monde, "cps-libre", app)
    zoe = app.identites.create(ZOE)
    app.identites.accept(zoe.id, ins=ask_insi(app, zoe).identite, justificatif=TypeJustificatif.PASSEPORT)
    send_order(app, zoe)
    assert {ANCIENS.read_ins(e.type.value, e.contenu)[0] for e in outbox(app)} == {"275126322074974"}
    tell_and_check(monde, zoe)
    log_in(monde, "cps-tral", monde.pharmacien)
    receive_and_check(monde.pharmacien)


def tell_and_check(monde: Monde, zoe: Patient) -> None:
    """Withdraw the INS, tell everyone in one gesture, and look at what each received."""
    app = monde.medecin
    partis = {e.libelle.partition(" · ")[2]: e for e in outbox(app)}
    document = partis["DMP"].cle_idempotence
    faite = app.identitovigilance.disqualify(zoe.id, "autre personne")
    a_prevenir = app.rectification.list_a_prevenir(zoe.id)
    assert {p.recours.name for p in a_prevenir} == {"MESSAGE", "SUPPRESSION", "ANNULATION"}
    assert is_in_dmp(app, document)

    app.rectification.rectify(zoe.id, {p.envoi.id for p in a_prevenir})
    app.deliver_due()
    faits = [e for e in outbox(app) if e.type in RECTIFICATIONS]
    assert [(e.etat, e.erreur) for e in faits] == [(EtatEnvoi.REMIS, "")] * 5
    for boite, nom in (
        (BOITE_CONFRERE, BOITE_CONFRERE),
        (BOITE_PHARMACIEN, BOITE_PHARMACIEN),
        (BOITE_ZOE, "Mon espace santé"),
    ):
        message = answer_to(monde, boite, partis[nom].cle_idempotence)
        texte = f"{message['Subject']} {message.get_content()}"
        assert "Ordonnance du" in texte
        assert not any(trait in texte for trait in ("ADRUN", "275126322074974", "1975"))
    assert not is_in_dmp(app, document)
    check_order_cancelled(app, partis["Assurance Maladie"])
    assert app.rectification.list_a_prevenir(zoe.id) == ()
    with pytest.raises(AmbroiseError, match="prévenus"):
        app.identitovigilance.restore_ins(faite)


def check_order_cancelled(app: Application, depot: Envoi) -> None:
    """Look at the order here and at the service; told again after a cut, the service is asked first."""
    numero = depot.cle_idempotence
    assert app.numerique.consult(numero).etat == "annulée"
    with app.contexte.uow() as uow:
        ordonnance = uow.ordonnances.find_by_numero(numero)
        annulation = next(e for e in uow.envois.followers(depot.id) if e.type in RECTIFICATIONS)
    assert ordonnance
    assert ordonnance.statut is StatutOrdonnance.ANNULEE
    transmetteur = app.transmetteurs[TypeEnvoi.ANNULATION_ORDONNANCE]
    assert transmetteur.is_deja_recu(annulation)
    assert transmetteur.transmettre(annulation) == annulation.accuse


def receive_and_check(app: Application) -> None:
    """Make a new file of the person a received message is about, then let INSi say who it is."""
    app.releve.read_boite(BOITE_PHARMACIEN)
    entete = next(m for m in app.reception.list_messages() if m.porte_document)
    lue = AccueilEcran(app).read_message(entete.id)
    traits = read_saisie(saisie_of(lue), date(2026, 6, 4)).traits
    assert traits is not None
    assert traits.nom_naissance == "ADRUN"
    patient = AccueilEcran(app).create(traits, lue=lue.annonce)
    assert patient.identite.statut.value == "provisoire"
    assert app.identites.find_lecture(patient.id)
    recue = app.identites.accept(patient.id, ins=ask_insi(app, patient).identite)
    with app.contexte.uow() as uow:
        (garde,) = uow.entrees.list(EchangeInsi, patient.id)
    assert b"ADRUN" in unpack_echanges(garde.contenu)[-1].reponse
    assert recue.identite.ins
    assert recue.identite.ins.matricule.numero == "275126322074974"
    encore = AccueilEcran(app).read_message(entete.id)
    assert [p.patient.id for p in encore.rattachement.propositions if p.meme_ins] == [patient.id]
