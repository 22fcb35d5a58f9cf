"""Move a document filed by mistake to the right file, and take it back as easily."""

from collections.abc import Sequence
from typing import Final, Protocol
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from ambroise.domain.dossier import Document
from ambroise.ui.apercu.screen import ApercuScreen
from ambroise.ui.tasks import Task
from ambroise.usecases.ports import ResultatPatient

LETTRES_MINIMALES: Final = 2
DEFAIT: Final = "déplacement défait"


class Deplacements(Protocol):
    """Finding the right file, and moving a document to it (``usecases.fusions``)."""

    def search(self, texte: str) -> Sequence[ResultatPatient]: ...
    def move_document(self, document_id: UUID, de: UUID, vers: UUID, motif: str) -> None: ...


class DeplacementController(QObject):
    """``moved`` when a document changed file, either way."""

    moved = Signal()

    def __init__(self, screen: ApercuScreen, deplacements: Deplacements) -> None:
        super().__init__(screen)
        self._screen, self._deplacements = screen, deplacements
        self._document: Document | None = None
        self._recherche: Task | None = None
        screen.entered.connect(self._enter)
        screen.move_wanted.connect(screen.deplacement.ask)
        screen.deplacement.searched.connect(self._search)
        screen.deplacement.confirmed.connect(self._move)

    def _enter(self, argument: object) -> None:
        self._document = argument if isinstance(argument, Document) else None
        self._screen.deplacement.hide()
        movable = self._document is not None and self._document.is_deplacable
        self._screen.offer_move(movable)

    def _search(self, texte: str) -> None:
        if self._recherche is not None:
            self._recherche.cancel()
        if len(texte) < LETTRES_MINIMALES:
            self._screen.deplacement.show_trouves(())
            return
        ici = self._document.patient_id if self._document else None
        self._recherche = self._screen.run(
            lambda _: [t for t in self._deplacements.search(texte) if t.id != ici],
            self._screen.deplacement.show_trouves,
        )

    def _move(self, vers: ResultatPatient, motif: str) -> None:
        document = self._document
        if document is None:
            return
        de = document.patient_id

        def done(_: object) -> None:
            self._screen.deplacement.hide()
            self._screen.offer_move(False)
            nom = f"{vers.nom_naissance} {vers.prenom}"
            self._screen.toast.say(
                f"Classé dans le dossier de {nom}", lambda: self._move_back(document, vers.id, de)
            )
            self.moved.emit()

        self._screen.run(lambda _: self._deplacements.move_document(document.id, de, vers.id, motif), done)

    def _move_back(self, document: Document, de: UUID, vers: UUID) -> None:
        def done(_: object) -> None:
            self._screen.offer_move(True)
            self.moved.emit()

        self._screen.run(lambda _: self._deplacements.move_document(document.id, de, vers, DEFAIT), done)
