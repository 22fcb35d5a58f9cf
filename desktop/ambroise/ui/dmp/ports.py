"""What the DMP screen asks of the use cases."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from ambroise.domain.dmp import DocumentDmp, DocumentOuvert, SituationDmp


@dataclass(frozen=True)
class DossierDmp:
    """A record as it is open on this seat; ``documents`` is None when it may not be consulted yet."""

    patient_id: UUID
    situation: SituationDmp
    documents: tuple[DocumentDmp, ...] | None = None
    motif_bris: str = ""
    secrete: bool = False


@dataclass(frozen=True)
class DocumentLuDmp:
    """A document fetched to be read: its page when it carries one, else its sections."""

    ouvert: DocumentOuvert
    pdf: bytes = b""
    sections: tuple[tuple[str, str], ...] = ()


class DossiersDmp(Protocol):
    """The records of the patients (``usecases.dmp``, ``usecases.dmp_documents``)."""

    def load(self, patient_id: UUID) -> DossierDmp: ...
    def consent(self, patient_id: UUID) -> None: ...
    def break_glass(self, patient_id: UUID, motif: str) -> None: ...
    def read(self, patient_id: UUID, document: DocumentDmp) -> DocumentLuDmp: ...
    def keep(self, patient_id: UUID, ouvert: DocumentOuvert) -> None: ...
