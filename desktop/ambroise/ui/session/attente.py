"""The first face of a session: a card is awaited, a name chosen, or the telephone asked."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ambroise.ui.session.comptes import CompteList
from ambroise.ui.session.lecteurs import readers_words
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import column, fill, label, restyle, row
from ambroise.usecases.codes import Accueil
from ambroise.usecases.ports_cartes import EtatLecteur

_SANS_COMPTE = (
    "La session s’ouvre avec votre code. Sans elle, l’agenda et la recherche restent ouverts\u00a0: "
    "aucun dossier ne s’ouvre, rien n’est signé ni transmis."
)
_AVEC_COMPTES = "La session s’ouvre avec votre code. Rien ne se lit avant."


class AttenteFace(QWidget):
    """Says what the readers hold, and offers the other ways in."""

    card_wanted = Signal()
    phone_wanted = Signal()
    left = Signal()
    """Work without a session."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = column(self, gap=12)
        title = row(gap=12)
        fill(title, IconLabel("id-card", "accent", 24), label("Insérez votre carte CPS", "title"), 0)
        words.addLayout(title)
        self._why = label(_SANS_COMPTE, "secondary", wrap=True)
        self._readers = label("", "label", wrap=True)
        self.comptes = CompteList()
        self._to_card = Button("Avec la carte", icon="id-card")
        self._to_card.clicked.connect(lambda _checked=False: self.card_wanted.emit())
        self._to_card.hide()
        self.by_phone = Button("Avec mon e-CPS", icon="smartphone")
        self.by_phone.clicked.connect(lambda _checked=False: self.phone_wanted.emit())
        self._skip = Button("Continuer sans carte")
        self._skip.clicked.connect(lambda _checked=False: self.left.emit())
        line = row()
        fill(line, 0, self._to_card, self.by_phone, self._skip)
        fill(words, self._why, self._readers, self.comptes, 0)
        words.addLayout(line)

    def show_readers(self, lecteurs: Sequence[EtatLecteur]) -> None:
        """Say what the readers hold: none, empty, or another card."""
        is_ready, sentence = readers_words(lecteurs)
        restyle(self._readers, tone="" if is_ready else "warning")
        self._readers.setText(sentence)

    def show_accueil(self, accueil: Accueil) -> None:
        """Offer the names; an office with accounts opens to nobody else."""
        self.comptes.show_comptes(accueil.comptes)
        self._skip.setVisible(not accueil.is_declare)
        self._why.setText(_AVEC_COMPTES if accueil.is_declare else _SANS_COMPTE)

    def offer_card(self, offered: bool) -> None:
        """Offer to go back to the card that stayed in its reader."""
        self._to_card.setVisible(offered)
