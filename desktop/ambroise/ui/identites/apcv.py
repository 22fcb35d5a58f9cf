"""The phone at the counter: scanner, picture of its code or contactless reader, and until when it serves."""

from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from ambroise.ui.presse_papiers import pasted_picture
from ambroise.ui.screen import Context
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.words import clock

TAILLE_MAXIMALE: Final = 20 * 1024 * 1024
_SUIVI_MS: Final = 5_000


class ApcvField(QLineEdit):
    """Takes what a scanner types and ends with Return; a pasted picture goes the same way."""

    image_pasted = Signal(bytes)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and (image := pasted_picture()) is not None:
            self.image_pasted.emit(image)
            return
        super().keyPressEvent(event)


class ApcvPanel(QWidget):
    """Emits what was shown, keeps none of it."""

    shown = Signal(object)
    """The text of the code, or the bytes of its picture."""
    laid = Signal()
    """A phone lies on the contactless reader."""

    def __init__(self, context: Context, label_width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._fin: datetime | None = None
        self.field = ApcvField()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setMaxLength(8192)
        self.field.returnPressed.connect(self._typed)
        self.field.image_pasted.connect(self.shown)
        self._etat = label("", "secondary", wrap=True)
        self._etat.hide()
        form = Form(label_width)
        form.add("&Appli carte Vitale", self.field, "scannez ou collez le code")
        self.choisir = Button("Image du code", icon="image")
        self.choisir.clicked.connect(lambda _checked=False: self._choose())
        self.poser = Button("Téléphone posé", icon="nfc")
        self.poser.setToolTip("Lire le téléphone posé sur le lecteur sans contact")
        self.poser.clicked.connect(lambda _checked=False: self.laid.emit())
        line = row(gap=8)
        line.addWidget(form, 1)
        line.addWidget(self.choisir)
        line.addWidget(self.poser)
        layout = column(self, gap=4)
        layout.addLayout(line)
        fill(layout, self._etat)
        self._suivi = QTimer(self, interval=_SUIVI_MS)
        self._suivi.timeout.connect(self.follow)

    @property
    def etat(self) -> str:
        """The sentence on the context, empty without one."""
        return self._etat.text()

    def show_fin(self, fin: datetime | None) -> None:
        """Say until when the context serves; None: there is none."""
        self._fin = fin
        self.field.clear()
        self._suivi.start() if fin is not None else self._suivi.stop()
        self.follow()

    def follow(self) -> None:
        """Look at the time: a context that ended is said, with what to do."""
        if self._fin is None:
            self._etat.clear()
        elif self._context.now() < self._fin:
            fin = self._fin.astimezone(self._context.now().tzinfo)
            self._etat.setText(f"Appli carte Vitale lue, valable jusqu’à {clock(fin)}.")
        else:
            self._suivi.stop()
            self._etat.setText(
                "L’appli carte Vitale a expiré\u00a0: faites afficher un nouveau code, ou insérez la carte."
            )
        self._etat.setVisible(bool(self._etat.text()))

    def take_file(self, chemin: Path) -> None:
        """Give the bytes of a picture; one that cannot be read or is too large is given empty."""
        try:
            contenu = chemin.read_bytes() if chemin.stat().st_size <= TAILLE_MAXIMALE else b""
        except OSError:
            contenu = b""
        self.shown.emit(contenu)

    def _typed(self) -> None:
        texte = self.field.text().strip()
        self.field.clear()
        if texte:
            self.shown.emit(texte)

    def _choose(self) -> None:
        chemin, _ = QFileDialog.getOpenFileName(
            self, "Image du code QR", "", "Images (*.png *.jpg *.jpeg *.webp *.bmp)"
        )
        if chemin:
            self.take_file(Path(chemin))
