"""Allergies of a file, and the small form that tells a new one; it is saved with the consultation."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QWidget

from ambroise.domain.dossier import Allergie, GraviteAllergie
from ambroise.ui.patients.correction import MotifCard
from ambroise.ui.widgets.buttons import Button, IconButton
from ambroise.ui.widgets.chips import Chip, IconLabel
from ambroise.ui.widgets.form_card import FormCard
from ambroise.ui.widgets.layouts import card_head, clear, column, fill, frame, label, row
from ambroise.usecases.patients import NouvelleAllergie


class AllergiesCard(QWidget):
    """Shows known allergies, then the ones told today, each with its way back."""

    told = Signal(object)
    """All the NouvelleAllergie told today, as a tuple."""
    none_told = Signal()
    annulled = Signal(object, str)
    """The UUID of a known allergy that was none, and why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._connues: tuple[Allergie, ...] = ()
        self._demandees = False
        self._dites: tuple[NouvelleAllergie, ...] = ()
        self._cartes = QWidget()
        self._cartes_layout = column(self._cartes, gap=4)
        plus = IconButton("plus", "Noter une allergie")
        plus.clicked.connect(self.open_form)
        head = card_head("Allergies", plus)
        self._formulaire = self._make_form()
        self.motif = MotifCard()
        self.motif.annulled.connect(self.annulled)
        layout = column(self, gap=4)
        fill(layout, head, self._cartes, self.motif, self._formulaire)

    def show_allergies(
        self, connues: Sequence[Allergie], dites: Sequence[NouvelleAllergie] = (), *, demandees: bool = False
    ) -> None:
        """Show the allergies of a file and of its draft; that none is known is an answer of its own."""
        self._connues, self._dites, self._demandees = tuple(connues), tuple(dites), demandees
        self._formulaire.hide()
        self.motif.hide()
        self._fill()

    def open_form(self) -> None:
        """Ask what the patient is allergic to."""
        self._formulaire.open()

    def _fill(self) -> None:
        clear(self._cartes_layout)
        if not self._connues and not self._dites:
            ligne = row(gap=8)
            mots = "Aucune connue." if self._demandees else "Non renseignées."
            fill(ligne, label(mots, "secondary"), 0)
            if not self._demandees:
                aucune = Button("Aucune connue", variant="flat")
                aucune.clicked.connect(self.none_told)
                fill(ligne, aucune)
            self._cartes_layout.addLayout(ligne)
        for connue in self._connues:
            carte = _carte(connue.libelle, connue.reaction, connue.gravite)
            annuler = IconButton("x", f"Retirer {connue.libelle} du dossier, avec un motif")
            annuler.clicked.connect(lambda _checked=False, id_=connue.id: self.motif.ask(id_))
            _add_right(carte, annuler)
            self._cartes_layout.addWidget(carte)
        for n, dite in enumerate(self._dites):
            carte = _carte(dite.libelle, dite.reaction, dite.gravite)
            ligne = row(gap=8)
            retirer = IconButton("x", f"Retirer {dite.libelle}")
            retirer.clicked.connect(lambda _checked=False, n=n: self._remove(n))
            fill(ligne, Chip("Enregistrée avec la consultation", "info", "clock"), 0, retirer)
            layout = carte.layout()
            assert layout is not None
            layout.addItem(ligne)
            self._cartes_layout.addWidget(carte)

    def _make_form(self) -> FormCard:
        card = FormCard("Noter")
        self.libelle, self.reaction, self.gravite = QLineEdit(), QLineEdit(), QComboBox()
        card.add("&Allergie", self.libelle, "pénicillines", first=True)
        card.add("&Réaction", self.reaction, "œdème de Quincke")
        for gravite in GraviteAllergie:
            self.gravite.addItem(gravite.value.capitalize(), gravite)
        self.gravite.setCurrentIndex(1)
        card.add("&Gravité", self.gravite)
        card.accepted.connect(self._add)
        return card

    def _add(self) -> None:
        libelle = self.libelle.text().strip()
        if not libelle:
            self.libelle.setFocus()
            return
        gravite = GraviteAllergie(self.gravite.currentData())
        dite = NouvelleAllergie(libelle, self.reaction.text().strip(), gravite)
        self.libelle.clear()
        self.reaction.clear()
        self._formulaire.hide()
        self._tell((*self._dites, dite))

    def _remove(self, rang: int) -> None:
        self._tell(self._dites[:rang] + self._dites[rang + 1 :])

    def _tell(self, dites: tuple[NouvelleAllergie, ...]) -> None:
        self._dites = dites
        self._fill()
        self.told.emit(dites)


def _carte(libelle: str, reaction: str, gravite: GraviteAllergie) -> QFrame:
    card = frame("card")
    layout = column(card, margins=(12, 8, 8, 8), gap=2)
    titre = row(gap=8)
    severe = gravite is GraviteAllergie.SEVERE
    ton = "danger" if severe or gravite is GraviteAllergie.MODEREE else "warning"
    fill(titre, IconLabel("triangle-alert", ton), label(libelle, "strong", ton), 0)  # type: ignore[arg-type]
    mots = " · ".join(filter(None, (reaction, f"gravité {gravite.value}")))
    mots = mots[:1].upper() + mots[1:]
    fill(layout, titre, label(mots, "label", wrap=True))
    return card


def _add_right(carte: QFrame, bouton: IconButton) -> None:
    """Put a button at the end of the first line of a card."""
    layout = carte.layout()
    item = layout.itemAt(0) if layout is not None else None
    titre = item.layout() if item is not None else None
    assert titre is not None
    titre.addWidget(bouton)
