"""The plan of intakes of a patient: what is prescribed here, and what he says he takes besides."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.entrees import ArretTraitement, TraitementDeclare
from ambroise.domain.patient import Patient
from ambroise.domain.plan_prises import PlanPrises, Prise, make_plan
from ambroise.domain.traitement import TraitementEnCours, running_treatments, stopped_lines
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.sessions import SessionService

_OBJET = "plan de prise"


@dataclass(frozen=True)
class PlanPatient:
    """A plan, and whose it is."""

    patient: Patient
    plan: PlanPrises
    instant: datetime


class PlanPrisesService:
    """Reads the plan of a file, and traces that it was read and printed."""

    def __init__(self, contexte: Contexte, session: SessionService) -> None:
        self._contexte = contexte
        self._session = session

    def compose(self, patient_id: UUID) -> PlanPatient:
        """Return what the patient takes from today on.

        Raises:
            SessionFermee, Introuvable, DroitInsuffisant.
            AmbroiseError: nothing is known to be taken.
        """
        instant = self._contexte.horloge()
        le = instant.astimezone().date()
        with self._contexte.uow() as uow:
            patient = uow.patients.get(patient_id)
            arretees = stopped_lines(uow.entrees.list(ArretTraitement, patient_id), le)
            en_cours = running_treatments(uow.ordonnances.list(patient_id), le, arretees)
            declares = uow.entrees.list(TraitementDeclare, patient_id)
            self._contexte.trace(
                uow, self._session.auteur, ActionAudit.LECTURE, _OBJET, patient_id=patient_id
            )
            uow.commit()
        prises = [_prescribed(t) for t in en_cours if t.fin is None or t.fin >= le]
        prises += [_declared(t) for t in declares if t.fin is None or t.fin >= le]
        if not prises:
            raise AmbroiseError(
                "Aucun traitement en cours\u00a0: il n’y a rien à mettre dans un plan.",
                remede="Signez une ordonnance, ou notez les traitements pris d’ailleurs.",
            )
        return PlanPatient(patient, make_plan(prises, le), instant)

    def note_print(self, patient_id: UUID) -> None:
        """Trace that the plan goes to a printer. Raises SessionFermee."""
        with self._contexte.uow() as uow:
            self._contexte.trace(
                uow, self._session.auteur, ActionAudit.IMPRESSION, _OBJET, patient_id=patient_id
            )
            uow.commit()


def _prescribed(traitement: TraitementEnCours) -> Prise:
    ligne = traitement.ligne
    return Prise(
        ligne.libelle,
        ligne.posologie,
        traitement.debut,
        traitement.fin,
        indication=ligne.indication.strip(),
        consigne=ligne.instructions_patient.strip(),
    )


def _declared(traitement: TraitementDeclare) -> Prise:
    """Return a treatment of elsewhere in its own words: nobody structured them."""
    qui = f"Prescrit par {traitement.prescripteur}" if traitement.prescripteur else ""
    mots = traitement.posologie.strip() or "comme il vous a été prescrit ou conseillé"
    return Prise(traitement.libelle, None, traitement.debut, traitement.fin, mots=mots, consigne=qui)
