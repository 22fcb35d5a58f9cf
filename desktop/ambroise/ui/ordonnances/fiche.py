"""The small form under the entry of an order of care: the fields of its kind, filled as the line is typed."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from ambroise.domain.acte_saisi import OUI, SaisieActe
from ambroise.domain.formulaire_acte import FORMULAIRES, Champ, SorteChamp
from ambroise.domain.type_ordonnance import TypeOrdonnance
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import clear, column, fill, label, row

COLONNES = 6
_LARGEURS = {SorteChamp.TEXTE: 3, SorteChamp.CHOIX: 2, SorteChamp.RYTHME: 2}
"""How many columns a field takes; the others are short."""
SANS_CHOIX = "—"

_Saisie = QLineEdit | QComboBox | QCheckBox


class FicheActe(QFrame):
    """Shows the fields of a kind of order; nothing when the kind has none."""

    changed = Signal(str, str)
    """The key of the field and what it holds now."""
    add_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "card")
        self._type: TypeOrdonnance | None = None
        self._saisies: dict[str, _Saisie] = {}
        self._layout: QVBoxLayout = column(self, margins=(14, 10, 14, 12), gap=8)
        self.hide()

    @property
    def fields(self) -> dict[str, _Saisie]:
        """The widgets by the key of their field."""
        return dict(self._saisies)

    def show_type(self, type_: TypeOrdonnance | None) -> None:
        """Show the fields of a kind of order."""
        if type_ is self._type:
            return
        self._type = type_
        clear(self._layout)
        self._saisies = {}
        formulaire = FORMULAIRES.get(type_) if type_ is not None else None
        self.setVisible(formulaire is not None)
        if formulaire is None:
            return
        for champ in formulaire.champs:
            self._saisies[champ.cle] = self._make(champ)
        grille, cases = QGridLayout(), row(gap=20)
        grille.setHorizontalSpacing(12)
        grille.setVerticalSpacing(8)
        self._place([c for c in formulaire.champs if c.sorte is not SorteChamp.CASE], grille)
        for champ in formulaire.champs:
            if champ.sorte is SorteChamp.CASE:
                cases.addWidget(self._saisies[champ.cle])
        cases.addStretch(1)
        self._layout.addLayout(grille)
        self._layout.addLayout(cases)
        if formulaire.mention:
            mention = row(gap=6)
            fill(mention, IconLabel("info", "secondary"), label(formulaire.mention, "label", wrap=True))
            mention.setStretch(1, 1)
            self._layout.addLayout(mention)

    def show_saisie(self, saisie: SaisieActe) -> None:
        """Fill the fields with what was typed, except the one being written."""
        for cle, widget in self._saisies.items():
            if not widget.hasFocus():
                _fill(widget, saisie.valeur(cle))

    def _place(self, champs: list[Champ], grille: QGridLayout) -> None:
        """Put the fields in rows, each label above its field."""
        ligne = colonne = 0
        for champ in champs:
            largeur = _LARGEURS.get(champ.sorte, 1)
            if colonne + largeur > COLONNES:
                ligne, colonne = ligne + 1, 0
            cellule = column(gap=2)
            mots = label(champ.libelle, "label")
            mots.setBuddy(self._saisies[champ.cle])
            fill(cellule, mots, self._saisies[champ.cle])
            grille.addLayout(cellule, ligne, colonne, 1, largeur)
            colonne += largeur
        for n in range(COLONNES):
            grille.setColumnStretch(n, 1)

    def _make(self, champ: Champ) -> _Saisie:
        widget: _Saisie
        if champ.sorte is SorteChamp.CASE:
            widget = QCheckBox(champ.libelle)
            widget.clicked.connect(lambda coche: self.changed.emit(champ.cle, OUI if coche else ""))
        elif champ.sorte is SorteChamp.CHOIX:
            widget = QComboBox()
            widget.addItem(SANS_CHOIX, "")
            for choix in champ.choix:
                widget.addItem(choix.valeur, choix.valeur)
            widget.activated.connect(partial(self._chosen, champ.cle, widget))
        else:
            widget = QLineEdit()
            widget.setPlaceholderText(champ.aide)
            widget.textEdited.connect(partial(self.changed.emit, champ.cle))
            widget.returnPressed.connect(self.add_wanted)
        widget.setAccessibleName(champ.libelle)
        return widget

    def _chosen(self, cle: str, liste: QComboBox, rang: int) -> None:
        self.changed.emit(cle, liste.itemData(rang))


def _fill(widget: _Saisie, valeur: str) -> None:
    if isinstance(widget, QCheckBox):
        widget.setChecked(valeur == OUI)
    elif isinstance(widget, QComboBox):
        widget.setCurrentIndex(max(0, widget.findData(valeur)))
    elif widget.text() != valeur:
        widget.setText(valeur)
