"""No order with a code goes on paper before the national base has acknowledged it.

A code that no pharmacy can open is worse than none: the page waits for the deposit, and the same number
leaves again. When the service stays silent, the prescriber signs the same lines on plain paper, for a reason
of CSP R4073-2; the numbered order is cancelled, at the service too if it may have reached it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final
from uuid import UUID

from ambroise.domain.dossier import Document, TypeDocument
from ambroise.domain.envoi import Envoi, EtatEnvoi
from ambroise.domain.ordonnance import Exemption, MotifExemption, Ordonnance, StatutOrdonnance
from ambroise.usecases.annulations import AnnulationService, deposit_of
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.envois import retry
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ordonnances import OrdonnanceService
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.sessions import SessionService

PAS_S: Final = 0.1
PATIENCE: Final = 80
"""How many times the outbox is looked at: a service that takes three seconds is within the norm (Ségur)."""
MOTIF_PAPIER: Final = "téléservice indisponible, remise sur papier"
_EN_ROUTE: Final = (EtatEnvoi.EN_ATTENTE, EtatEnvoi.EN_COURS)


class DepotNonAccuse(AmbroiseError):
    """The service does not hold the number of an order; ``is_remediable``: it may be signed on paper."""

    def __init__(self, ordonnance: Ordonnance, envoi: Envoi) -> None:
        message, remede = _words(envoi)
        super().__init__(message, remede=remede)
        self.ordonnance_id = ordonnance.id
        self.is_remediable = envoi.etat is not EtatEnvoi.REFUSE


class DepotService:
    """Holds back the page of an order until its deposit is acknowledged.

    Args:
        wake: makes the outbox look at what is due.
        attendre: waits some seconds.
    """

    def __init__(
        self,
        contexte: Contexte,
        session: SessionService,
        ordonnances: OrdonnanceService,
        annulations: AnnulationService,
        wake: Callable[[], object],
        attendre: Callable[[float], object],
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._ordonnances = ordonnances
        self._annulations = annulations
        self._wake = wake
        self._attendre = attendre

    def require_depose(self, document: Document) -> None:
        """Wait until the order of a page may be handed over; other documents always may.

        Raises:
            DepotNonAccuse: refused, or not acknowledged in time.
        """
        ordonnance, envoi = self._read(document)
        if ordonnance is None or envoi is None or envoi.etat is EtatEnvoi.REMIS:
            return
        if envoi.etat is EtatEnvoi.EN_ATTENTE:
            retry(self._contexte, envoi.id, self._session.auteur)
        self._wake()
        for _ in range(PATIENCE):
            if envoi.etat not in _EN_ROUTE:
                break
            self._attendre(PAS_S)
            with self._contexte.uow() as uow:
                envoi = uow.envois.get(envoi.id)
        if envoi.etat is not EtatEnvoi.REMIS:
            raise DepotNonAccuse(ordonnance, envoi)

    def sign_sans_code(self, ordonnance_id: UUID) -> Document:
        """Sign the same lines on plain paper in place of an order that the service has not acknowledged.

        Raises:
            SessionFermee: nobody is logged in.
            AmbroiseError: acknowledged meanwhile, not one's own, or another draft is open.
        """
        with self._contexte.uow() as uow:
            ancienne = uow.ordonnances.get(ordonnance_id)
            depot = deposit_of(uow, ancienne)
        if depot is not None and depot.etat is EtatEnvoi.REMIS:
            raise AmbroiseError(
                "L’Assurance Maladie vient d’accuser réception de cette ordonnance.",
                remede="Imprimez-la telle qu’elle est, avec son code.",
            )
        brouillon = self._annulations.start_replacement(ordonnance_id)
        maintenant = self._contexte.horloge()
        motif = Exemption(MotifExemption.TELESERVICE_INDISPONIBLE, maintenant, self._session.auteur)
        sur_papier = replace(brouillon, remplace=None).edit(
            exemption=motif,
            consentement=ancienne.consentement,
            reponses_alertes=ancienne.reponses_alertes,
            bizone=ancienne.bizone,
        )
        self._ordonnances.keep(sur_papier)
        self._annulations.cancel(ordonnance_id, MOTIF_PAPIER)
        return self._ordonnances.sign(sur_papier).page

    def _read(self, document: Document) -> tuple[Ordonnance | None, Envoi | None]:
        if document.type is not TypeDocument.ORDONNANCE_PDF:
            return None, None
        with self._contexte.uow() as uow:
            ordonnance = _in_force(uow, document)
            return ordonnance, deposit_of(uow, ordonnance) if ordonnance is not None else None


def _in_force(uow: UnitOfWork, document: Document) -> Ordonnance | None:
    """Return the order whose page a document is; what was withdrawn prints crossed, for the file."""
    ordonnances = uow.ordonnances.list(document.patient_id)
    return next(
        (o for o in ordonnances if o.signee_le == document.ajoute_le and o.statut is StatutOrdonnance.SIGNEE),
        None,
    )


def _words(envoi: Envoi) -> tuple[str, str]:
    """Return why the page waits, and what the prescriber may do."""
    match envoi.etat:
        case EtatEnvoi.REFUSE:
            return (
                f"L’Assurance Maladie a refusé cette ordonnance\u00a0: {envoi.erreur}",
                "Reprenez-la (Ctrl+R), corrigez-la et signez.",
            )
        case EtatEnvoi.ANNULE:
            return (
                "Son code ne s’ouvrirait pas\u00a0: l’envoi de cette ordonnance a été annulé.",
                "Reprenez-la (Ctrl+R), ou signez-la sans code.",
            )
        case EtatEnvoi.A_REPRENDRE:
            return (
                f"Son code ne s’ouvrirait pas encore\u00a0: son envoi attend. {envoi.erreur}",
                "Remettez la carte, puis imprimez\u202f; ou signez-la sans code.",
            )
        case _:
            return (
                "L’Assurance Maladie n’a pas encore accusé réception de cette ordonnance.",
                "Le même numéro repart seul\u202f: imprimez dans un instant, ou signez-la sans code.",
            )
