"""Change how to reach a patient, without opening the file; two seats that do it at once lose nothing."""

from dataclasses import replace
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.coordonnees_saisie import find_erreurs, merge, tidy
from ambroise.domain.patient import Coordonnees, Patient
from ambroise.usecases.conflits import conflict_of
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.sessions import SessionService


class CoordonneesService:
    """Reads and writes the coordinates; whoever receives patients may, and both are traced."""

    def __init__(self, contexte: Contexte, session: SessionService) -> None:
        self._contexte = contexte
        self._session = session

    def read(self, patient_id: UUID) -> Patient:
        """Return the patient; an absorbed file gives the one that is read today.

        Raises:
            SessionFermee, DroitInsuffisant, Introuvable.
        """
        auteur = self._session.auteur
        with self._contexte.uow() as uow:
            patient = uow.patients.get(uow.fusions.resolve(patient_id))
            self._contexte.trace(uow, auteur, ActionAudit.LECTURE, "coordonnées", patient_id=patient.id)
            uow.commit()
        return patient

    def save(self, lu: Patient, tapees: Coordonnees) -> Patient:
        """Write the coordinates typed over those that were read.

        What another seat wrote meanwhile elsewhere in the same patient stays.

        Raises:
            SessionFermee, DroitInsuffisant, Introuvable.
            AmbroiseError: a number or an address that cannot be.
            ConflitVersion: another seat changed the same field; ``actuel`` is the Patient as it stands.
        """
        auteur = self._session.auteur
        tapees = tidy(tapees)
        if erreurs := find_erreurs(tapees):
            raise AmbroiseError(next(iter(erreurs.values())), code="coordonnees_invalides")
        with self._contexte.uow() as uow:
            actuel = uow.patients.get(lu.id)
            reunies = merge(lu.coordonnees, actuel.coordonnees, tapees)
            if reunies is None:
                raise conflict_of(uow, lu, actuel)
            ecrit = uow.patients.save(replace(actuel, coordonnees=reunies))
            self._contexte.trace(uow, auteur, ActionAudit.MODIFICATION, "coordonnées", patient_id=lu.id)
            uow.commit()
        return ecrit
