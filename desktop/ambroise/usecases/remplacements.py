"""What signing an order that replaces another does to the former one, in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ambroise.domain.audit import ActionAudit
from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.domain.ordonnance import Ordonnance
from ambroise.usecases.annulations import followed, require_sienne
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports import UnitOfWork

NON_PARTI = "L’ordonnance est remplacée\u00a0: rien n’est parti."
_PARTIS = (EtatEnvoi.REMIS, EtatEnvoi.EN_COURS)


@dataclass(frozen=True)
class Remplacement:
    """The order replaced, and what carried it."""

    ancienne: Ordonnance
    suite: Sequence[Envoi] = ()

    @property
    def depot(self) -> Envoi | None:
        """The deposit that the service holds, is about to, or may hold after a try without an answer."""
        depots = (e for e in self.suite if e.type is TypeEnvoi.ORDONNANCE_NUMERIQUE)
        return next((e for e in depots if e.a_pu_partir), None)

    @property
    def numero(self) -> str:
        """The number that the new deposit cancels at the service, empty when it holds none."""
        return self.depot.cle_idempotence if self.depot is not None else ""

    @property
    def document(self) -> str:
        """The document of the DMP that the new one replaces, empty when there is none."""
        documents = (e for e in self.suite if e.type is TypeEnvoi.DMP)
        return next((e.cle_idempotence for e in documents if e.etat in _PARTIS), "")


def read_remplacement(uow: UnitOfWork, ordonnance: Ordonnance) -> Remplacement | None:
    """Return what an order to be signed replaces, None when it replaces nothing.

    Raises:
        AmbroiseError: the former one is no longer in force, another's, or deposited and this one on paper.
    """
    if ordonnance.remplace is None:
        return None
    ancienne = require_sienne(uow, ordonnance.remplace, ordonnance.prescripteur.numero_rpps)
    remplacement = Remplacement(ancienne, followed(uow, ancienne))
    if remplacement.numero and ordonnance.exemption is not None:
        raise AmbroiseError(
            "Une ordonnance numérique déposée ne se remplace pas par une ordonnance sur papier.",
            remede="Annulez l’ancienne, puis signez celle-ci, ou signez-la en ordonnance numérique.",
        )
    return remplacement


def settle(
    contexte: Contexte, uow: UnitOfWork, remplacement: Remplacement, signee: Ordonnance, auteur: str
) -> None:
    """Mark the former order replaced, keep back what had not left of it, and trace it.

    A deposit that may have left goes on under its own number: the new one, which names it, waits for it.
    """
    for envoi in remplacement.suite:
        if envoi.is_annulable and envoi is not remplacement.depot:
            uow.envois.save(replace(envoi, etat=EtatEnvoi.ANNULE, erreur=NON_PARTI, prochaine=None))
    uow.ordonnances.save(remplacement.ancienne.replaced_by(signee.id))
    contexte.trace(
        uow,
        auteur,
        ActionAudit.ANNULATION,
        f"ordonnance {remplacement.ancienne.id}",
        patient_id=signee.patient_id,
        detail=f"remplacée par l’ordonnance {signee.id}",
    )
