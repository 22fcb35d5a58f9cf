"""Read and print the documents of a file; both are events of the audit trail."""

from collections.abc import Callable

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dossier import Document
from ambroise.domain.posologie_texte import render_date
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import Introuvable
from ambroise.usecases.sessions import SessionService

Marque = Callable[[bytes, str], bytes]
"""Writes a mention at the foot of every page of a PDF."""


class DocumentService:
    """Acts on stored documents."""

    def __init__(self, contexte: Contexte, session: SessionService, *, marque: Marque | None = None) -> None:
        self._contexte = contexte
        self._session = session
        self._marque = marque

    def read(self, document: Document) -> bytes:
        """Return the content of a document.

        Raises:
            SessionFermee: nobody is logged in.
            Introuvable: no such document.
        """
        return self._read(document, ActionAudit.LECTURE)

    def read_to_print(self, document: Document) -> bytes:
        """Return the content of a document that is about to be printed; a PDF already printed is marked.

        The stored document never changes.

        Raises:
            SessionFermee: nobody is logged in.
            Introuvable: no such document.
        """
        deja = self._is_deja_imprime(document)
        contenu = self._read(document, ActionAudit.IMPRESSION)
        if self._marque is None or not deja or document.type_mime != "application/pdf":
            return contenu
        jour = self._contexte.horloge().astimezone().date()
        return self._marque(contenu, f"DUPLICATA imprimé le {render_date(jour)}")

    def _is_deja_imprime(self, document: Document) -> bool:
        with self._contexte.uow() as uow:
            entrees = uow.audit.list(document.patient_id)
        objet = f"document {document.id}"
        return any(e.action is ActionAudit.IMPRESSION and e.objet == objet for e in entrees)

    def _read(self, document: Document, action: ActionAudit) -> bytes:
        auteur = self._session.auteur
        with self._contexte.uow() as uow:
            # Asking the file for it first: a file kept to others keeps its documents too.
            if document.id not in {d.id for d in uow.dossiers.documents(document.patient_id)}:
                raise Introuvable("Ce document n’est pas dans ce dossier.")
            contenu = uow.dossiers.document_content(document.id)
            self._contexte.trace(
                uow, auteur, action, f"document {document.id}", patient_id=document.patient_id
            )
            uow.commit()
        return contenu
