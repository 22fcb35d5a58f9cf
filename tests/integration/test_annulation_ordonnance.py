"""A signed order is replaced, then cancelled, at the very service: its state machine has the last word."""

from dataclasses import replace

import pypdfium2
import pytest

from ambroise.bootstrap.application import Application
from ambroise.bootstrap.interface.soins import make_soins_recus
from ambroise.demo.monde import Monde
from ambroise.domain.acte_ligne import to_ligne
from ambroise.domain.acte_saisi import parse_acte
from ambroise.domain.dossier import TypeDocument
from ambroise.domain.envoi import EtatEnvoi, TypeEnvoi
from ambroise.domain.identite import TypeJustificatif
from ambroise.domain.ordonnance import (
    ConsentementConsultation,
    Ordonnance,
    StatutOrdonnance,
    TypeOrdonnance,
)
from ambroise.domain.patient import Patient
from ambroise.printing.duplicata import mark_annulee
from ambroise.settings import ReglageRemplacement
from ambroise.usecases.documents import DocumentService
from ambroise.usecases.errors import AccesRefuse, AmbroiseError
from tests.fakes.relecture import read_codes
from tests.integration.test_identite_partagee import ZOE, ask_insi, log_in, monde, outbox, send_order

__all__ = ["monde"]


def test_a_replaced_then_cancelled_order_is_so_at_the_service_and_on_its_page(monde: Monde) -> None:
    app = monde.medecin
    log_in(monde, "cps-libre", app)
    zoe = app.identites.create(ZOE)
    app.identites.accept(zoe.id, ins=ask_insi(app, zoe).identite, justificatif=TypeJustificatif.PASSEPORT)
    send_order(app, zoe)
    ancienne = last_signed(app, zoe)
    brouillon = app.annulations.start_replacement(ancienne.id)
    assert ancienne.consentement is not None
    app.ordonnances.sign(brouillon.edit(consentement=ancienne.consentement))
    app.deliver_due()
    neuve = last_signed(app, zoe)
    assert (etat_of(app, ancienne), etat_of(app, neuve)) == ("annulée", "jamais délivrée")

    app.annulations.cancel(neuve.id, "erreur de dosage")
    app.deliver_due()
    assert etat_of(app, neuve) == "annulée"
    undone = [
        e for e in outbox(app) if e.type in (TypeEnvoi.ANNULATION_ORDONNANCE, TypeEnvoi.SUPPRESSION_DMP)
    ]
    assert [e.etat for e in undone] == [EtatEnvoi.REMIS] * 2
    assert "ANNULÉE" in page_of(app, zoe, neuve)
    assert "REMPLACÉE" in page_of(app, zoe, ancienne)


def test_the_order_of_a_locum_names_who_he_replaces_on_paper_in_its_code_and_at_the_service(
    monde: Monde,
) -> None:
    app = monde.medecin
    log_in(monde, "cps-libre", app)
    moi = app.session.courante.professionnel
    martin = ReglageRemplacement("99900012345", "Dr Jeanne MARTIN")
    app.save_reglages(replace(app.reglages, remplacements={moi.identifiant_national: martin}))
    zoe = app.identites.create(ZOE)
    app.identites.accept(zoe.id, ins=ask_insi(app, zoe).identite, justificatif=TypeJustificatif.PASSEPORT)
    send_order(app, zoe)
    signee = last_signed(app, zoe)
    assert "Remplaçant du Dr Jeanne MARTIN (RPPS 99900012345)" in page_of(app, zoe, signee)
    code = app.numerique.read_code(read_codes(pdf_of(app, zoe, signee))["QRCode"].decode())
    assert (code.rpps, code.rpps_remplacant) == ("99900012345", moi.numero_rpps)
    assert signee.numero
    assert app.numerique.consult(signee.numero).rpps_prescripteur == "99900012345"


def test_a_nurse_takes_the_care_of_an_order_from_the_service_by_its_number_or_its_page(monde: Monde) -> None:
    app = monde.medecin
    log_in(monde, "cps-libre", app)
    zoe = app.identites.create(ZOE)
    app.identites.accept(zoe.id, ins=ask_insi(app, zoe).identite, justificatif=TypeJustificatif.PASSEPORT)
    saisie = parse_acte(TypeOrdonnance.SOINS_INFIRMIERS, "pansement talon 1/j 10j domicile")
    soin = to_ligne(TypeOrdonnance.SOINS_INFIRMIERS, saisie, app.contexte.new_id())
    brouillon = app.ordonnances.draft(zoe.id).edit(
        type=TypeOrdonnance.SOINS_INFIRMIERS,
        lignes=(soin,),
        consentement=ConsentementConsultation(app.contexte.horloge().date(), opposition=False),
    )
    signee = app.ordonnances.sign(brouillon).acte.ordonnance
    app.deliver_due()
    assert signee.numero
    prescrits = make_soins_recus(app)
    recus = prescrits.read(zoe.id, signee.numero.lower())
    assert recus.actes == "pansement talon (à domicile) 1 fois par jour pendant 10 jours"
    assert (recus.prescrite_le, "LIBRE" in recus.prescripteur) == (signee.date, True)
    for type_ in (TypeDocument.ORDONNANCE_PDF, TypeDocument.ORDONNANCE_CDA):
        page = next(d for d in app.patients.open(zoe.id).documents if d.type is type_)
        assert prescrits.read_document(zoe.id, page.id) == recus
    autre = app.identites.create(replace(ZOE, nom_naissance="NESSI"))
    with pytest.raises(AccesRefuse, match="autre personne"):
        prescrits.read(autre.id, signee.numero)


def test_an_order_of_medicines_proposes_no_care(monde: Monde) -> None:
    app = monde.medecin
    log_in(monde, "cps-libre", app)
    zoe = app.identites.create(ZOE)
    app.identites.accept(zoe.id, ins=ask_insi(app, zoe).identite, justificatif=TypeJustificatif.PASSEPORT)
    send_order(app, zoe)
    numero = last_signed(app, zoe).numero
    assert numero
    with pytest.raises(AmbroiseError, match="soins infirmiers"):
        make_soins_recus(app).read(zoe.id, numero)


def last_signed(app: Application, zoe: Patient) -> Ordonnance:
    """Return the order in force."""
    with app.contexte.uow() as uow:
        (ordonnance,) = [o for o in uow.ordonnances.list(zoe.id) if o.statut is StatutOrdonnance.SIGNEE]
    return ordonnance


def etat_of(app: Application, ordonnance: Ordonnance) -> str:
    """Return what the service says of an order."""
    assert ordonnance.numero
    return app.numerique.consult(ordonnance.numero).etat


def pdf_of(app: Application, zoe: Patient, ordonnance: Ordonnance) -> bytes:
    """Return the stored page of an order, as it is shown."""
    documents = DocumentService(app.contexte, app.session, barre=mark_annulee)
    document = next(
        d
        for d in app.patients.open(zoe.id).documents
        if d.type is TypeDocument.ORDONNANCE_PDF and d.ajoute_le == ordonnance.signee_le
    )
    return documents.read(document)


def page_of(app: Application, zoe: Patient, ordonnance: Ordonnance) -> str:
    """Return the words of that page."""
    pdf = pypdfium2.PdfDocument(pdf_of(app, zoe, ordonnance))
    try:
        return str(pdf[0].get_textpage().get_text_range())
    finally:
        pdf.close()
