"""Tell those who received a document under an INS that is no longer its patient's.

RNIV: a correction of identity is passed on to those who hold the former one. Where the exchange format allows
it: a message to the recipient of a message, the deletion of one's own document from the DMP, the cancellation
of one's own ordonnance numérique. Nothing is told without a person's gesture.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import Enum
from uuid import UUID

from ambroise.domain.entrees import Tache
from ambroise.domain.envoi import RECTIFICATIONS, Envoi, EtatEnvoi, TypeEnvoi
from ambroise.domain.identite import Identite, MatriculeIns
from ambroise.domain.ordonnance import StatutOrdonnance
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.usecases.annulations import withdraw
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_rectification import PortRectification
from ambroise.usecases.retenue import leave_resign_task, trace_envoi
from ambroise.usecases.sessions import SessionService

A_PREVENIR = "Prévenir ceux qui ont reçu un document sous une autre identité"


MOTIF_ANNULATION = "Identité erronée"
_PAS_AUTEUR = "Seul le prescripteur peut l’annuler, sa carte dans le lecteur"


class Recours(Enum):
    """What can be done by itself for a document that left."""

    MESSAGE = TypeEnvoi.RECTIFICATION
    SUPPRESSION = TypeEnvoi.SUPPRESSION_DMP
    ANNULATION = TypeEnvoi.ANNULATION_ORDONNANCE
    AUCUN = None


_RECOURS = {
    TypeEnvoi.MSSANTE: Recours.MESSAGE,
    TypeEnvoi.DMP: Recours.SUPPRESSION,
    TypeEnvoi.ORDONNANCE_NUMERIQUE: Recours.ANNULATION,
}


@dataclass(frozen=True)
class DocumentParti:
    """A document that its recipient holds under a wrong identity, and how to mend it.

    ``obstacle`` is the sentence, without its full stop, that says why nothing can be done by itself.
    """

    envoi: Envoi
    recours: Recours
    obstacle: str = ""


class RectificationService:
    """Lists who has to be told, and tells them through the outbox."""

    def __init__(self, contexte: Contexte, session: SessionService, port: PortRectification) -> None:
        self._contexte = contexte
        self._session = session
        self._port = port

    def list_a_prevenir(self, patient_id: UUID) -> tuple[DocumentParti, ...]:
        """Return the documents received under another INS than the patient's, those already mended apart."""
        with self._contexte.uow() as uow:
            return self._list_partis(uow, patient_id)

    def rectify(self, patient_id: UUID, choisis: Collection[UUID]) -> tuple[Envoi, ...]:
        """Put in the outbox what mends the documents chosen; an order so cancelled is cancelled here too.

        The task that reminded of it is done once nothing more can be told.

        Args:
            choisis: the envois that left, among those listed.

        Raises:
            SessionFermee, Introuvable.
        """
        session = self._session.courante
        faits = []
        with self._contexte.uow() as uow:
            partis = [p for p in self._list_partis(uow, patient_id) if p.recours is not Recours.AUCUN]
            for parti in partis:
                if parti.envoi.id in choisis:
                    faits.append(_put(uow, parti.envoi, self._make_envoi(parti, session)))
                    trace_envoi(self._contexte, uow, faits[-1], self._session.auteur, "rectification")
                    if parti.recours is Recours.ANNULATION:
                        self._withdraw(uow, parti.envoi)
            if len(faits) == len(partis):
                close_task(self._contexte, uow, patient_id)
            uow.commit()
        return tuple(faits)

    def _make_envoi(self, parti: DocumentParti, session: SessionProfessionnel) -> Envoi:
        match parti.recours:
            case Recours.MESSAGE:
                prepare = self._port.prepare_message(parti.envoi, session)
            case Recours.SUPPRESSION:
                prepare = self._port.prepare_suppression(parti.envoi)
            case _:
                prepare = self._port.prepare_annulation(parti.envoi, MOTIF_ANNULATION)
        assert parti.recours.value is not None
        return Envoi(
            id=self._contexte.new_id(),
            type=parti.recours.value,
            patient_id=parti.envoi.patient_id,
            libelle=prepare.libelle,
            cle_idempotence=prepare.cle_idempotence,
            contenu=prepare.contenu,
            cree_le=self._contexte.horloge(),
            apres=parti.envoi.id,
            ins=None,
        )

    def _withdraw(self, uow: UnitOfWork, depot: Envoi) -> None:
        """Cancel the order itself, which its patient may need under the right identity."""
        ordonnance = uow.ordonnances.find_by_numero(depot.cle_idempotence)
        if ordonnance is None or ordonnance.statut is not StatutOrdonnance.SIGNEE:
            return
        withdraw(self._contexte, uow, self._session.auteur, ordonnance, MOTIF_ANNULATION)
        leave_resign_task(self._contexte, uow, depot)

    def _list_partis(self, uow: UnitOfWork, patient_id: UUID) -> tuple[DocumentParti, ...]:
        identite = uow.patients.get(patient_id).identite
        remis = uow.envois.list([EtatEnvoi.REMIS], limite=None, patient_id=patient_id)
        faux = (e for e in remis if e.ins is not None and not _is_sienne(e.ins, identite))
        return tuple(parti for envoi in faux if (parti := self._as_parti(uow, envoi)) is not None)

    def _as_parti(self, uow: UnitOfWork, envoi: Envoi) -> DocumentParti | None:
        """Return how to mend a document; None when it is mended, or about to be."""
        rectification = _rectification(uow, envoi)
        if rectification is not None:
            if rectification.etat is not EtatEnvoi.REFUSE:
                return None
            return DocumentParti(envoi, Recours.AUCUN, f"Rectification refusée, {rectification.erreur}")
        recours = _RECOURS.get(envoi.type, Recours.AUCUN)
        if recours is Recours.ANNULATION and self._session.is_ouverte:
            rpps = self._session.courante.professionnel.numero_rpps
            if rpps not in self._port.list_auteurs(envoi):
                return DocumentParti(envoi, Recours.AUCUN, _PAS_AUTEUR)
        return DocumentParti(envoi, recours)


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
