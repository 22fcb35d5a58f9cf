"""The counter while it waits: a scan, a number typed, a picture or a PDF of the order dropped on it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget

from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import KeyCap
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.layouts import column, fill, label, row

_LARGEUR = 440


class AttentePanel(QWidget):
    """``typed`` carries a number or a code given by hand.

    Args:
        gestes: the other ways an order comes, a file or an image.
        suites: what is printed of the order dispensed last.
    """

    typed = Signal(str)

    def __init__(
        self, gestes: tuple[QAction, ...], suites: tuple[QAction, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.numero = QLineEdit()
        self.numero.setAccessibleName("Numéro de l’ordonnance")
        self.numero.setPlaceholderText("par exemple 02AMBTEST2JC4NYGHZ")
        self.numero.returnPressed.connect(self._type)
        self.ouvrir = Button("Ouvrir", key="Return")
        self.ouvrir.setEnabled(False)
        self.ouvrir.clicked.connect(self._type)
        self.numero.textChanged.connect(lambda texte: self.ouvrir.setEnabled(bool(texte.strip())))
        vide = EmptyState(
            "scan-line",
            "Prêt à scanner",
            "Présentez le QR code d’une ordonnance, ou déposez ici sa photo ou son PDF.",
        )
        layout = column(self, margins=(24, 24, 24, 24), gap=12)
        layout.addStretch(1)
        ligne = row()
        fill(ligne, 0, self._make_saisie(gestes, suites), 0)
        fill(layout, vide, ligne)
        layout.addStretch(2)

    def _make_saisie(self, gestes: tuple[QAction, ...], suites: tuple[QAction, ...]) -> QWidget:
        """Return what is done by hand, one under the other, on the same two edges."""
        result = QWidget()
        result.setFixedWidth(_LARGEUR)
        layout = column(result, gap=8)
        nom, champ, autres = row(gap=8), row(gap=8), row(gap=8)
        mots = label("Ou tapez son numéro", "label")
        mots.setBuddy(self.numero)
        fill(nom, mots, 0, KeyCap("Ctrl+T"))
        fill(champ, self.numero, self.ouvrir)
        fill(autres, *(Button.of(geste) for geste in gestes))
        papiers = row(gap=8)
        fill(papiers, *(Button.of(suite) for suite in suites))
        for ligne in (nom, champ, autres, papiers):
            layout.addLayout(ligne)
        return result

    def _type(self) -> None:
        if self.numero.text().strip():
            self.typed.emit(self.numero.text().strip())
