"""The wound of a home: where, how large, its photograph, and how it changed since the last passage."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from ambroise.domain.plaie import Dimensions, PlaieSaisie, describe_evolution, parse_dimensions
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.usecases.tournees import PassagePrevu

IMAGES: Final = "Photos (*.jpg *.jpeg *.png *.tif *.tiff)"


class PlaiePanel(QWidget):
    """Shows the wound of a passage; what is typed is told by ``edited``, a picture chosen or dropped by
    ``photo_chosen`` (its path)."""

    edited = Signal()
    photo_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prevu: PassagePrevu | None = None
        self._saisie = PlaieSaisie()
        self.site, self.mesure = QLineEdit(), QLineEdit()
        self.site.setPlaceholderText("jambe droite")
        self.site.setAccessibleName("Siège de la plaie")
        self.mesure.setPlaceholderText("28 x 19 mm")
        self.mesure.setAccessibleName("Longueur et largeur de la plaie, en millimètres")
        self.photo = Button("Photo", icon="camera")
        self.photo.clicked.connect(lambda _checked=False: self._choose())
        self._refus = label("", "label", "danger", wrap=True)
        self._avant = label("", "secondary", wrap=True)
        deux = row(gap=8)
        fill(deux, self.mesure, self.photo)
        deux.setStretch(0, 1)
        layout = column(self, gap=8)
        fill(layout, label("Plaie", "section"), self.site, deux, self._refus, self._avant)
        for champ in (self.site, self.mesure):
            champ.textChanged.connect(self._typed)
        self.setAcceptDrops(True)

    @property
    def saisie(self) -> PlaieSaisie:
        """What is typed now, with the photograph already kept."""
        return PlaieSaisie(self.site.text(), self.mesure.text(), self._saisie.photo)

    @property
    def avant(self) -> str:
        """What is said of the last measure."""
        return self._avant.text()

    def show_passage(self, prevu: PassagePrevu, *, retype: bool) -> None:
        """Show the wound of a home; what is being typed is left alone unless ``retype``."""
        self._prevu, self._saisie = prevu, prevu.passage.plaie
        if retype:
            derniere = prevu.plaie_avant("")
            connu = derniere.site if derniere is not None else ""
            for champ, texte in ((self.site, self._saisie.site or connu), (self.mesure, self._saisie.mesure)):
                champ.blockSignals(True)
                champ.setText(texte)
                champ.blockSignals(False)
        fini = prevu.passage.is_termine
        for champ in (self.site, self.mesure):
            champ.setReadOnly(fini)
        garde = self._saisie.photo is not None
        self.photo.setText("Photo gardée" if garde else "Photo")
        self.photo.set_icon("check" if garde else "camera")
        self.photo.setEnabled(not fini)
        self._compare()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.photo.isEnabled() and len(event.mimeData().urls()) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        (url,) = event.mimeData().urls()
        event.acceptProposedAction()
        self.photo_chosen.emit(Path(url.toLocalFile()))

    def _typed(self) -> None:
        self._compare()
        self.edited.emit()

    def _compare(self) -> None:
        """Say what is not understood, and how the wound changed."""
        mesure, refus = _read(self.mesure.text())
        self._refus.setText(refus)
        self._refus.setVisible(bool(refus))
        avant = self._prevu.plaie_avant(self.site.text()) if self._prevu is not None else None
        dimensions = avant.dimensions if avant is not None else None
        if avant is not None and dimensions is not None:
            self._avant.setText(f"Avant\u00a0: {describe_evolution(dimensions, avant.le, mesure)}")
        self._avant.setVisible(dimensions is not None)

    def _choose(self) -> None:
        chemin, _ = QFileDialog.getOpenFileName(self, "Photo de la plaie", "", IMAGES)
        if chemin:
            self.photo_chosen.emit(Path(chemin))


def _read(texte: str) -> tuple[Dimensions | None, str]:
    if not texte.strip():
        return None, ""
    try:
        return parse_dimensions(texte), ""
    except ValueError as refus:
        return None, str(refus)
