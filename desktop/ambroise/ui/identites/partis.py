"""Who received a document under another identity, and the one gesture that tells them."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ambroise.domain.envoi import Envoi
from ambroise.ui.errors import Explanation
from ambroise.ui.identites.ports import Rectifications
from ambroise.ui.screen import Screen
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import clear, column, fill, frame, label, row
from ambroise.ui.words import plural
from ambroise.usecases.rectification import DocumentParti, Recours

_SUITES = {
    Recours.MESSAGE: ("mail", "un message rectificatif lui sera envoyé"),
    Recours.SUPPRESSION: ("file-x", "le document en sera supprimé, sans retour"),
    Recours.AUCUN: ("triangle-alert", "à rectifier vous-même"),
}


class PartisCard(QWidget):
    """Lists the documents; ``rectify_wanted`` is the user's word to tell everyone."""

    rectify_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card = frame("card")
        column(self, margins=(0, 0, 0, 12)).addWidget(card)
        layout = column(card, margins=(16, 12, 16, 12), gap=8)
        self._lignes = QWidget()
        self._lignes_layout = column(self._lignes, gap=6)
        self.prevenir = Button("Prévenir les destinataires", icon="send")
        self.prevenir.clicked.connect(self.rectify_wanted)
        pied = row(gap=8)
        fill(pied, 0, self.prevenir)
        fill(layout, label("Reçus sous une autre identité", "section"), self._lignes, pied)
        self.hide()

    def show_partis(self, partis: Sequence[DocumentParti]) -> None:
        """Show the documents; none folds the card."""
        self.setVisible(bool(partis))
        clear(self._lignes_layout)
        for parti in partis:
            icone, suite = _SUITES[parti.recours]
            ligne = row(gap=12)
            mots = label(f"{_named(parti.envoi)}, {suite}.", wrap=True)
            fill(ligne, IconLabel(icone, "warning"), mots)
            ligne.setStretch(1, 1)
            self._lignes_layout.addLayout(ligne)
        self.prevenir.setEnabled(any(p.recours is not Recours.AUCUN for p in partis))


class PartisController(QObject):
    """Keeps the card as the outbox is; ``told`` when something new has to leave."""

    told = Signal()

    def __init__(self, screen: Screen, card: PartisCard, rectifications: Rectifications) -> None:
        super().__init__(screen)
        self._screen, self._card, self._rectifications = screen, card, rectifications
        self._patient_id: UUID | None = None
        card.rectify_wanted.connect(self._rectify)

    def show_patient(self, patient_id: UUID) -> None:
        """Show who has to be told about a patient."""
        self._patient_id = patient_id
        self._card.show_partis(())
        self._refresh()

    def _refresh(self) -> None:
        patient_id = self._patient_id
        if patient_id is None:
            return

        def show(partis: Sequence[DocumentParti]) -> None:
            if patient_id == self._patient_id:
                self._card.show_partis(partis)

        self._screen.run(lambda _: tuple(self._rectifications.list_a_prevenir(patient_id)), show)

    def _rectify(self) -> None:
        patient_id = self._patient_id
        if patient_id is not None:
            self._card.prevenir.setEnabled(False)
            self._screen.run(
                lambda _: tuple(self._rectifications.rectify(patient_id)),
                self._rectified,
                on_done=self._refresh,
            )

    def _rectified(self, envois: Sequence[Envoi]) -> None:
        self._screen.show_explanation(
            Explanation(
                "Les destinataires sont prévenus.",
                f"{plural(len(envois), 'rectification')} dans les envois, suivies jusqu’à l’accusé.",
                "Ce qui est à rectifier vous-même reste affiché.",
                tone="success",
                icon="send",
            )
        )
        self.told.emit()


def _named(envoi: Envoi) -> str:
    document, _, destinataire = envoi.libelle.partition(" · ")
    return f"{document}, reçu par {destinataire}" if destinataire else document
