"""Choose whom an appointment is for: a field, and who answers to what is typed."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ambroise.ui.painting import Span, named
from ambroise.ui.widgets.lists import SectionList, TwoLine
from ambroise.ui.words import born
from ambroise.usecases.ports import ResultatPatient

PAUSE_MS: Final = 60
_MONTRES: Final = 5


class ChoixPatient(QWidget):
    """Holds the field and its answers; both stand in the form that shows them."""

    search_wanted = Signal(str)
    chosen = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()  # only holds the two others
        self.patient_id: UUID | None = None
        self.champ = QLineEdit()
        self.trouves = SectionList("Patients trouvés", framed=True, lines=True)
        self.trouves.opened.connect(self._choose)
        self.trouves.clicked.connect(lambda _: self._choose(self.trouves.current()))
        self.trouves.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(lambda: self.search_wanted.emit(self.champ.text().strip()))
        self.champ.textEdited.connect(self._typed)
        self.champ.returnPressed.connect(lambda: self._choose(self.trouves.current()))

    def show_chosen(self, patient_id: UUID | None, mots: str) -> None:
        """Show who is chosen, nobody when there is no identifier."""
        self._pause.stop()
        self.patient_id = patient_id
        self.champ.setText(mots)
        self.trouves.hide()

    def show_patients(self, texte: str, patients: Sequence[ResultatPatient], aujourdhui: date) -> None:
        """Show who answers to what is typed, unless something else was typed since."""
        if texte != self.champ.text().strip() or self.patient_id is not None:
            return
        self.trouves.show_items([_row(p, aujourdhui) for p in patients[:_MONTRES]])
        self.trouves.setFixedHeight(self.trouves.content_height())
        self.trouves.setVisible(bool(patients))
        self.trouves.select_first()

    def _typed(self, _texte: str) -> None:
        self.patient_id = None
        self._pause.start()

    def _choose(self, patient: object) -> None:
        if isinstance(patient, ResultatPatient):
            nom = patient.nom_utilise or patient.nom_naissance
            self.show_chosen(patient.id, f"{nom} {patient.prenom.title()}")
            self.chosen.emit()


def _row(patient: ResultatPatient, aujourdhui: date) -> TwoLine:
    return TwoLine(
        named(patient.nom_utilise or patient.nom_naissance, patient.prenom.title()),
        (Span(born(patient.date_naissance, aujourdhui), tone="secondary", size=12),),
        "user",
        data=patient,
    )
