"""Read and print the documents of a file; both are events of the audit trail."""

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dossier import Document
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.sessions import SessionService


class DocumentService:
    """Acts on stored documents."""

    def __init__(self, contexte: Contexte, session: SessionService) -> None:
        self._contexte = contexte
        self._session = session

    def read(self, document: Document) -> bytes:
        """Return the content of a document.

        Raises:
            SessionFermee: nobody is logged in.
            Introuvable: no such document.
        """
        return self._read(document, ActionAudit.LECTURE)

    def read_to_print(self, document: Document) -> bytes:
        """Return the content of a document that is about to be printed.

        Raises:
            SessionFermee: nobody is logged in.
            Introuvable: no such document.
        """
        return self._read(document, ActionAudit.IMPRESSION)

    def _read(self, document: Document, action: ActionAudit) -> bytes:
        auteur = self._session.auteur
        with self._contexte.uow() as uow:
            contenu = uow.dossiers.document_content(document.id)
            self._contexte.trace(
                uow, auteur, action, f"document {document.id}", patient_id=document.patient_id
            )
            uow.commit()
        return contenu
