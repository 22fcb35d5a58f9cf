"""Withdraw or replace a signed order, by its author, as long as nobody executed a line of it.

The order is marked here at once, in the transaction that puts in the outbox what tells it elsewhere: what has
not left does not leave, what has is cancelled at the service and taken out of the DMP. The service has the
last word: a pharmacy may come between.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.domain.ordonnance import Annulation, Ordonnance, Prescripteur, StatutOrdonnance
from ambroise.domain.professionnel import Professionnel
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError, Introuvable, ServiceInjoignable
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.ports_actes import EnvoiPrepare, PortOrdonnanceNumerique
from ambroise.usecases.ports_rectification import PortRectification
from ambroise.usecases.retenue import trace_envoi
from ambroise.usecases.sessions import SessionService

NON_PARTI = "L’ordonnance est annulée\u00a0: rien n’est parti."
RAPPELE = "L’ordonnance est annulée\u00a0: ce qui a pu en partir est retiré."


@dataclass(frozen=True)
class OrdonnanceRetiree:
    """The order withdrawn, what tells it elsewhere, and the messages that nobody can call back."""

    ordonnance: Ordonnance
    envois: tuple[Envoi, ...] = ()
    messages_partis: tuple[Envoi, ...] = ()


class AnnulationService:
    """Acts of an author on the orders already signed."""

    def __init__(
        self,
        contexte: Contexte,
        session: SessionService,
        port: PortRectification,
        service: PortOrdonnanceNumerique,
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._port = port
        self._service = service

    def find(self, patient_id: UUID, signee_le: object) -> Ordonnance | None:
        """Return the order signed at an instant, None when it is none of that file."""
        with self._contexte.uow() as uow:
            return next((o for o in uow.ordonnances.list(patient_id) if o.signee_le == signee_le), None)

    def cancel(self, ordonnance_id: UUID, motif: str) -> OrdonnanceRetiree:
        """Withdraw an order.

        Raises:
            SessionFermee: nobody is logged in.
            AmbroiseError: not one's own, no longer in force, without a reason, or already executed in part.
        """
        auteur = self._session.auteur
        if not motif.strip():
            raise AmbroiseError(
                "Une annulation porte son motif.", remede="Écrivez pourquoi en quelques mots."
            )
        self._require_intacte(ordonnance_id)
        with self._contexte.uow() as uow:
            ordonnance = require_sienne(uow, ordonnance_id, self._rpps)
            suite = followed(uow, ordonnance)
            retires = [self._call_back(uow, envoi) for envoi in suite if envoi.is_annulable]
            neufs = [self._undo(uow, envoi, motif) for envoi in suite if envoi.a_pu_partir]
            annulee = withdraw(self._contexte, uow, auteur, ordonnance, motif.strip())
            for envoi in (*retires, *filter(None, neufs)):
                trace_envoi(self._contexte, uow, envoi, auteur, "annulation de l’ordonnance")
            uow.commit()
        messages = tuple(e for e in suite if e.type is TypeEnvoi.MSSANTE and e.a_pu_partir)
        return OrdonnanceRetiree(annulee, tuple(filter(None, neufs)), messages)

    def start_replacement(self, ordonnance_id: UUID) -> Ordonnance:
        """Return the draft, kept, that replaces an order once signed: the same lines, to be changed.

        Raises:
            SessionFermee: nobody is logged in.
            AmbroiseError: not one's own, no longer in force, executed in part, or another draft is open.
        """
        professionnel = self._session.courante.professionnel
        self._require_intacte(ordonnance_id)
        jour = self._contexte.horloge().astimezone().date()
        with self._contexte.uow() as uow:
            ancienne = require_sienne(uow, ordonnance_id, self._rpps)
            ouvert = _draft_of_today(uow, ancienne, self._rpps, jour)
            if ouvert is not None and ouvert.lignes and ouvert.remplace != ancienne.id:
                raise AmbroiseError(
                    "Une autre ordonnance de ce patient est en cours d’écriture.",
                    remede="Signez-la ou videz-la, puis recommencez.",
                )
            brouillon = Ordonnance(
                id=ouvert.id if ouvert is not None else self._contexte.new_id(),
                patient_id=ancienne.patient_id,
                prescripteur=_signing(ancienne.prescripteur, professionnel),
                date=jour,
                type=ancienne.type,
                lignes=tuple(replace(ligne, id=self._contexte.new_id()) for ligne in ancienne.lignes),
                pharmacie_designee=ancienne.pharmacie_designee,
                remplace=ancienne.id,
            )
            uow.ordonnances.save(brouillon)
            uow.commit()
        return brouillon

    @property
    def _rpps(self) -> str:
        return self._session.courante.professionnel.numero_rpps

    def _require_intacte(self, ordonnance_id: UUID) -> None:
        """Ask the service first: what a pharmacy began is not withdrawn. Cut off, the outbox will ask."""
        with self._contexte.uow() as uow:
            ordonnance = require_sienne(uow, ordonnance_id, self._rpps)
            depot = deposit_of(uow, ordonnance)
        if depot is None or depot.etat is not EtatEnvoi.REMIS or ordonnance.numero is None:
            return
        try:
            consultee = self._service.consult(ordonnance.numero)
        except (ServiceInjoignable, Introuvable):
            return
        if consultee.is_entamee:
            raise AmbroiseError(
                "Une pharmacie ou un confrère a déjà exécuté une ligne de cette ordonnance.",
                remede="Elle ne s’annule plus\u00a0: appelez qui l’exécute, et rédigez une nouvelle "
                "ordonnance.",
            )

    def _call_back(self, uow: UnitOfWork, envoi: Envoi) -> Envoi:
        erreur = RAPPELE if envoi.essais else NON_PARTI
        retire = replace(envoi, etat=EtatEnvoi.ANNULE, erreur=erreur, prochaine=None)
        uow.envois.save(retire)
        return retire

    def _undo(self, uow: UnitOfWork, parti: Envoi, motif: str) -> Envoi | None:
        """Put in the outbox what undoes a delivery; None for what cannot be undone."""
        match parti.type:
            case TypeEnvoi.ORDONNANCE_NUMERIQUE:
                type_ = TypeEnvoi.ANNULATION_ORDONNANCE
                prepare = self._port.prepare_annulation(parti, motif)
            case TypeEnvoi.DMP:
                type_ = TypeEnvoi.SUPPRESSION_DMP
                prepare = self._port.prepare_suppression(parti)
            case _:
                return None
        envoi = self._envoi(parti, type_, prepare)
        uow.envois.add(envoi)
        return envoi

    def _envoi(self, parti: Envoi, type_: TypeEnvoi, prepare: EnvoiPrepare) -> Envoi:
        return Envoi(
            id=self._contexte.new_id(),
            type=type_,
            patient_id=parti.patient_id,
            libelle=prepare.libelle,
            cle_idempotence=prepare.cle_idempotence,
            contenu=prepare.contenu,
            cree_le=self._contexte.horloge(),
            # What was called back after a try will never be acknowledged: its undoing waits for nothing.
            apres=None if parti.is_annulable else parti.id,
            ins=None,
        )


def _signing(ancien: Prescripteur, professionnel: Professionnel) -> Prescripteur:
    """Return who signs the order that replaces: the same locum as before, or the doctor he replaced."""
    if ancien.numero_rpps == professionnel.numero_rpps:
        return replace(ancien, nom=professionnel.nom, prenom=professionnel.prenom)
    return replace(
        ancien,
        numero_rpps=professionnel.numero_rpps,
        nom=professionnel.nom,
        prenom=professionnel.prenom,
    ).for_remplace(None)


def withdraw(
    contexte: Contexte, uow: UnitOfWork, auteur: str, ordonnance: Ordonnance, motif: str
) -> Ordonnance:
    """Mark an order withdrawn, and trace it."""
    annulee = ordonnance.cancel(Annulation(auteur, contexte.horloge(), motif))
    uow.ordonnances.save(annulee)
    contexte.trace(
        uow,
        auteur,
        ActionAudit.ANNULATION,
        f"ordonnance {ordonnance.id}",
        patient_id=ordonnance.patient_id,
        detail=motif,
    )
    return annulee


def require_sienne(uow: UnitOfWork, ordonnance_id: UUID, rpps: str) -> Ordonnance:
    """Return an order in force that its author may withdraw: who signed it, or the doctor a locum replaced.

    Raises:
        Introuvable: no such order.
        AmbroiseError: another's, or no longer in force.
    """
    ordonnance = uow.ordonnances.get(ordonnance_id)
    if ordonnance.statut is not StatutOrdonnance.SIGNEE:
        raise AmbroiseError("Cette ordonnance n’est plus en vigueur.", remede="Rien n’est à annuler.")
    auteurs = {ordonnance.prescripteur.numero_rpps, ordonnance.prescripteur.rpps_remplace}
    if rpps not in auteurs:
        raise AmbroiseError(
            "Seul son auteur annule ou remplace une ordonnance.",
            remede="Le prescripteur doit ouvrir sa session, ou celui qu’il remplaçait.",
        )
    return ordonnance


def deposit_of(uow: UnitOfWork, ordonnance: Ordonnance) -> Envoi | None:
    """Return the deposit of an order, None for one on paper."""
    if ordonnance.numero is None:
        return None
    envois = uow.envois.list(limite=None, patient_id=ordonnance.patient_id)
    return next(
        (
            e
            for e in envois
            if e.type is TypeEnvoi.ORDONNANCE_NUMERIQUE and e.cle_idempotence == ordonnance.numero
        ),
        None,
    )


def followed(uow: UnitOfWork, ordonnance: Ordonnance) -> Sequence[Envoi]:
    """Return what carries an order: its deposit first, then what waited for it."""
    depot = deposit_of(uow, ordonnance)
    if depot is None:
        return _of_paper(uow, ordonnance)
    return (depot, *uow.envois.followers(depot.id))


def _of_paper(uow: UnitOfWork, ordonnance: Ordonnance) -> Sequence[Envoi]:
    """Return what left with an order on paper: it was frozen at the instant it was signed."""
    envois = uow.envois.list(limite=None, patient_id=ordonnance.patient_id)
    return tuple(
        e
        for e in envois
        if e.type in (TypeEnvoi.DMP, TypeEnvoi.MSSANTE) and e.cree_le == ordonnance.signee_le
    )


def _draft_of_today(uow: UnitOfWork, ancienne: Ordonnance, rpps: str, jour: object) -> Ordonnance | None:
    return next(
        (
            o
            for o in uow.ordonnances.list(ancienne.patient_id)
            if (o.statut, o.date, o.prescripteur.numero_rpps) == (StatutOrdonnance.BROUILLON, jour, rpps)
        ),
        None,
    )
