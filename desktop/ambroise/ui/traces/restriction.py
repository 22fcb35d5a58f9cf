"""Keep a file to a few people: who reads it, who would have to say why."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QWidget

from ambroise.domain.droits import Compte
from ambroise.ui.traces.ports import Restriction
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import clear, column, fill, label, row
from ambroise.ui.words import NBSP

OUVERT = "Ouvert à tous les soignants du cabinet"
_EXPLIQUE = (
    "Les autres soignants devront écrire pourquoi ils l’ouvrent\u00a0: il s’ouvre alors une heure, et le "
    "motif reste dans cette liste."
)
_SANS_COMPTES = "Aucun autre compte du cabinet ne lit les dossiers\u00a0: il n’y a personne à qui le fermer."


def summary(restriction: Restriction) -> str:
    """Return who reads the file, in one line."""
    noms = [compte.nom for compte in restriction.comptes if compte.identifiant in restriction.lecteurs]
    inconnus = restriction.lecteurs - {compte.identifiant for compte in restriction.comptes}
    gardes = ", ".join((*noms, *sorted(inconnus)))
    return f"Gardé à{NBSP}: {gardes}" if gardes else OUVERT


class RestrictionCard(QFrame):
    """Hidden until asked; ``chosen`` carries the identifiers that keep the file, none for everybody."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "card")
        self.cases: dict[str, QCheckBox] = {}
        self._moi = ""
        self._mots = label("", "secondary", wrap=True)
        self._liste = column(gap=4)
        self.lever = Button("Ouvrir à tous", variant="quiet")
        self.garder = Button("Garder à ceux-là", icon="lock", variant="soft")
        fermer = Button("Fermer", variant="quiet")
        fermer.clicked.connect(self.hide)
        self.lever.clicked.connect(lambda: self.chosen.emit(frozenset()))
        self.garder.clicked.connect(lambda: self.chosen.emit(self._checked()))
        boutons = row(gap=8)
        fill(boutons, 0, fermer, self.lever, self.garder)
        layout = column(self, margins=(16, 12, 16, 12), gap=8)
        fill(layout, label("Garder ce dossier à quelques personnes", "section"), self._mots)
        fill(layout, self._liste, boutons)
        self.hide()

    def open(self, restriction: Restriction) -> None:
        """Show who reads the file; one never closes it to oneself."""
        self._moi = restriction.moi
        clear(self._liste)
        self.cases = {
            compte.identifiant: self._make_case(compte, restriction) for compte in restriction.comptes
        }
        for case in self.cases.values():
            self._liste.addWidget(case)
        autres = [case for identifiant, case in self.cases.items() if identifiant != self._moi]
        self._mots.setText(_EXPLIQUE if autres else _SANS_COMPTES)
        self.garder.setVisible(bool(autres))
        self.lever.setVisible(bool(restriction.lecteurs))
        self.show()
        (autres[0] if autres else self.lever).setFocus()

    def _make_case(self, compte: Compte, restriction: Restriction) -> QCheckBox:
        case = QCheckBox(f"{compte.nom}, {compte.role.value}")
        case.setChecked(compte.identifiant in restriction.lecteurs or compte.identifiant == self._moi)
        case.setEnabled(compte.identifiant != self._moi)
        return case

    def _checked(self) -> frozenset[str]:
        return frozenset(identifiant for identifiant, case in self.cases.items() if case.isChecked())
