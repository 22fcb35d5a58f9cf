"""Read the words of the stored documents, little by little, so that the search finds them.

What is left to read is what the store holds no words of: a pass that was cut goes on where it stopped.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from threading import Event
from typing import Final, Protocol
from uuid import UUID

from ambroise.domain.texte_document import BilanTextes, TexteDocument
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.ports_dossier import TexteALire

_PAGE: Final = 50
_PAUSE: Final = timedelta(milliseconds=20)
"""Between two documents: whoever types comes first."""


class LecteurTextes(Protocol):
    """Reads documents that someone else wrote, without ever failing because of one."""

    def read(self, type_mime: str, contenu: bytes) -> TexteDocument: ...


OuvrirLecteur = Callable[[], AbstractContextManager[LecteurTextes]]


class TextesDocuments:
    """Looks for documents nobody read; the first look walks them all, the next ones those added since."""

    def __init__(self, contexte: Contexte, open_lecteur: OuvrirLecteur) -> None:
        self._contexte = contexte
        self._open_lecteur = open_lecteur
        self._apres: UUID | None = None
        self._du_debut = Event()
        """Set by whoever asks; the thread that reads goes back to the first document by itself."""

    def run_due(self, wait: Callable[[timedelta], bool]) -> int:
        """Read what waits; return how many documents were.

        Args:
            wait: waits between two documents and returns True to stop.
        """
        lus = 0
        page = self._next_page()
        if not page:
            return 0
        with self._open_lecteur() as lecteur:
            while page:
                for texte in page:
                    self._read(lecteur, texte)
                    self._apres = texte.document_id
                    lus += 1
                    if wait(_PAUSE):
                        return lus
                page = self._next_page()
        return lus

    def read_again(self) -> int:
        """Have what could not be read tried again, from the first document; return how many texts wait.

        Raises:
            DroitInsuffisant.
        """
        with self._contexte.uow() as uow:
            combien = uow.textes.forget_failures()
            uow.commit()
        self._du_debut.set()
        return combien

    def _next_page(self) -> Sequence[TexteALire]:
        if self._du_debut.is_set():
            self._du_debut.clear()
            self._apres = None
        with self._contexte.reading() as uow:
            return uow.textes.to_read(self._apres, _PAGE)

    def _read(self, lecteur: LecteurTextes, a_lire: TexteALire) -> None:
        """Keep nothing open while a document is read: it may take long."""
        with self._contexte.reading() as uow:
            if uow.textes.etat(a_lire.empreinte) is not None:
                return  # another document of the same page has the same bytes
            contenu = uow.textes.content(a_lire.empreinte)
        texte = lecteur.read(a_lire.type_mime, contenu)
        with self._contexte.uow() as uow:
            uow.textes.keep(a_lire.empreinte, texte)
            uow.commit()


def read_bilan(contexte: Contexte) -> BilanTextes:
    """Count what is searched by its words and what is not. Raises DroitInsuffisant."""
    with contexte.reading() as uow:
        return uow.textes.bilan()
