"""What every use case is given: the store, the time, new identifiers, and the seat it runs on."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from ambroise.domain.audit import ActionAudit, EntreeAudit
from ambroise.usecases.ports import GenerateurId, Horloge, UnitOfWork, UnitOfWorkFactory


@dataclass(frozen=True)
class Contexte:
    """Given once by the start-up, so that tests choose the time and the identifiers."""

    uow: UnitOfWorkFactory
    horloge: Horloge
    new_id: GenerateurId
    poste: str
    lecture: UnitOfWorkFactory | None = None
    """Units that only read and never wait for a writer, where the store has such."""
    situation: Callable[[str], str] = lambda _auteur: ""
    """Gives the Struct_idNat of the place where an author works at this moment, or nothing."""

    @property
    def reading(self) -> UnitOfWorkFactory:
        """What a search opens at each key stroke."""
        return self.lecture or self.uow

    def trace(
        self,
        uow: UnitOfWork,
        auteur: str,
        action: ActionAudit,
        objet: str,
        *,
        patient_id: UUID | None = None,
        detail: str = "",
    ) -> None:
        """Append to the audit trail, in the transaction of what is recorded."""
        uow.audit.append(
            EntreeAudit(
                id=self.new_id(),
                instant=self.horloge(),
                auteur=auteur,
                poste=self.poste,
                action=action,
                objet=objet,
                patient_id=patient_id,
                detail=detail,
                situation=self.situation(auteur),
            )
        )
