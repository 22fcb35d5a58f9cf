"""What the care plans need."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from ambroise.domain.plan_soins import PlanSoins
from ambroise.usecases.message_propose import MessagePropose
from ambroise.usecases.plans_soins import PlanSaisi, PlanSuivi, SourcesPlan
from ambroise.usecases.soins_recus import SoinsRecus


class PlansSoins(Protocol):
    """The plans (``usecases.plans_soins.PlanSoinsService``); called from a worker, without any network."""

    def list(self, le: date) -> Sequence[PlanSuivi]: ...
    def sources(self, patient_id: UUID) -> SourcesPlan: ...
    def keep(self, saisi: PlanSaisi) -> PlanSoins: ...
    def suspend(self, plan: PlanSoins) -> PlanSoins: ...
    def resume(self, plan: PlanSoins) -> PlanSoins: ...
    def stop(self, plan: PlanSoins, motif: str) -> None: ...
    def ask_renewal(self, plan: PlanSoins) -> MessagePropose: ...


class SoinsPrescrits(Protocol):
    """The care of received orders (``usecases.soins_recus.SoinsRecusService``); called from a worker."""

    def read(self, patient_id: UUID, texte: str) -> SoinsRecus: ...
    def read_document(self, patient_id: UUID, document_id: UUID) -> SoinsRecus: ...
