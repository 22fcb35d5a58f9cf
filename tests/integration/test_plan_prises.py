"""The plan of intakes of a file that was really prescribed in, from the signature to the words on paper."""

from ambroise.bootstrap.interface.plan_prises import make_page_plan
from ambroise.demo.monde import Monde
from ambroise.domain.audit import ActionAudit
from ambroise.domain.identite import TypeJustificatif
from tests.fakes.relecture import read_text
from tests.integration.test_identite_partagee import ZOE, ask_insi, log_in, monde, send_order

__all__ = ["monde"]


def test_a_signed_order_makes_the_plan_of_its_patient_under_his_qualified_identity(monde: Monde) -> None:
    app = monde.medecin
    log_in(monde, "cps-libre", app)
    zoe = app.identites.create(ZOE)
    app.identites.accept(zoe.id, ins=ask_insi(app, zoe).identite, justificatif=TypeJustificatif.PASSEPORT)
    send_order(app, zoe)
    page = make_page_plan(app, app.patients.open(zoe.id))
    texte = " ".join(" ".join(read_text(page.make())).split())
    for mots in ("Plan de prise des médicaments", "ADRUN", "INS à scanner", app.session.nom, "SPÉCIMEN"):
        assert mots in texte, mots
    with app.contexte.uow() as uow:
        (ordonnance, *_) = uow.ordonnances.list(zoe.id)
    assert ordonnance.lignes[0].nom_court.split()[0] in texte
    assert page.note_print is not None
    page.note_print()
    with app.contexte.uow() as uow:
        traces = [t for t in uow.audit.list(zoe.id) if t.objet == "plan de prise"]
    assert {t.action for t in traces} == {ActionAudit.LECTURE, ActionAudit.IMPRESSION}
