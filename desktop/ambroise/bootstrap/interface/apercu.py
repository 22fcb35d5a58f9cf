"""What the preview asks: an order drawn before it is signed, under the session of who writes it."""

from typing import TYPE_CHECKING

from ambroise.bootstrap.documents import Documents
from ambroise.domain.ordonnance import Ordonnance
from ambroise.usecases.ports_actes import ActeSigne

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


class ApercuEcran:
    """``ui.ports.ApercuOrdonnance``: the same drawing as the signed page, without number nor code."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    def render_pdf(self, ordonnance: Ordonnance) -> bytes:
        with self._app.contexte.uow() as uow:
            patient = uow.patients.get(ordonnance.patient_id)
        acte = ActeSigne(ordonnance, patient, self._app.session.courante, "")
        return Documents(self._app.table, self._app.medicaments).render_pdf(acte)
