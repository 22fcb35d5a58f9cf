"""What the identity screens ask besides the acts on an identity; called from a worker."""

from typing import Protocol
from uuid import UUID

from ambroise.domain.patient import Patient
from ambroise.usecases.identitovigilance import Disqualification, SuitesRetrait


class RetraitsIns(Protocol):
    """Taking an INS away (``usecases.identitovigilance.IdentitovigilanceService``)."""

    def preview_disqualification(self, patient_id: UUID) -> SuitesRetrait: ...
    def disqualify(self, patient_id: UUID, motif: str) -> Disqualification: ...
    def restore_ins(self, faite: Disqualification) -> Patient: ...
