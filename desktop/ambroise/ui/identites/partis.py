"""Who received a document under another identity: what to mend is chosen, then told in one gesture."""

from collections.abc import Collection, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from ambroise.domain.envoi import Envoi
from ambroise.ui.errors import Explanation
from ambroise.ui.identites.ports import Rectifications
from ambroise.ui.identites.repli import CarteRepliee
from ambroise.ui.identites.retrait import name_document
from ambroise.ui.screen import Screen
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import clear, column, fill, label, row
from ambroise.ui.words import NBSP, plural
from ambroise.usecases.rectification import DocumentParti, Recours

_ICONES = {
    Recours.MESSAGE: "mail",
    Recours.SUPPRESSION: "file-x",
    Recours.ANNULATION: "pill",
    Recours.AUCUN: "triangle-alert",
}
_SUITES = {
    Recours.MESSAGE: "Un message rectificatif lui sera envoyé.",
    Recours.SUPPRESSION: "Le document en sera supprimé, sans retour.",
    Recours.ANNULATION: "L’ordonnance sera annulée, sans retour.",
    Recours.AUCUN: "À rectifier vous-même.",
}
_CONFIRMATION = (
    "Une ordonnance annulée ne sera plus délivrée, même présentée sur papier. Si la personne en a besoin, "
    f"signez-la de nouveau sous la bonne identité{NBSP}: une tâche vous le rappellera."
)


class PartisCard(CarteRepliee):
    """Lists the documents; ``rectify_wanted`` carries the identifiers of the envois to mend."""

    rectify_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cases: dict[UUID, tuple[QCheckBox, Recours]] = {}
        self._lignes = QWidget()
        self._lignes_layout = column(self._lignes, gap=8)
        self.prevenir = Button("Prévenir les destinataires", icon="send")
        self.prevenir.clicked.connect(self._press)
        self._pied = QWidget()
        fill(row(self._pied), 0, self.prevenir)
        self.confirmer = Button("Annuler l’ordonnance et prévenir", icon="send")
        self.confirmer.clicked.connect(self._confirm)
        self.revenir = Button("Revenir", variant="flat")
        self.revenir.clicked.connect(partial(self._ask, False))
        self.confirmation = self._make_confirmation()
        fill(self.body, label("Reçus sous une autre identité", "section"), self._lignes)
        fill(self.body, self._pied, self.confirmation)

    def show_partis(self, partis: Sequence[DocumentParti]) -> None:
        """Show the documents, all that can be mended chosen; none folds the card."""
        self.setVisible(bool(partis))
        clear(self._lignes_layout)
        self._cases = {}
        for parti in partis:
            self._lignes_layout.addLayout(self._make_ligne(parti))
        self._ask(False)

    def _make_ligne(self, parti: DocumentParti) -> QHBoxLayout:
        ligne = row(gap=12)
        document = name_document(parti.envoi)
        suite = f"{parti.obstacle}." if parti.obstacle else _SUITES[parti.recours]
        mots = column(gap=0)
        fill(mots, label(document, wrap=True), label(suite, "secondary", wrap=True))
        case = QCheckBox()
        if parti.recours is Recours.AUCUN:
            ligne.addSpacing(case.sizeHint().width() + ligne.spacing())
        else:
            case.setChecked(True)
            case.setAccessibleName(f"{document}. {suite}")
            case.toggled.connect(partial(self._ask, False))
            self._cases[parti.envoi.id] = (case, parti.recours)
            ligne.addWidget(case)
        fill(ligne, IconLabel(_ICONES[parti.recours], "warning"), mots)
        ligne.setStretch(ligne.count() - 1, 1)
        return ligne

    def _make_confirmation(self) -> QWidget:
        bande = QWidget()
        layout = column(bande, gap=8)
        mots = row(gap=12)
        fill(mots, IconLabel("triangle-alert", "danger"), label(_CONFIRMATION, wrap=True))
        mots.setStretch(1, 1)
        pied = row()
        fill(pied, 0, self.revenir, self.confirmer)
        fill(layout, mots, pied)
        return bande

    def _chosen(self, *recours: Recours) -> frozenset[UUID]:
        return frozenset(
            id_
            for id_, (case, sien) in self._cases.items()
            if case.isChecked() and sien in (recours or Recours)
        )

    def _press(self) -> None:
        if self._chosen(Recours.ANNULATION):
            self._ask(True)
            self.revenir.setFocus()
        else:
            self._confirm()

    def _ask(self, confirmation: bool, *_: object) -> None:
        self.confirmation.setVisible(confirmation)
        self._pied.setVisible(not confirmation)
        self.prevenir.setEnabled(bool(self._chosen()))
        self.keep_height()

    def _confirm(self) -> None:
        self._ask(False)
        self.prevenir.setEnabled(False)
        self.rectify_wanted.emit(self._chosen())


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

    def _rectify(self, choisis: Collection[UUID]) -> None:
        patient_id = self._patient_id
        if patient_id is not None:
            self._screen.run(
                lambda _: tuple(self._rectifications.rectify(patient_id, choisis)),
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
