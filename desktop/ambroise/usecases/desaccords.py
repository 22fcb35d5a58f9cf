"""An order withdrawn here that the service refuses to withdraw: said, reminded of, asked again.

The order stays cancelled here, because its author cancelled it; but a pharmacy may still dispense it. Who
cancelled has to know it until the service agrees,
or until somebody has called the pharmacy; ``retenue`` keeps the task.
"""

from dataclasses import dataclass
from uuid import UUID

from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.domain.ordonnance import Ordonnance, StatutOrdonnance
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.envois import retry
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.sessions import SessionService


@dataclass(frozen=True)
class Desaccord:
    """What the service refused, and whether asking again makes sense."""

    ordonnance: Ordonnance
    envoi: Envoi

    @property
    def is_reprenable(self) -> bool:
        """Whether the same cancellation may be asked again: a deposit refused is signed again instead."""
        return self.envoi.is_reprenable


class DesaccordService:
    """Finds what the service does not agree on, and asks it again."""

    def __init__(self, contexte: Contexte, session: SessionService) -> None:
        self._contexte = contexte
        self._session = session

    def find(self, ordonnance: Ordonnance) -> Desaccord | None:
        """Return what was refused about an order withdrawn here; None when both sides agree."""
        with self._contexte.uow() as uow:
            numero, type_ = _withdrawing(uow, ordonnance)
            if not numero:
                return None
            refuses = uow.envois.list([EtatEnvoi.REFUSE], limite=None, patient_id=ordonnance.patient_id)
        refus = (e for e in refuses if (e.type, e.cle_idempotence) == (type_, numero))
        return next((Desaccord(ordonnance, e) for e in refus), None)

    def ask_again(self, desaccord: Desaccord) -> Envoi:
        """Make the cancellation due again.

        Raises:
            SessionFermee: nobody is logged in.
            ActeFinal: it left meanwhile, or it is no cancellation.
        """
        return retry(self._contexte, desaccord.envoi.id, self._session.auteur)


def _withdrawing(uow: UnitOfWork, ordonnance: Ordonnance) -> tuple[str, TypeEnvoi]:
    """Return the number and the kind of envoi that withdraws an order at the service; no number for none."""
    if ordonnance.statut is StatutOrdonnance.ANNULEE:
        return ordonnance.numero or "", TypeEnvoi.ANNULATION_ORDONNANCE
    neuve: UUID | None = ordonnance.remplacee_par
    if ordonnance.numero is None or neuve is None:
        return "", TypeEnvoi.ORDONNANCE_NUMERIQUE
    return uow.ordonnances.get(neuve).numero or "", TypeEnvoi.ORDONNANCE_NUMERIQUE
