"""Read and print the documents of a file; both are events of the audit trail."""

from collections.abc import Callable

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dossier import Document, TypeDocument
from ambroise.domain.posologie_texte import render_date
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import Introuvable
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.sessions import SessionService

RIEN_IMPRIME = "rien imprimé"
"""Detail of the trace that follows a print whose printer took nothing."""

Marque = Callable[[bytes, str], bytes]
"""Writes a mention on every page of a PDF."""


class DocumentService:
    """Acts on stored documents.

    Args:
        marque: marks a second print.
        barre: marks the order that its author cancelled or replaced, on the screen as on paper.
    """

    def __init__(
        self,
        contexte: Contexte,
        session: SessionService,
        *,
        marque: Marque | None = None,
        barre: Marque | None = None,
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._marque = marque
        self._barre = barre

    def read(self, document: Document) -> bytes:
        """Return the content of a document.

        Raises:
            SessionFermee: nobody is logged in.
            Introuvable: no such document.
        """
        return self._read(document)

    def read_to_print(self, document: Document) -> bytes:
        """Return the content of a document that may be printed; a PDF already printed is marked.

        The stored document never changes. Nothing says yet that it prints: :meth:`note_print` does.

        Raises:
            SessionFermee: nobody is logged in.
            Introuvable: no such document.
        """
        deja = self._is_deja_imprime(document)
        contenu = self._read(document)
        if self._marque is None or not deja or document.type_mime != "application/pdf":
            return contenu
        jour = self._contexte.horloge().astimezone().date()
        return self._marque(contenu, f"DUPLICATA imprimé le {render_date(jour)}")

    def note_print(self, document: Document) -> None:
        """Trace that a document goes to a printer; called before its pages leave.

        Raises:
            SessionFermee: nobody is logged in.
        """
        self._note(document)

    def note_no_print(self, document: Document) -> None:
        """Trace that the printer took nothing of the pages that :meth:`note_print` told of.

        Raises:
            SessionFermee: nobody is logged in.
        """
        self._note(document, RIEN_IMPRIME)

    def _note(self, document: Document, detail: str = "") -> None:
        with self._contexte.uow() as uow:
            self._trace(uow, document, ActionAudit.IMPRESSION, detail)
            uow.commit()

    def _is_deja_imprime(self, document: Document) -> bool:
        with self._contexte.uow() as uow:
            entrees = uow.audit.list(document.patient_id)
        objet = f"document {document.id}"
        notees = [e for e in entrees if e.action is ActionAudit.IMPRESSION and e.objet == objet]
        return len(notees) > 2 * sum(e.detail == RIEN_IMPRIME for e in notees)

    def _read(self, document: Document) -> bytes:
        with self._contexte.uow() as uow:
            # Asking the file for it first: a file kept to others keeps its documents too.
            if document.id not in {d.id for d in uow.dossiers.documents(document.patient_id)}:
                raise Introuvable("Ce document n’est pas dans ce dossier.")
            contenu = uow.dossiers.document_content(document.id)
            mention = _revoked(uow, document)
            self._trace(uow, document, ActionAudit.LECTURE)
            uow.commit()
        if self._barre is not None and mention:
            return self._barre(contenu, mention)
        return contenu

    def _trace(self, uow: UnitOfWork, document: Document, action: ActionAudit, detail: str = "") -> None:
        objet, auteur = f"document {document.id}", self._session.auteur
        self._contexte.trace(uow, auteur, action, objet, patient_id=document.patient_id, detail=detail)


def _revoked(uow: UnitOfWork, document: Document) -> str:
    """Return what an order that is no longer in force must say, empty for the others."""
    if document.type is not TypeDocument.ORDONNANCE_PDF:
        return ""
    ordonnances = uow.ordonnances.list(document.patient_id)
    ordonnance = next((o for o in ordonnances if o.signee_le == document.ajoute_le), None)
    if ordonnance is None:
        return ""
    if ordonnance.annulation is not None:
        jour = ordonnance.annulation.instant.astimezone().date()
        return f"ANNULÉE le {render_date(jour)}\u00a0: {ordonnance.annulation.motif}"
    remplacante = next((o for o in ordonnances if o.id == ordonnance.remplacee_par), None)
    return f"REMPLACÉE par l’ordonnance du {render_date(remplacante.date)}" if remplacante else ""
