"""Tell those who received a document under an INS that is no longer its patient's.

RNIV: a correction of identity is passed on to those who hold the former one. Where the exchange format allows
it: a message to the recipient of a message, the deletion of one's own document from the DMP. Nothing is told
without a person's gesture.
"""

from dataclasses import dataclass, replace
from enum import Enum
from uuid import UUID

from ambroise.domain.entrees import Tache
from ambroise.domain.envoi import RECTIFICATIONS, Envoi, EtatEnvoi, TypeEnvoi
from ambroise.domain.identite import Identite, MatriculeIns
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_rectification import PortRectification
from ambroise.usecases.retenue import trace_envoi
from ambroise.usecases.sessions import SessionService

A_PREVENIR = "Prévenir ceux qui ont reçu un document sous une autre identité"


class Recours(Enum):
    """What can be done by itself for a document that left."""

    MESSAGE = TypeEnvoi.RECTIFICATION
    SUPPRESSION = TypeEnvoi.SUPPRESSION_DMP
    AUCUN = None


_RECOURS = {TypeEnvoi.MSSANTE: Recours.MESSAGE, TypeEnvoi.DMP: Recours.SUPPRESSION}


@dataclass(frozen=True)
class DocumentParti:
    """A document that its recipient holds under a wrong identity, and how to mend it."""

    envoi: Envoi
    recours: Recours


class RectificationService:
    """Lists who has to be told, and tells them through the outbox."""

    def __init__(self, contexte: Contexte, session: SessionService, port: PortRectification) -> None:
        self._contexte = contexte
        self._session = session
        self._port = port

    def list_a_prevenir(self, patient_id: UUID) -> tuple[DocumentParti, ...]:
        """Return the documents received under another INS than the patient's, those already mended apart."""
        with self._contexte.uow() as uow:
            return _list_partis(uow, patient_id)

    def rectify(self, patient_id: UUID) -> tuple[Envoi, ...]:
        """Put in the outbox all that can be told; the task that reminded of it is done.

        Raises:
            SessionFermee, Introuvable.
        """
        session = self._session.courante
        faits = []
        with self._contexte.uow() as uow:
            for parti in _list_partis(uow, patient_id):
                match parti.recours:
                    case Recours.MESSAGE:
                        prepare = self._port.prepare_message(parti.envoi, session)
                    case Recours.SUPPRESSION:
                        prepare = self._port.prepare_suppression(parti.envoi)
                    case Recours.AUCUN:
                        continue
                neuf = Envoi(
                    id=self._contexte.new_id(),
                    type=parti.recours.value,
                    patient_id=patient_id,
                    libelle=prepare.libelle,
                    cle_idempotence=prepare.cle_idempotence,
                    contenu=prepare.contenu,
                    cree_le=self._contexte.horloge(),
                    apres=parti.envoi.id,
                    ins=None,
                )
                faits.append(_put(uow, parti.envoi, neuf))
                trace_envoi(self._contexte, uow, faits[-1], self._session.auteur, "rectification")
            close_task(self._contexte, uow, patient_id)
            uow.commit()
        return tuple(faits)


def leave_task(contexte: Contexte, uow: UnitOfWork, patient_id: UUID, partis: tuple[Envoi, ...]) -> None:
    """Remind in the file that recipients have to be told, once."""
    if any(e.ins for e in partis) and _open_task(uow, patient_id) is None:
        jour = contexte.horloge().astimezone().date()
        uow.entrees.save(Tache(contexte.new_id(), A_PREVENIR, jour, patient_id))


def close_task(contexte: Contexte, uow: UnitOfWork, patient_id: UUID) -> None:
    """Tick the reminder, as everyone was told or nobody has to be any more."""
    tache = _open_task(uow, patient_id)
    if tache is not None:
        uow.entrees.save(replace(tache, faite_le=contexte.horloge()))


def is_anyone_told(uow: UnitOfWork, partis: tuple[Envoi, ...]) -> bool:
    """Whether a recipient of one of these was told, or is about to be."""
    return any(_rectification(uow, envoi) for envoi in partis)


def _list_partis(uow: UnitOfWork, patient_id: UUID) -> tuple[DocumentParti, ...]:
    identite = uow.patients.get(patient_id).identite
    return tuple(
        DocumentParti(envoi, _RECOURS.get(envoi.type, Recours.AUCUN))
        for envoi in uow.envois.list([EtatEnvoi.REMIS], limite=None, patient_id=patient_id)
        if envoi.ins is not None
        and not _is_sienne(envoi.ins, identite)
        and _rectification(uow, envoi) is None
    )


def _is_sienne(ins: MatriculeIns, identite: Identite) -> bool:
    """Whether an INS is the patient's own: today's, or one that INSi says was."""
    if identite.ins is None:
        return False
    return ins in (identite.ins.matricule, *(ancien.matricule for ancien in identite.ins.historique))


def _rectification(uow: UnitOfWork, envoi: Envoi) -> Envoi | None:
    suites = [e for e in uow.envois.followers(envoi.id) if e.type in RECTIFICATIONS]
    return next((e for e in suites if e.etat is not EtatEnvoi.ANNULE), None)


def _put(uow: UnitOfWork, parti: Envoi, neuf: Envoi) -> Envoi:
    """Add an envoi; one that a person had cancelled is taken up again: the outbox knows its key already."""
    annulee = next((e for e in uow.envois.followers(parti.id) if e.type is neuf.type), None)
    if annulee is None:
        uow.envois.add(neuf)
        return neuf
    uow.envois.save(replace(annulee, etat=EtatEnvoi.EN_ATTENTE, erreur="", prochaine=None))
    return uow.envois.get(annulee.id)


def _open_task(uow: UnitOfWork, patient_id: UUID) -> Tache | None:
    taches = uow.entrees.list(Tache, patient_id)
    return next((t for t in taches if t.libelle == A_PREVENIR and t.faite_le is None), None)
