"""Keep from leaving what bears an identity that is no longer qualified."""

from dataclasses import replace
from uuid import UUID

from ambroise.domain.envoi import RETENU, Envoi, EtatEnvoi
from ambroise.usecases.errors import AccesRefuse
from ambroise.usecases.ports import UnitOfWork

IDENTITE_NON_QUALIFIEE = "l’identité de ce patient n’est plus qualifiée."
ENVOI_RETENU = f"{RETENU}{IDENTITE_NON_QUALIFIEE}"


def split_envois(uow: UnitOfWork, patient_id: UUID) -> tuple[tuple[Envoi, ...], tuple[Envoi, ...]]:
    """Return what waits to leave for a patient, and what has already left."""
    mine = [e for e in uow.envois.list(limite=1_000_000) if e.patient_id == patient_id]
    en_attente = tuple(e for e in mine if e.etat is EtatEnvoi.EN_ATTENTE)
    # What is leaving at this very instant cannot be called back: its recipient has to be told too.
    partis = tuple(e for e in mine if e.etat in (EtatEnvoi.REMIS, EtatEnvoi.EN_COURS))
    return en_attente, partis


def hold_envois(uow: UnitOfWork, patient_id: UUID) -> tuple[tuple[Envoi, ...], tuple[Envoi, ...]]:
    """Put what waits into the hands of a person; return what was held, and what had already left."""
    en_attente, partis = split_envois(uow, patient_id)
    retenus = []
    for envoi in en_attente:
        held = envoi.hold(IDENTITE_NON_QUALIFIEE)
        uow.envois.save(held)
        retenus.append(held)
    return tuple(retenus), partis


def release_envois(uow: UnitOfWork, retenus: tuple[Envoi, ...]) -> None:
    """Let go what was held and that nobody has decided of since."""
    for envoi in retenus:
        actuel = uow.envois.get(envoi.id)
        if actuel.etat is EtatEnvoi.A_REPRENDRE and actuel.erreur == ENVOI_RETENU:
            uow.envois.save(replace(actuel, etat=EtatEnvoi.EN_ATTENTE, erreur="", prochaine=None))


def require_identite(uow: UnitOfWork, envoi: Envoi) -> None:
    """Check that what an identity held back may be let go.

    Raises:
        AccesRefuse: the identity is still not qualified.
    """
    if envoi.erreur != ENVOI_RETENU or envoi.patient_id is None:
        return
    if not uow.patients.get(envoi.patient_id).identite.is_qualifiee:
        raise AccesRefuse(
            "L’identité de ce patient n’est toujours pas qualifiée : cet envoi ne peut pas partir.",
            remede="Qualifiez l’identité, ou annulez cet envoi.",
        )
