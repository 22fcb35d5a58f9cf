"""Chooses where one works today, among the places of practice of who opened the session."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ambroise.domain.professionnel import SessionProfessionnel, SituationExercice
from ambroise.ui.widgets.alert_card import Answer, AnswerRow
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import clear, column, fill, label, row, rule


class SituationsFace(QWidget):
    """Shows the places with their digits; ``chosen`` carries the SituationExercice."""

    chosen = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = column(self, gap=8)

    @property
    def rows(self) -> list[AnswerRow]:
        """The places offered, in the order of the card."""
        return self.findChildren(AnswerRow)

    def press(self, digit: int) -> bool:
        """Choose a place by its digit; False when there is no such one."""
        if not 1 <= digit <= len(self.rows):
            return False
        self.rows[digit - 1].click()
        return True

    def show_places(self, session: SessionProfessionnel, *, can_leave: bool) -> None:
        """Offer the places of a session, the one it works from checked."""
        clear(self._lines)
        kept = "Ce lieu sera gardé. Il se change depuis le voyant de votre carte."
        who = label(f"{session.professionnel.nom_affiche}. {kept}", "secondary", wrap=True)
        fill(self._lines, label("Où travaillez-vous\u202f?", "title"), who, 4)
        for number, situation in enumerate(session.professionnel.situations, 1):
            line = AnswerRow(str(number) if number < 10 else "", _answer(situation))
            line.setChecked(situation == session.situation)
            line.clicked.connect(lambda _checked=False, chosen=situation: self.chosen.emit(chosen))
            fill(self._lines, rule(), line)
        if can_leave:
            leave = Button("Garder ce lieu", key="Esc", variant="flat")
            leave.clicked.connect(lambda _checked=False: self.left.emit())
            foot = row()
            fill(foot, leave, 0)
            self._lines.addLayout(foot)

    def focus_chosen(self) -> None:
        """Give the keys to the place that is checked, else to the first."""
        checked = (line for line in self.rows if line.isChecked())
        next(checked, self.rows[0]).setFocus(Qt.FocusReason.OtherFocusReason)


def _answer(situation: SituationExercice) -> Answer:
    structure = situation.structure
    where = " · ".join(filter(None, (structure.adresse, structure.commune)))
    return Answer(structure.identifiant, structure.nom or structure.identifiant, where)
