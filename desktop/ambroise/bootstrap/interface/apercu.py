"""What the preview asks: an order drawn before it is signed, a stored document whatever its form."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from ambroise.bootstrap.documents import Documents
from ambroise.domain.apports import Apport, Propositions
from ambroise.domain.dossier import Document
from ambroise.domain.ordonnance import Ordonnance
from ambroise.printing.duplicata import mark_annulee, mark_duplicata
from ambroise.usecases.documents import DocumentService
from ambroise.usecases.fusions import FusionService
from ambroise.usecases.patients import PatientService
from ambroise.usecases.ports import ResultatPatient
from ambroise.usecases.ports_actes import ActeSigne
from ambroise.usecases.terrain import read_mensurations

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


def make_documents(app: "Application") -> DocumentService:
    """Return the stored documents as they are shown and printed: marked, barred, in their copies."""
    return DocumentService(
        app.contexte,
        app.session,
        marque=mark_duplicata,
        tirage=lambda pdf, ordonnance, jour: app.papier.make_exemplaires(pdf, ordonnance, jour),
        barre=mark_annulee,
    )


class DocumentsEcran:
    """``ui.ports.Documents``: a CDA document of the file is shown and printed as pages too.

    Args:
        require_depose: holds back the page of an order that the service has not acknowledged.
    """

    def __init__(
        self,
        documents: DocumentService,
        render_cda: Callable[[bytes], bytes],
        require_depose: Callable[[Document], object],
    ) -> None:
        self._documents = documents
        self._render_cda = render_cda
        self._require_depose = require_depose

    def read(self, document: Document) -> bytes:
        return self._as_pages(document, self._documents.read(document))

    def read_to_print(self, document: Document) -> bytes:
        self._require_depose(document)
        return self._as_pages(document, self._documents.read_to_print(document))

    def note_print(self, document: Document) -> None:
        self._documents.note_print(document)

    def note_no_print(self, document: Document) -> None:
        self._documents.note_no_print(document)

    def _as_pages(self, document: Document, contenu: bytes) -> bytes:
        return self._render_cda(contenu) if "xml" in document.type_mime else contenu


class ApportsEcran:
    """``ui.ports.ApportsDocuments``: the bytes were read, and traced, when the document was shown."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    def propose(self, document: Document) -> Propositions:
        return self._app.integration.propose(document.patient_id, self._content(document))

    def accept(self, document: Document, choisis: Sequence[Apport]) -> int:
        return self._app.integration.accept(document.patient_id, self._content(document), choisis)

    def _content(self, document: Document) -> bytes:
        with self._app.contexte.uow() as uow:
            return uow.dossiers.document_content(document.id)


class ApercuEcran:
    """``ui.ports.ApercuOrdonnance``: the same drawing as the signed page, without number nor code."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    def render_pdf(self, ordonnance: Ordonnance) -> bytes:
        with self._app.contexte.uow() as uow:
            patient = uow.patients.get(ordonnance.patient_id)
            mensurations = read_mensurations(uow, ordonnance)
        session = self._app.session.courante
        acte = ActeSigne(ordonnance, patient, session, "", mensurations=mensurations)
        return Documents(self._app.table, self._app.medicaments, lambda: self._app.papier).render_pdf(acte)


class DeplacementsEcran:
    """``ui.apercu.deplacement_controller.Deplacements``."""

    def __init__(self, patients: PatientService, fusions: FusionService) -> None:
        self._patients = patients
        self._fusions = fusions

    def search(self, texte: str) -> Sequence[ResultatPatient]:
        return self._patients.search(texte, 6)

    def move_document(self, document_id: UUID, de: UUID, vers: UUID, motif: str) -> None:
        self._fusions.move_document(document_id, de, vers, motif)
