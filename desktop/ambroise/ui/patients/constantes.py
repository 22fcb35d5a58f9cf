"""The measures read back under the line that was typed: larger than typed, lit when out of range."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from ambroise.ui.patients.state import Tuile
from ambroise.ui.widgets.layouts import column, fill, label, row


class BandeConstantes(QWidget):
    """Tiles in as many rows as the width asks; hidden while nothing is understood."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tuiles: tuple[Tuile, ...] = ()
        self._cartes: list[QFrame] = []
        self._rangs: list[int] = []
        self._grille = QGridLayout(self)
        self._grille.setContentsMargins(0, 0, 0, 0)
        self._grille.setSpacing(8)
        self.setVisible(False)

    @property
    def tuiles(self) -> tuple[Tuile, ...]:
        """What is shown."""
        return self._tuiles

    def show_tuiles(self, tuiles: Sequence[Tuile]) -> None:
        """Show the measures, drawing again only what changed."""
        if tuple(tuiles) == self._tuiles:
            return
        self._tuiles = tuple(tuiles)
        for carte in self._cartes:
            carte.hide()
            carte.deleteLater()
        self._cartes = [_tuile(tuile) for tuile in self._tuiles]
        self._rangs = []
        self._place()
        self.setVisible(bool(self._tuiles))
        self.setAccessibleName(". ".join(t.phrase for t in self._tuiles))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, super().minimumSizeHint().height())

    def _place(self) -> None:
        """Put as many tiles in a row as fit at their full width, the rows even."""
        rangs, largeur = [0], 0
        for carte in self._cartes:
            voulu = carte.sizeHint().width()
            if rangs[-1] and largeur + voulu > max(self.width(), 400):
                rangs.append(0)
                largeur = 0
            rangs[-1] += 1
            largeur += voulu + 8
        par_rang = -(-len(self._cartes) // len(rangs)) if self._cartes else 1
        disposition = [par_rang, len(self._cartes)]
        if disposition == self._rangs:
            return
        self._rangs = disposition
        for n, carte in enumerate(self._cartes):
            self._grille.addWidget(carte, n // par_rang, n % par_rang)
            carte.show()
        for colonne in range(self._grille.columnCount()):
            self._grille.setColumnStretch(colonne, 1 if colonne < par_rang else 0)


def _tuile(tuile: Tuile) -> QFrame:
    result = QFrame()
    if tuile.ton is not None:
        result.setProperty("band", tuile.ton)
    else:
        result.setProperty("panel", "card")
    result.setAccessibleName(tuile.phrase)
    layout = column(result, margins=(11, 6, 8, 6), gap=0)
    valeur = row(gap=5)
    gros = QLabel(tuile.valeur)
    gros.setProperty("type", "section")
    fill(valeur, gros, label(tuile.unite, "label"), 0)
    valeur.setAlignment(Qt.AlignmentFlag.AlignBaseline)
    dessous = label(tuile.dessous, "heading" if tuile.ton else "label", tuile.ton)
    fill(layout, label(tuile.titre, "label"), valeur, dessous)
    return result
