"""The card of an intervention, which unfolds over the lines: which one, what is wrong, what is proposed."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ambroise.domain.intervention import ProblemeOrdonnance, Proposition
from ambroise.ui.comptoir.state import EtatComptoir
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.form_card import FormCard


class InterventionCard(FormCard):
    """``given`` carries line, ProblemeOrdonnance, Proposition, words, and whether to write."""

    given = Signal(str, object, object, str, bool)
    unfolded = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Noter et écrire au prescripteur", label_width=104, parent=parent)
        self.ligne, self.probleme, self.proposition = QComboBox(), QComboBox(), QComboBox()
        self.precision = QLineEdit()
        for probleme in ProblemeOrdonnance.offered():
            self.probleme.addItem(_numbered(probleme), probleme)
        for proposition in Proposition.offered():
            self.proposition.addItem(_numbered(proposition), proposition)
        self.add("&Ligne", self.ligne)
        self.add("&Problème", self.probleme, first=True)
        self.add("Pr&oposition", self.proposition)
        self.add("Pré&cision", self.precision, "Ce que vous voyez, ce que vous proposez")
        noter = Button("Noter seulement", variant="quiet")
        noter.clicked.connect(lambda: self._give(write=False))
        self.accepted.connect(lambda: self._give(write=True))
        self.add_verb(noter)

    def begin(self, etat: EtatComptoir) -> None:
        """Ask about a line, the one that is open first."""
        self.ligne.clear()
        for ligne in etat.lignes:
            self.ligne.addItem(f"{ligne.rang}. {ligne.libelle}", ligne.id)
        self.ligne.setCurrentIndex(max(0, self.ligne.findData(etat.courante)))
        self.precision.clear()
        self.open()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.unfolded.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.unfolded.emit(False)

    def _give(self, *, write: bool) -> None:
        self.given.emit(
            str(self.ligne.currentData()),
            ProblemeOrdonnance(self.probleme.currentData()),
            Proposition(self.proposition.currentData()),
            self.precision.text(),
            write,
        )


def _numbered(choix: ProblemeOrdonnance | Proposition) -> str:
    """Return the word after its number, so that typing the number finds it."""
    return f"{choix.code} · {choix.value}" if choix.code else choix.value
