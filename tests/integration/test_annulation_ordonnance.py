"""A signed order is replaced, then cancelled, at the very service: its state machine has the last word."""

import pypdfium2

from ambroise.bootstrap import Application
from ambroise.demo.monde import Monde
from ambroise.domain.dossier import TypeDocument
from ambroise.domain.envoi import EtatEnvoi, TypeEnvoi
from ambroise.domain.identite import TypeJustificatif
from ambroise.domain.ordonnance import Ordonnance, StatutOrdonnance
from ambroise.domain.patient import Patient
from ambroise.printing.duplicata import mark_annulee
from ambroise.usecases.documents import DocumentService
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


def last_signed(app: Application, zoe: Patient) -> Ordonnance:
    """Return the order in force."""
    with app.contexte.uow() as uow:
        (ordonnance,) = [o for o in uow.ordonnances.list(zoe.id) if o.statut is StatutOrdonnance.SIGNEE]
    return ordonnance


def etat_of(app: Application, ordonnance: Ordonnance) -> str:
    """Return what the service says of an order."""
    assert ordonnance.numero
    return app.numerique.consult(ordonnance.numero).etat


def page_of(app: Application, zoe: Patient, ordonnance: Ordonnance) -> str:
    """Return the words of the stored page of an order, as it is shown."""
    documents = DocumentService(app.contexte, app.session, barre=mark_annulee)
    document = next(
        d
        for d in app.patients.open(zoe.id).documents
        if d.type is TypeDocument.ORDONNANCE_PDF and d.ajoute_le == ordonnance.signee_le
    )
    pdf = pypdfium2.PdfDocument(documents.read(document))
    try:
        return str(pdf[0].get_textpage().get_text_range())
    finally:
        pdf.close()
