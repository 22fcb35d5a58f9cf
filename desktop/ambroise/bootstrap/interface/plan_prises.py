"""The plan of intakes of an open file, drawn as it prints."""

from typing import TYPE_CHECKING
from uuid import UUID

from ambroise.domain.patient import Patient
from ambroise.ui.apercu.controller import PageFaite
from ambroise.usecases.patients import DossierPatient
from ambroise.usecases.plan_prises import PlanPrisesService

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


def make_page_plan(app: "Application", dossier: DossierPatient) -> PageFaite:
    """Return the page of a file; it is read when it is drawn, and traced again when it is printed."""
    service = PlanPrisesService(app.contexte, app.session)
    id_ = dossier.patient.id
    return PageFaite(
        f"Plan de prise de {_name(dossier.patient)}",
        lambda: _render(app, service, id_),
        lambda: service.note_print(id_),
    )


def _render(app: "Application", service: PlanPrisesService, patient_id: UUID) -> bytes:
    from ambroise.printing.cartouche import bloc_patient
    from ambroise.printing.plan_prises import PagePlan, render_plan

    lu = service.compose(patient_id)
    structure = app.session.courante.situation.structure
    ville = f"{structure.code_postal} {structure.commune}".strip()
    return render_plan(
        PagePlan(
            lu.plan,
            bloc_patient(lu.patient.identite, lu.plan.le, app.table.oid_ins),
            app.session.nom,
            tuple(filter(None, (structure.nom, structure.adresse, ville, structure.telephone))),
            lu.instant,
            specimen=not app.table.is_reel,
        )
    )


def _name(patient: Patient) -> str:
    return f"{patient.nom_affiche} {patient.prenom_affiche}"
