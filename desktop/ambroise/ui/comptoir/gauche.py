"""The left side of the counter: the order scanned, who prescribed, the patient compared with the card."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QWidget

from ambroise.ui.comptoir.state import EtatComptoir, signed_words
from ambroise.ui.comptoir.traits import Ecart, compare_traits, is_other_file
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import clear, column, fill, label, row, rule, scroller
from ambroise.ui.words import foldable_name

_ECARTS: Final[dict[Ecart, tuple[str, Tone]]] = {
    Ecart.IDENTIQUE: ("check", "success"),
    Ecart.DIFFERENT: ("equal-not", "warning"),
    Ecart.NON_LU: ("circle-dashed", "secondary"),
}


_HAUT: Final = Qt.AlignmentFlag.AlignTop


class GauchePanel(QWidget):
    """Lights only what differs."""

    vitale_wanted = Signal()
    porteur_given = Signal(str)
    """Who takes the narcotics away; empty for the patient."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        page = QWidget()
        self._layout = column(page, margins=(0, 10, 0, 16), gap=10)
        column(self).addWidget(scroller(page))

    def show_etat(self, etat: EtatComptoir) -> None:
        """Show the order and compare its patient."""
        clear(self._layout)
        consultee = etat.scannee.consultee
        tete = QWidget()
        lignes = column(tete, margins=(16, 0, 16, 0), gap=4)
        titre = row(gap=8)
        fill(titre, label("Ordonnance scannée", "section"), 0)
        numero = label(consultee.numero, "strong")
        numero.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        numero.setAccessibleName(f"Numéro {consultee.numero}")
        fill(
            lignes,
            titre,
            numero,
            label(f"{signed_words(etat)} · {consultee.etat}", "label", wrap=True),
        )
        medecin = QWidget()
        lignes = column(medecin, margins=(16, 0, 16, 0), gap=4)
        fill(lignes, label("Prescripteur", "heading"), label(consultee.prescripteur, "strong", wrap=True))
        fill(lignes, label(f"RPPS {consultee.rpps_prescripteur}", "secondary"))
        fill(self._layout, tete, rule(), medecin, rule(), self._traits(etat))
        if etat.has_stupefiant:
            fill(self._layout, rule(), self._porteur(etat))
        if etat.is_expiree:
            phrase = "Plus rien ne se délivre à ce titre\u202f; le patient doit revoir son prescripteur."
            if any(etat.is_renouvelable(ligne) for ligne in etat.lignes):
                phrase = "Un traitement au long cours se poursuit un mois\u00a0: Alt+E sur sa ligne."
            fill(self._layout, _bande("Cette ordonnance est expirée.", phrase))
        if etat.sur_image:
            phrase = (
                "Une photo ou un scan ne vaut pas l’ordonnance\u00a0: demandez l’original avant de délivrer."
            )
            fill(self._layout, _bande("Code lu sur une image.", phrase))
        if etat.scannee.ecarts:
            mots = "Le code lu et le service diffèrent\u00a0: " + ", ".join(etat.scannee.ecarts) + "."
            fill(self._layout, _bande(mots, "Vérifiez l’ordonnance papier avant de délivrer."))
        if any(t.ecart is Ecart.DIFFERENT for t in compare_traits(etat)):
            phrase = "Vérifiez que l’ordonnance est bien celle de cette personne."
            fill(self._layout, _bande("L’ordonnance et la carte diffèrent.", phrase))
        if etat.dossier is not None and is_other_file(etat):
            qui = f"Le dossier ouvert est celui de {etat.dossier.nom} {etat.dossier.prenom}."
            fill(self._layout, _bande(qui, "L’ordonnance est au nom d’une autre personne."))
        if etat.vitale is None:
            fill(self._layout, self._sans_carte())
        self._layout.addStretch(1)

    def _traits(self, etat: EtatComptoir) -> QWidget:
        result = QWidget()
        grid = QGridLayout(result)
        grid.setContentsMargins(16, 0, 16, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for n, mots in enumerate(("Patient", "Ordonnance", "Vitale")):
            grid.addWidget(label(mots, "heading"), 0, n)
        for rang, trait in enumerate(compare_traits(etat), 1):
            icone, ton = _ECARTS[trait.ecart]
            differe = trait.ecart is Ecart.DIFFERENT
            grid.addWidget(label(trait.libelle, "label"), rang, 0, _HAUT)
            ordonnance = foldable_name(trait.ordonnance)
            grid.addWidget(label(ordonnance, "strong" if differe else "", wrap=True), rang, 1, _HAUT)
            vitale = label(foldable_name(trait.vitale) or "non lue", "strong" if differe else "", wrap=True)
            if differe or not trait.vitale:
                vitale.setProperty("tone", ton)
            grid.addWidget(vitale, rang, 2, _HAUT)
            signe = IconLabel(icone, ton)
            signe.setToolTip(trait.ecart.value)
            grid.addWidget(signe, rang, 3, _HAUT)
        return result

    def _porteur(self, etat: EtatComptoir) -> QWidget:
        result = QWidget()
        layout = column(result, margins=(16, 0, 16, 0), gap=4)
        champ = QLineEdit(etat.porteur)
        champ.textChanged.connect(self.porteur_given)
        form = Form(72)
        form.add("&Remis à", champ, "le patient lui-même")
        fill(layout, label("Stupéfiant", "heading"), form)
        mots = "Un autre que le patient\u00a0: son nom et son adresse, et sa pièce s’il est inconnu."
        fill(layout, label(mots, "label", wrap=True))
        return result

    def _sans_carte(self) -> QWidget:
        result = QWidget()
        layout = column(result, margins=(16, 0, 16, 0), gap=8)
        lire = Button("Lire la carte Vitale", icon="credit-card", key="Ctrl+R")
        lire.clicked.connect(self.vitale_wanted)
        ligne = row()
        fill(ligne, lire, 0)
        fill(layout, label("Droits non lus.", "secondary"))
        layout.addLayout(ligne)
        return result


def _bande(phrase: str, suite: str) -> QFrame:
    result = QFrame()
    result.setProperty("fill", "warning")
    layout = row(result, margins=(16, 10, 16, 10), gap=10)
    layout.addWidget(IconLabel("triangle-alert", "warning"), 0, Qt.AlignmentFlag.AlignTop)
    mots = column(gap=2)
    fill(mots, label(phrase, "strong", wrap=True), label(suite, wrap=True))
    layout.addLayout(mots, 1)
    return result
