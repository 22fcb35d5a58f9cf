"""Keep from leaving what bears an identity that is no longer qualified."""

from uuid import UUID

from ambroise.domain.envoi import RETENU, Envoi, EtatEnvoi
from ambroise.usecases.ports import UnitOfWork

IDENTITE_NON_QUALIFIEE = "l’identité de ce patient n’est plus qualifiée."
ENVOI_RETENU = f"{RETENU}{IDENTITE_NON_QUALIFIEE}"


def hold_envois(uow: UnitOfWork, patient_id: UUID) -> tuple[tuple[Envoi, ...], tuple[Envoi, ...]]:
    """Put what waits into the hands of a person; return what was held, and what had already left."""
    mine = [e for e in uow.envois.list(limite=1_000_000) if e.patient_id == patient_id]
    retenus = []
    for envoi in mine:
        if envoi.etat is EtatEnvoi.EN_ATTENTE:
            held = envoi.hold(IDENTITE_NON_QUALIFIEE)
            uow.envois.save(held)
            retenus.append(held)
    return tuple(retenus), tuple(e for e in mine if e.etat is EtatEnvoi.REMIS)
