"""Keep from leaving what bears an identity no longer qualified, or an INS that its patient no longer bears.

The INS is frozen in the content of an envoi when the act is signed. Before it is let go, and again in the
transaction that takes it to leave, it is compared with the INS its patient bears at that instant.
"""

from dataclasses import replace
from enum import Enum
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.entrees import Tache
from ambroise.domain.envoi import ANNULABLES, RECTIFICATIONS, RETENU, Envoi, EtatEnvoi, TypeEnvoi
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AccesRefuse
from ambroise.usecases.ports import UnitOfWork

IDENTITE_NON_QUALIFIEE = "l’identité de ce patient n’est plus qualifiée."
ENVOI_RETENU = f"{RETENU}{IDENTITE_NON_QUALIFIEE}"
PRECEDENT_NON_REMIS = "l’envoi qui devait partir avant celui-ci n’a pas été remis."
A_SIGNER = "À signer de nouveau\u00a0: "
A_VERIFIER = "Annulée ici, pas à l’Assurance Maladie\u00a0: ordonnance "


class AccordIns(Enum):
    """What the INS frozen in an envoi is beside the one its patient bears now."""

    CONCORDE = "concorde"
    SUSPENDU = "suspendu"
    CHANGE = "change"


def compare_ins(uow: UnitOfWork, envoi: Envoi) -> AccordIns:
    """Compare the INS frozen in an envoi with its patient's, through a merge if there was one."""
    if envoi.ins is None or envoi.patient_id is None:
        return AccordIns.CONCORDE
    actuel = uow.patients.get(uow.fusions.resolve(envoi.patient_id)).identite.matricule_transmissible
    if actuel is None:
        return AccordIns.SUSPENDU
    return AccordIns.CONCORDE if actuel == envoi.ins else AccordIns.CHANGE


def withhold(envoi: Envoi, accord: AccordIns) -> Envoi:
    """Return an envoi that may not leave: held until the identity is qualified again, or cancelled."""
    return envoi.outdate() if accord is AccordIns.CHANGE else envoi.hold(IDENTITE_NON_QUALIFIEE)


def outdate_envois(contexte: Contexte, uow: UnitOfWork, patient_id: UUID, auteur: str) -> None:
    """Cancel what was never tried and bears an INS that the patient no longer bears.

    What was tried may have arrived: the worker asks its receiver first, then cancels it likewise.
    """
    for connu in uow.envois.list(ANNULABLES, limite=None, patient_id=patient_id):
        envoi = uow.envois.get(connu.id)  # the one it follows may have taken it along
        if envoi.is_annulable and not envoi.essais and compare_ins(uow, envoi) is AccordIns.CHANGE:
            outdate(contexte, uow, envoi, auteur)


def outdate(contexte: Contexte, uow: UnitOfWork, envoi: Envoi, auteur: str) -> None:
    """Cancel an envoi whose INS is no longer its patient's, with what follows it, and leave a task."""
    perime = envoi.outdate()
    uow.envois.save(perime)
    trace_envoi(contexte, uow, perime, auteur, "INS changé, annulé")
    follow_outdated(contexte, uow, perime, auteur)


def follow_outdated(contexte: Contexte, uow: UnitOfWork, perime: Envoi, auteur: str) -> None:
    """Cancel likewise what followed an envoi cancelled for its INS, and leave a task for its document."""
    for suivant in uow.envois.followers(perime.id):
        if suivant.is_annulable:
            outdate(contexte, uow, suivant, auteur)
    if perime.apres is None:
        leave_resign_task(contexte, uow, perime)


def leave_resign_task(contexte: Contexte, uow: UnitOfWork, envoi: Envoi) -> None:
    """Remind once in the file that the document of an envoi is to be signed again."""
    libelle = f"{A_SIGNER}{envoi.document}"
    if not any(
        t.libelle == libelle and t.faite_le is None for t in uow.entrees.list(Tache, envoi.patient_id)
    ):
        jour = contexte.horloge().astimezone().date()
        uow.entrees.save(Tache(contexte.new_id(), libelle, jour, envoi.patient_id))


def follow_annulation(contexte: Contexte, uow: UnitOfWork, envoi: Envoi) -> None:
    """Leave a task in the file for a cancellation refused; tick it once the service has agreed."""
    if envoi.type is not TypeEnvoi.ANNULATION_ORDONNANCE or envoi.patient_id is None:
        return
    libelle = f"{A_VERIFIER}{envoi.cle_idempotence}"
    taches = uow.entrees.list(Tache, envoi.patient_id)
    ouvertes = [t for t in taches if t.libelle == libelle and t.faite_le is None]
    if envoi.etat is EtatEnvoi.REFUSE and not ouvertes:
        jour = contexte.horloge().astimezone().date()
        uow.entrees.save(Tache(contexte.new_id(), libelle, jour, envoi.patient_id))
    elif envoi.etat is EtatEnvoi.REMIS:
        for tache in ouvertes:
            uow.entrees.save(replace(tache, faite_le=contexte.horloge()))


def hold_followers(uow: UnitOfWork, envoi: Envoi) -> None:
    """What had to follow an envoi that will never be delivered now waits for a person's decision."""
    for suivant in uow.envois.followers(envoi.id):
        if suivant.etat is EtatEnvoi.EN_ATTENTE:
            uow.envois.save(suivant.hold(PRECEDENT_NON_REMIS))


def split_envois(uow: UnitOfWork, patient_id: UUID) -> tuple[tuple[Envoi, ...], tuple[Envoi, ...]]:
    """Return what waits to leave for a patient, and what has already left; what mends an error is neither."""
    mine = [e for e in uow.envois.list(limite=None, patient_id=patient_id) if e.type not in RECTIFICATIONS]
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
    """Check that an envoi may be let go as far as the identity of its patient is concerned.

    Raises:
        AccesRefuse: the identity is still not qualified.
    """
    if envoi.patient_id is None:
        return
    is_suspendu = compare_ins(uow, envoi) is AccordIns.SUSPENDU
    if envoi.erreur == ENVOI_RETENU and not is_suspendu:
        patient = uow.patients.get(uow.fusions.resolve(envoi.patient_id))
        is_suspendu = not patient.identite.is_qualifiee
    if is_suspendu:
        raise AccesRefuse(
            "L’identité de ce patient n’est toujours pas qualifiée\u00a0: cet envoi ne peut pas partir.",
            remede="Qualifiez l’identité, ou annulez cet envoi.",
        )


def trace_envoi(contexte: Contexte, uow: UnitOfWork, envoi: Envoi, auteur: str, detail: str) -> None:
    """Record what became of an envoi."""
    contexte.trace(
        uow,
        auteur,
        ActionAudit.ENVOI,
        f"{envoi.type} {envoi.cle_idempotence}",
        patient_id=envoi.patient_id,
        detail=detail,
    )
