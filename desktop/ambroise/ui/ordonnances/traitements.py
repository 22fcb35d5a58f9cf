"""The left side of an order: what runs, what is due, a box to renew each, and what the controls know."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QWidget

from ambroise.domain.dossier import TypeConstante
from ambroise.domain.traitement import TraitementEnCours
from ambroise.ui.ordonnances.state import EtatOrdonnance
from ambroise.ui.patients.state import number, treatment_end
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import clear, column, fill, label, panel_head, rule, scroller
from ambroise.ui.words import NBSP, plural, short_date


class TraitementsPanel(QWidget):
    """Shows the running treatments; ``renew_toggled`` carries one and whether to renew it."""

    renew_toggled = Signal(object, bool)

    def __init__(self, renouveler: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._combien = label("", "label")
        self._lignes = QWidget()
        self._lignes_layout = column(self._lignes)
        self._donnees = QGridLayout()
        self._donnees.setHorizontalSpacing(12)
        self._donnees.setVerticalSpacing(8)
        self._donnees.setColumnStretch(1, 1)
        bouton = Button.of(renouveler)
        tete = column(margins=(12, 0, 12, 8))
        tete.addWidget(bouton)
        scroll = scroller(self._lignes)
        bas = QWidget()
        bas_layout = column(bas, margins=(16, 12, 16, 16), gap=8)
        fill(bas_layout, label("Données des contrôles", "heading"))
        bas_layout.addLayout(self._donnees)
        layout = column(self)
        fill(layout, panel_head("En cours", self._combien))
        layout.addLayout(tete)
        layout.addWidget(scroll, 1)
        fill(layout, rule(), bas)

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
        self._show_donnees(etat)

    def _ligne(self, etat: EtatOrdonnance, traitement: TraitementEnCours, coche: bool) -> QFrame:
        result = QFrame()
        if coche:
            result.setProperty("fill", "accent")
        layout = column(result, margins=(12, 6, 12, 8), gap=0)
        nom = traitement.ligne.libelle.partition(",")[0]
        case = QCheckBox(nom.replace("&", "&&"))
        case.setChecked(coche)
        fin, ton = treatment_end(traitement, etat.aujourdhui)
        phrase = etat.phrase(traitement.ligne)
        case.setAccessibleName(f"Renouveler {nom}")
        case.setAccessibleDescription(f"{phrase}, {fin}")
        case.clicked.connect(lambda oui: self.renew_toggled.emit(traitement, oui))
        dessous = column(margins=(28, 0, 0, 0), gap=1)
        if phrase:
            fill(dessous, label(phrase, "label", wrap=True))
        fill(dessous, label(fin[:1].upper() + fin[1:], "heading" if ton == "warning" else "label", ton))
        fill(layout, case, dessous)
        return result

    def _show_donnees(self, etat: EtatOrdonnance) -> None:
        clear(self._donnees)
        poids = [c for c in etat.dossier.constantes if c.type is TypeConstante.POIDS]
        dernier = max(poids, key=lambda c: c.mesuree_le, default=None)
        lignes = [("Poids", "non renseigné", "")]
        if dernier is not None:
            quand = short_date(dernier.mesuree_le.astimezone().date(), etat.aujourdhui)
            lignes = [("Poids", f"{number(dernier.valeur)}{NBSP}kg", quand)]
        allergies = ", ".join(a.libelle for a in etat.dossier.allergies) or "non renseignées"
        age = etat.dossier.patient.identite.traits.age(etat.aujourdhui)
        lignes += [("Âge", plural(age, "an"), ""), ("Allergies", allergies, "")]
        for n, (quoi, valeur, quand) in enumerate(lignes):
            self._donnees.addWidget(label(quoi, "secondary"), n, 0, Qt.AlignmentFlag.AlignTop)
            self._donnees.addWidget(label(valeur, "strong", wrap=True), n, 1)
            self._donnees.addWidget(label(quand, "label"), n, 2)
