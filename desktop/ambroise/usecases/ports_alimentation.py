"""What feeding the DMP asks of the outside: the document of each kind of act."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from ambroise.domain.alimentation import ModeleSynthese
from ambroise.domain.dispensation import Dispensation
from ambroise.domain.entrees import Vaccination
from ambroise.domain.patient import Patient
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.usecases.patients import DossierPatient


@dataclass(frozen=True)
class ActePartage:
    """Who shares what of whom: the header of a document.

    ``objet`` is what all its versions are about; ``remplace`` is the uniqueId of the version it replaces.
    """

    patient: Patient
    session: SessionProfessionnel
    objet: UUID
    identifiant: str
    version: int
    instant: datetime
    titre: str
    remplace: str = ""


class PortDocumentsPartages(Protocol):
    """Builds CDA documents; the same act always gives the same bytes. Raises AmbroiseError."""

    def build_vaccination(self, acte: ActePartage, vaccination: Vaccination) -> bytes: ...
    def build_synthese(self, acte: ActePartage, dossier: DossierPatient, modele: ModeleSynthese) -> bytes: ...
    def build_dispensation(self, acte: ActePartage, dispensation: Dispensation) -> bytes: ...
    def build_document(self, acte: ActePartage, pdf: bytes, type_code: str) -> bytes:
        """Return the PDF in a level 1 document; a PDF that is no archive is made one (PDF/A-1)."""
