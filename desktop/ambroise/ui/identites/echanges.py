"""What went to INSi and came back, word for word: for whoever has to prove or understand an answer."""

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ambroise.ui.identites.repli import CarteRepliee
from ambroise.ui.screen import Screen
from ambroise.ui.tokens import Size
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import fill, label, row
from ambroise.ui.widgets.rows import Cell, Column, RowsModel
from ambroise.ui.widgets.tables import DataTable
from ambroise.ui.words import NBSP, clock, full_date, plural
from ambroise.usecases.echanges_insi import EchangeLu

REPONSES: Final = {
    "00": "Une personne",
    "01": "Aucune personne",
    "02": "Plusieurs personnes",
    "Unreachable": "Pas de réponse",
    "Malformed": "Réponse illisible",
    "Refused": "Accès refusé",
}
VIDE: Final = f"Aucun échange n’est gardé{NBSP}: l’INSi n’a pas été interrogé pour ce dossier."
_LIGNES: Final = 4


def answer_words(code: str) -> str:
    """Return the answer as people say it, with the official code: ``Une personne (00)``."""
    mots = REPONSES.get(code, "Demande rejetée")
    return mots if code.isalpha() else f"{mots} ({code})"


def _quand(echange: EchangeLu) -> Cell:
    local = echange.instant.astimezone()
    return Cell.of(f"{full_date(local.date())}, {clock(local)}")


COLONNES: Final[tuple[Column[EchangeLu], ...]] = (
    Column("Date", _quand, 260),
    Column("Opération", lambda e: Cell.of(e.operation.capitalize()), 0),
    Column("Appels", lambda e: Cell.of(plural(len(e.messages), "appel"), "secondary"), 96),
    Column("Réponse", lambda e: Cell.of(answer_words(e.code)), 0),
)


class EchangesCard(CarteRepliee):
    """Lists the exchanges and shows the words of the current one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vide = label(VIDE, "secondary", wrap=True)
        self._model: RowsModel[EchangeLu] = RowsModel(COLONNES, parent=self)
        self.table: DataTable[EchangeLu] = DataTable(self._model, "Échanges avec l’INSi")
        self.table.setFixedHeight(Size.HEADER + _LIGNES * Size.ROW + 2)
        self.table.current_changed.connect(self._show_text)
        self.texte = QPlainTextEdit()
        self.texte.setReadOnly(True)
        self.texte.setAccessibleName("Messages échangés, mot pour mot")
        self.texte.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.texte.setFixedHeight(220)
        self.texte.setTabChangesFocus(True)
        self.copier = Button("Copier les messages", icon="copy")
        self.copier.clicked.connect(self._copy)
        self.fermer = Button("Fermer", variant="flat")
        self.fermer.clicked.connect(self.hide)
        tete, pied = row(gap=8), row(gap=8)
        fill(tete, label("Échanges avec l’INSi", "section"), 0, self.fermer)
        fill(pied, 0, self.copier)
        fill(self.body, tete, self._vide, self.table, self.texte, pied)

    def show_echanges(self, echanges: Sequence[EchangeLu]) -> None:
        """Unfold with the newest exchange shown."""
        self._model.show_rows(echanges)
        for widget in (self.table, self.texte, self.copier):
            widget.setVisible(bool(echanges))
        self._vide.setVisible(not echanges)
        self.show()
        self.keep_height()
        if echanges:
            self.table.select(0)
        (self.table if echanges else self.fermer).setFocus()

    def _show_text(self, echange: EchangeLu | None) -> None:
        self.texte.setPlainText(echange.texte if echange else "")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.texte.toPlainText())


class EchangesController(QObject):
    """Reads the exchanges of the patient shown, only when they are asked for: looking is traced."""

    def __init__(
        self,
        screen: Screen,
        card: EchangesCard,
        wanted: SignalInstance,
        list_echanges: Callable[[UUID], Sequence[EchangeLu]],
    ) -> None:
        super().__init__(screen)
        self._screen, self._card, self._list = screen, card, list_echanges
        self._patient_id: UUID | None = None
        wanted.connect(self._open)

    def show_patient(self, patient_id: UUID) -> None:
        """Fold the card: what it showed may be another patient's, or older than the last question."""
        self._patient_id = patient_id
        self._card.hide()

    def _open(self) -> None:
        patient_id = self._patient_id
        if patient_id is None:
            return

        def show(echanges: Sequence[EchangeLu]) -> None:
            if patient_id == self._patient_id:
                self._card.show_echanges(echanges)

        self._screen.run(lambda _: self._list(patient_id), show)
