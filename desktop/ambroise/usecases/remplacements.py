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
        """The deposit that the service holds, or is about to."""
        return self._parti(TypeEnvoi.ORDONNANCE_NUMERIQUE)

    @property
    def numero(self) -> str:
        """The number that the new deposit cancels at the service, empty when it holds none."""
        return self.depot.cle_idempotence if self.depot is not None else ""

    @property
    def document(self) -> str:
        """The document of the DMP that the new one replaces, empty when there is none."""
        parti = self._parti(TypeEnvoi.DMP)
        return parti.cle_idempotence if parti is not None else ""

    def _parti(self, type_: TypeEnvoi) -> Envoi | None:
        return next((e for e in self.suite if e.type is type_ and e.etat in _PARTIS), None)


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
    """Mark the former order replaced, keep back what had not left of it, and trace it."""
    for envoi in remplacement.suite:
        if envoi.is_annulable:
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
