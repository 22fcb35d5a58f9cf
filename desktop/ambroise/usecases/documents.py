"""Read and print the documents of a file; both are events of the audit trail."""

from collections.abc import Callable, Iterable

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dossier import Document, TypeDocument
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.posologie_texte import render_date
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import Introuvable
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.sessions import SessionService

RIEN_IMPRIME = "rien imprimé"
"""Detail of the trace that follows a print whose printer took nothing."""

Marque = Callable[[bytes, str], bytes]
"""Writes a mention on every page of a PDF."""

Tirage = Callable[[bytes, Ordonnance, str], bytes]
"""Makes of the page of an order the copies that are printed; the day is that of a reprint, else empty."""


class DocumentService:
    """Acts on stored documents.

    Args:
        marque: marks a second print.
        tirage: makes the copies of an order in force, also when it is shown.
        barre: marks the order that its author cancelled or replaced, on the screen as on paper.
    """

    def __init__(
        self,
        contexte: Contexte,
        session: SessionService,
        *,
        marque: Marque | None = None,
        tirage: Tirage | None = None,
        barre: Marque | None = None,
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._marque = marque
        self._tirage = tirage
        self._barre = barre

    def read(self, document: Document) -> bytes:
        """Return the content of a document, an order as it is printed.

        Raises:
            SessionFermee: nobody is logged in.
            Introuvable: no such document.
        """
        contenu, ordonnance = self._read(document)
        return self._tirage(contenu, ordonnance, "") if self._tirage and ordonnance else contenu

    def read_to_print(self, document: Document) -> bytes:
        """Return the content of a document that may be printed; a PDF already printed is marked.

        The stored document never changes. Nothing says yet that it prints: :meth:`note_print` does.

        Raises:
            SessionFermee: nobody is logged in.
            Introuvable: no such document.
        """
        deja = self._is_deja_imprime(document)
        contenu, ordonnance = self._read(document)
        jour = render_date(self._contexte.horloge().astimezone().date())
        if self._tirage is not None and ordonnance is not None:
            return self._tirage(contenu, ordonnance, jour if deja else "")
        if self._marque is None or not deja or document.type_mime != "application/pdf":
            return contenu
        return self._marque(contenu, f"DUPLICATA imprimé le {jour}")

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

    def _read(self, document: Document) -> tuple[bytes, Ordonnance | None]:
        """Return the content, barred when it is an order revoked, and the order when it is in force."""
        with self._contexte.uow() as uow:
            # Asking the file for it first: a file kept to others keeps its documents too.
            if document.id not in {d.id for d in uow.dossiers.documents(document.patient_id)}:
                raise Introuvable("Ce document n’est pas dans ce dossier.")
            contenu = uow.dossiers.document_content(document.id)
            ordonnance, mention = _order(uow, document)
            self._trace(uow, document, ActionAudit.LECTURE)
            uow.commit()
        if self._barre is not None and mention:
            contenu = self._barre(contenu, mention)
        return contenu, None if mention else ordonnance

    def _trace(self, uow: UnitOfWork, document: Document, action: ActionAudit, detail: str = "") -> None:
        objet, auteur = f"document {document.id}", self._session.auteur
        self._contexte.trace(uow, auteur, action, objet, patient_id=document.patient_id, detail=detail)


def _order(uow: UnitOfWork, document: Document) -> tuple[Ordonnance | None, str]:
    """Return the order a document is the page of, and what it must say when it is no longer in force."""
    if document.type is not TypeDocument.ORDONNANCE_PDF:
        return None, ""
    ordonnances = uow.ordonnances.list(document.patient_id)
    ordonnance = next((o for o in ordonnances if o.signee_le == document.ajoute_le), None)
    return (ordonnance, _revoked(ordonnance, ordonnances)) if ordonnance else (None, "")


def _revoked(ordonnance: Ordonnance, ordonnances: Iterable[Ordonnance]) -> str:
    if ordonnance.annulation is not None:
        jour = ordonnance.annulation.instant.astimezone().date()
        return f"ANNULÉE le {render_date(jour)}\u00a0: {ordonnance.annulation.motif}"
    remplacante = next((o for o in ordonnances if o.id == ordonnance.remplacee_par), None)
    return f"REMPLACÉE par l’ordonnance du {render_date(remplacante.date)}" if remplacante else ""
