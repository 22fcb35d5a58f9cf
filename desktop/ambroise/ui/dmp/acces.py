"""The consent asked before anything is consulted, and the emergency that goes without it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ambroise.domain.dmp import CONSENTEMENT, EtatDmp, SituationDmp
from ambroise.ui.dmp.state import situation_words
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import clear, column, fill, frame, label, row, rule


class AccesPanel(QWidget):
    """Shows why the list is not there, and the lawful ways to it."""

    consented = Signal()
    glass_broken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = frame("card")
        self._card.setFixedWidth(640)
        self._inside = column(self._card, margins=(24, 20, 24, 20), gap=10)
        layout = column(self, margins=(24, 32, 24, 24))
        layout.addWidget(self._card, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def show_situation(self, situation: SituationDmp) -> None:
        """Show what a record allows."""
        clear(self._inside)
        titre, phrase = situation_words(situation)
        fill(self._inside, label(titre, "section", wrap=True), label(phrase, "secondary", wrap=True))
        if situation.etat is not EtatDmp.OUVERT:
            return
        for mots in CONSENTEMENT:
            ligne = row(gap=10)
            fill(ligne, IconLabel("check", "secondary"), label(mots, wrap=True))
            ligne.setStretch(1, 1)
            self._inside.addLayout(ligne)
        accord = Button("Le patient a entendu et accepte", icon="check", variant="primary")
        accord.clicked.connect(self.consented)
        gauche = row()
        fill(gauche, accord, 0)
        self._inside.addSpacing(4)
        self._inside.addLayout(gauche)
        fill(self._inside, 8, rule(), 4)
        urgence = "En urgence, sans accord possible. Le patient en est averti, l’accès est tracé."
        fill(self._inside, label("Bris de glace", "strong"), label(urgence, "secondary", wrap=True))
        motif = QLineEdit()
        motif.setAccessibleName("Motif du bris de glace")
        motif.setPlaceholderText("Motif de l’urgence")
        briser = Button("Consulter en urgence", icon="triangle-alert")
        briser.setEnabled(False)
        motif.textChanged.connect(lambda texte: briser.setEnabled(bool(texte.strip())))
        motif.returnPressed.connect(briser.click)
        briser.clicked.connect(lambda: self.glass_broken.emit(motif.text().strip()))
        bas = row(gap=8)
        fill(bas, motif, briser)
        bas.setStretch(0, 1)
        self._inside.addLayout(bas)
