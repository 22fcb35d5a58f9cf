"""What the identity screens ask besides the acts on an identity; called from a worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

from ambroise.domain.envoi import Envoi
from ambroise.domain.identite import AttributIdentite
from ambroise.domain.patient import Patient
from ambroise.usecases.identites_lues import IdentiteLue
from ambroise.usecases.identitovigilance import Disqualification, SuitesRetrait
from ambroise.usecases.rectification import DocumentParti


class RetraitsIns(Protocol):
    """Taking an INS away (``usecases.identitovigilance.IdentitovigilanceService``)."""

    def declare_doubt(self, patient_id: UUID, attributs: frozenset[AttributIdentite]) -> Disqualification: ...

    def preview_disqualification(self, patient_id: UUID) -> SuitesRetrait: ...
    def disqualify(self, patient_id: UUID, motif: str) -> Disqualification: ...
    def restore_ins(self, faite: Disqualification) -> Patient: ...


class Rectifications(Protocol):
    """Telling those who received a document under another identity (``usecases.rectification``)."""

    def list_a_prevenir(self, patient_id: UUID) -> Sequence[DocumentParti]: ...

    def rectify(self, patient_id: UUID) -> Sequence[Envoi]:
        """Put in the outbox all that can be told."""


@dataclass(frozen=True)
class DepuisMessage:
    """What sends to the reception the person a message is about."""

    id: str


class Lectures(Protocol):
    """Identities read from outside; each raises when there is none to read."""

    def read_text(self, texte: str) -> IdentiteLue: ...
    def read_file(self, chemin: Path) -> IdentiteLue: ...
    def read_message(self, id_: str) -> IdentiteLue: ...
