"""Ask the DMP which records one may open, who opens a patient's, and what the patient opposes.

TD0.4, TD1.3a and TD1.6: asked on the user's demand alone, each demand is traced.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dmp_droits import DmpOuvrable, DroitsDmp, LigneDmp
from ambroise.domain.identite import MatriculeIns
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.dmp import DmpService
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.sessions import SessionService


class PortDroitsDmp(Protocol):
    """The rights, as the DMP holds them. Every method raises a ServiceError."""

    def list_dmp(self, depuis: datetime, *, nouveaux_documents: bool) -> Sequence[DmpOuvrable]: ...
    def read_droits(self, matricule: MatriculeIns) -> DroitsDmp: ...


class DroitsDmpService:
    """The lists of the DMP that are not documents."""

    def __init__(
        self, contexte: Contexte, session: SessionService, port: PortDroitsDmp, dmp: DmpService
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._port = port
        self._dmp = dmp

    def list_dmp(self, depuis: timedelta, *, nouveaux_documents: bool = False) -> tuple[LigneDmp, ...]:
        """Return the records one may open since a while ago, or those with new documents (TD0.4).

        Raises:
            SessionFermee: nobody is logged in.
            ServiceError: the DMP did not answer, or refused.
        """
        auteur = self._session.auteur
        found = self._port.list_dmp(self._contexte.horloge() - depuis, nouveaux_documents=nouveaux_documents)
        with self._contexte.uow() as uow:
            detail = "DMP ayant de nouveaux documents" if nouveaux_documents else "DMP autorisés"
            self._contexte.trace(uow, auteur, ActionAudit.INTERROGATION, "dmp", detail=detail)
            lignes = [_beside_file(uow, dmp) for dmp in found]
            uow.commit()
        return tuple(sorted(lignes, key=lambda x: (not x.nom, x.nom, x.prenom)))

    def read_droits(self, patient_id: UUID) -> DroitsDmp:
        """Return who may open the record of a patient and what the patient opposes (TD1.6, TD1.3a).

        Raises:
            AccesRefuse: no open record.
            NonPrisEnCharge: the identity may not be sent.
        """
        self._dmp.open_situation(patient_id)
        droits = self._port.read_droits(self._dmp.matricule(self._dmp.patient(patient_id)))
        with self._contexte.uow() as uow:
            self._dmp.trace(uow, ActionAudit.INTERROGATION, patient_id, "droits d’accès")
            uow.commit()
        return droits


def _beside_file(uow: UnitOfWork, dmp: DmpOuvrable) -> LigneDmp:
    for matricule in dmp.matricules:
        patient = uow.patients.find_by_ins(matricule)
        if patient is not None:
            return LigneDmp(dmp, patient.id, patient.nom_affiche, patient.prenom_affiche)
    return LigneDmp(dmp)
