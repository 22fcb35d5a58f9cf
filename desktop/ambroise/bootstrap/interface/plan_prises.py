"""The plan of intakes, drawn as it prints: of an open file, or of what was just given at the counter."""

from typing import TYPE_CHECKING
from uuid import UUID

from ambroise.domain.dispensation import Dispensation
from ambroise.domain.patient import Patient
from ambroise.ui.apercu.controller import PageFaite
from ambroise.usecases.patients import DossierPatient
from ambroise.usecases.plan_prises import PlanPrisesService, plan_of_dispensation
from ambroise.usecases.ports_actes import OrdonnanceConsultee

if TYPE_CHECKING:
    from datetime import datetime

    from ambroise.bootstrap.application import Application
    from ambroise.domain.plan_prises import PlanPrises
    from ambroise.printing.page import BlocPatient


def make_page_plan(app: "Application", dossier: DossierPatient) -> PageFaite:
    """Return the page of a file; it is read when it is drawn, and traced again when it is printed."""
    service = PlanPrisesService(app.contexte, app.session)
    id_ = dossier.patient.id
    return PageFaite(
        f"Plan de prise de {_name(dossier.patient)}",
        lambda: _of_file(app, service, id_),
        lambda: service.note_print(id_),
    )


def make_page_delivrance(
    app: "Application", consultee: OrdonnanceConsultee, dispensation: Dispensation
) -> PageFaite:
    """Return the page of what was just given to somebody, who may have no file here."""
    return PageFaite(
        f"Plan de prise de {consultee.patient_nom} {consultee.patient_prenom}",
        lambda: _of_counter(app, consultee, dispensation),
    )


def _of_file(app: "Application", service: PlanPrisesService, patient_id: UUID) -> bytes:
    from ambroise.printing.cartouche import bloc_patient

    lu = service.compose(patient_id)
    return _render(app, lu.plan, bloc_patient(lu.patient.identite, lu.plan.le, app.table.oid_ins), lu.instant)


def _of_counter(app: "Application", consultee: OrdonnanceConsultee, dispensation: Dispensation) -> bytes:
    from ambroise.printing.page import BlocPatient

    patient = BlocPatient(
        consultee.patient_nom, consultee.patient_prenom, consultee.patient_date_naissance, sexe=""
    )
    return _render(app, plan_of_dispensation(consultee, dispensation), patient, dispensation.instant)


def _render(app: "Application", plan: "PlanPrises", patient: "BlocPatient", instant: "datetime") -> bytes:
    from ambroise.printing.plan_prises import PagePlan, render_plan

    structure = app.session.courante.situation.structure
    ville = f"{structure.code_postal} {structure.commune}".strip()
    lieu = tuple(filter(None, (structure.nom, structure.adresse, ville, structure.telephone)))
    return render_plan(
        PagePlan(plan, patient, app.session.nom, lieu, instant, specimen=not app.table.is_reel)
    )


def _name(patient: Patient) -> str:
    return f"{patient.nom_affiche} {patient.prenom_affiche}"
