"""The left side of an order: what runs, what is due, a box to renew each, and what the controls know."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QFrame, QWidget

from ambroise.domain.traitement import TraitementEnCours
from ambroise.ui.ordonnances.donnees import DonneesPanel
from ambroise.ui.ordonnances.state import EtatOrdonnance
from ambroise.ui.patients.state import treatment_end
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import clear, column, fill, label, panel_head, rule, scroller
from ambroise.ui.words import plural


class TraitementsPanel(QWidget):
    """Shows the running treatments; ``renew_toggled`` carries one and whether to renew it."""

    renew_toggled = Signal(object, bool)

    def __init__(
        self,
        renouveler: QAction,
        sans_allergie: QAction,
        maternite: Sequence[QAction],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._combien = label("", "label")
        self._lignes = QWidget()
        self._lignes_layout = column(self._lignes)
        bouton = Button.of(renouveler)
        tete = column(margins=(12, 0, 12, 8))
        tete.addWidget(bouton)
        scroll = scroller(self._lignes)
        self.donnees = DonneesPanel(sans_allergie, maternite)
        layout = column(self)
        fill(layout, panel_head("En cours", self._combien))
        layout.addLayout(tete)
        layout.addWidget(scroll, 1)
        fill(layout, rule(), self.donnees)

    def show_etat(self, etat: EtatOrdonnance) -> None:
        """Show the treatments and the data of the controls."""
        self._combien.setText(plural(len(etat.traitements), "traitement"))
        clear(self._lignes_layout)
        for traitement in etat.traitements:
            coche = traitement.ligne.id in etat.renouveles
            self._lignes_layout.addWidget(self._ligne(etat, traitement, coche))
        if not etat.traitements:
            vide = label("Les médicaments des ordonnances signées apparaîtront ici.", "secondary", wrap=True)
            vide.setContentsMargins(16, 4, 16, 4)
            fill(self._lignes_layout, vide)
        self._lignes_layout.addStretch(1)
        self.donnees.show_etat(etat)

    def _ligne(self, etat: EtatOrdonnance, traitement: TraitementEnCours, coche: bool) -> QFrame:
        result = QFrame()
        if coche:
            result.setProperty("fill", "accent")
        layout = column(result, margins=(12, 2, 12, 4), gap=0)
        nom = traitement.ligne.nom_court
        case = QCheckBox(nom.replace("&", "&&"))
        case.setChecked(coche)
        fin, ton = treatment_end(traitement, etat.aujourdhui)
        phrase = etat.phrase(traitement.ligne)
        case.setAccessibleName(f"Renouveler {nom}")
        case.setAccessibleDescription(f"{phrase}, {fin}")
        case.clicked.connect(lambda oui: self.renew_toggled.emit(traitement, oui))
        dessous = column(margins=(30, 0, 0, 0), gap=1)
        if phrase:
            fill(dessous, label(phrase, "label", wrap=True))
        fill(dessous, label(fin[:1].upper() + fin[1:], "heading" if ton == "warning" else "label", ton))
        fill(layout, case, dessous)
        return result
