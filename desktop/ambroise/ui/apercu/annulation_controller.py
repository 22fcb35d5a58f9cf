"""Cancel or replace the signed order that is shown, by its author."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from ambroise.domain.dossier import Document, TypeDocument
from ambroise.domain.ordonnance import Ordonnance, StatutOrdonnance
from ambroise.ui.apercu.screen import ApercuScreen
from ambroise.ui.words import plural
from ambroise.usecases.annulations import OrdonnanceRetiree


class Annulations(Protocol):
    """Withdrawing an order, or starting what replaces it (``usecases.annulations``)."""

    def find(self, patient_id: UUID, signee_le: datetime) -> Ordonnance | None: ...
    def cancel(self, ordonnance_id: UUID, motif: str) -> OrdonnanceRetiree: ...
    def start_replacement(self, ordonnance_id: UUID) -> Ordonnance: ...


class AnnulationController(QObject):
    """Looks up the order behind the document shown; nothing is offered for one no longer in force."""

    cancelled = Signal(object)
    """The Document whose order was cancelled."""
    replacement_started = Signal(object)
    """The draft Ordonnance."""
    found = Signal(object)
    """The Ordonnance behind the document shown, in force or not; None for another document."""

    def __init__(self, screen: ApercuScreen, annulations: Annulations) -> None:
        super().__init__(screen)
        self._screen, self._annulations = screen, annulations
        self._document: Document | None = None
        self._ordonnance: Ordonnance | None = None
        screen.entered.connect(self._enter)
        screen.cancel_wanted.connect(screen.annulation.ask)
        screen.replace_wanted.connect(self._replace)
        screen.annulation.confirmed.connect(self._cancel)

    def _enter(self, argument: object) -> None:
        self._screen.annulation.hide()
        self._found(None)
        self._document = argument if isinstance(argument, Document) else None
        document = self._document
        if document is not None and document.type is TypeDocument.ORDONNANCE_PDF:
            self._screen.run(
                lambda _: self._annulations.find(document.patient_id, document.ajoute_le),
                lambda trouvee: self._found(trouvee) if document is self._document else None,
            )

    def _found(self, ordonnance: Ordonnance | None) -> None:
        en_vigueur = ordonnance is not None and ordonnance.statut is StatutOrdonnance.SIGNEE
        self._ordonnance = ordonnance if en_vigueur else None
        self._screen.offer_annulation(en_vigueur)
        self.found.emit(ordonnance)

    def _cancel(self, motif: str) -> None:
        ordonnance, document = self._ordonnance, self._document
        if ordonnance is None:
            return

        def done(retiree: OrdonnanceRetiree) -> None:
            self._screen.annulation.hide()
            self._screen.toast.say(_summary(retiree))
            self.cancelled.emit(document)

        self._screen.run(lambda _: self._annulations.cancel(ordonnance.id, motif), done, title="Annulation")

    def _replace(self) -> None:
        ordonnance = self._ordonnance
        if ordonnance is not None:
            self._screen.run(
                lambda _: self._annulations.start_replacement(ordonnance.id),
                self.replacement_started.emit,
                title="Remplacement",
            )


def _summary(retiree: OrdonnanceRetiree) -> str:
    mots = ["Ordonnance annulée"]
    if retiree.envois:
        mots.append(f"{plural(len(retiree.envois), 'envoi')} pour le dire")
    if retiree.messages_partis:
        mots.append(f"{plural(len(retiree.messages_partis), 'message')} déjà parti, prévenez")
    return " · ".join(mots)
