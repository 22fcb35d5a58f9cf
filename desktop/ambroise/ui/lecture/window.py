"""The window of a document opened from a file: read only, nothing is kept, no profile is opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QListWidget, QWidget

from ambroise.ui.apercu.pages import PdfIllisible, render_pages
from ambroise.ui.widgets.banners import Banner, Banners
from ambroise.ui.widgets.feuilles import Feuilles
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.usecases.errors import AmbroiseError

LARGEUR: Final = 794
"""An A4 page at 96 points an inch."""
_LISTE: Final = 260


@dataclass(frozen=True)
class Piece:
    """A document of the file: its title and its pages, PDF or picture."""

    titre: str
    pages: bytes


class LectureWindow(QWidget):
    """Shows the documents of one file, a list beside the pages when there are several.

    Args:
        nom: name of the file.
    """

    def __init__(self, nom: str, pieces: Sequence[Piece]) -> None:
        super().__init__()
        self._pieces = pieces
        self.setWindowTitle(f"{nom} – Ambroise")
        self.setProperty("surface", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.banners = Banners()
        self.liste = QListWidget()
        self.liste.setAccessibleName("Documents du fichier")
        self.liste.setFixedWidth(_LISTE)
        self.liste.setWordWrap(True)
        self.liste.setSpacing(4)
        self.liste.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.liste.addItems([piece.titre for piece in pieces])
        self.liste.setVisible(len(pieces) > 1)
        self.feuilles = Feuilles("Pages du document", margin=24, gap=24)
        self.feuilles.sink()
        self._titre = label("", "title")
        whole = column(self)
        head = column(margins=(24, 16, 24, 12), gap=4)
        words = "Lecture seule\u202f: ce fichier n’est rangé dans aucun dossier de patient."
        fill(head, self._titre, label(words, "secondary"))
        whole.addLayout(head)
        whole.addWidget(self.banners)
        middle = row(gap=0)
        middle.addWidget(self.liste)
        middle.addWidget(self.feuilles, 1)
        whole.addLayout(middle, 1)
        self.resize(LARGEUR + 120 + (_LISTE if len(pieces) > 1 else 0), 900)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        self.liste.currentRowChanged.connect(self._show)
        self.liste.setCurrentRow(0)
        (self.liste if len(pieces) > 1 else self.feuilles).setFocus()

    def refuse(self, erreur: AmbroiseError) -> None:
        """Say why there is nothing to show."""
        self.banners.add(
            Banner(
                "Fichier illisible", f"{erreur.message} {erreur.remede}", tone="danger", icon="circle-alert"
            )
        )

    def _show(self, number: int) -> None:
        piece = self._pieces[number]
        self._titre.setText(piece.titre)
        self.banners.clear()
        try:
            pages = render_pages(piece.pages, round(LARGEUR * self.devicePixelRatioF()))
        except PdfIllisible as error:
            self.feuilles.show_pages(())
            self.banners.add(Banner("Document illisible", str(error), tone="danger", icon="circle-alert"))
            return
        self.feuilles.show_pages([page.png for page in pages])
