"""The document that was asked for: as it reads, its pages, or what differs from another one."""

import difflib
from collections.abc import Sequence
from html import escape

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QWidget

from ambroise.ui.apercu.apports import ApportsPanel
from ambroise.ui.apercu.pages import PageImage
from ambroise.ui.dmp.ports import DocumentLuDmp
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.feuilles import Feuilles
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.widgets.reader import Reader
from ambroise.ui.widgets.segmented import Segmented

DOCUMENT, PAGES, ECARTS, APPORTS = "document", "pages", "ecarts", "apports"


class LecteurDmp(QStackedWidget):
    """Shows one document; the PDF copy first when there is one, as the CI-SIS asks.

    Args:
        keep: the action that keeps a copy in the file.
        compare: the action that sets the document aside to be compared with the next one.
    """

    def __init__(self, keep: QAction, compare: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lu: DocumentLuDmp | None = None
        self._reference: DocumentLuDmp | None = None
        mots = "Entrée ouvre le document choisi. Rien n’en est gardé sans votre accord."
        self.addWidget(EmptyState("file-text", "Aucun document ouvert", mots))
        lecture = QWidget()
        layout = column(lecture, margins=(16, 12, 16, 16), gap=10)
        self._titre = label("", "section", wrap=True)
        self._avertissement = label("", "strong", "warning", wrap=True)
        self.mode = Segmented(
            "Présentation",
            [(DOCUMENT, "Document"), (PAGES, "Pages"), (APPORTS, "À reprendre"), (ECARTS, "Différences")],
            DOCUMENT,
        )
        self.mode.chosen.connect(self._show_mode)
        self._document, self._ecarts = Reader("Document"), Reader("Différences")
        self._pages = Feuilles("Pages du document")
        self.apports = ApportsPanel()
        self._faces = QStackedWidget()
        for face in (self._document, self._pages, self.apports, self._ecarts):
            self._faces.addWidget(face)
        modes, boutons = row(), row(gap=8)
        fill(modes, self.mode, 0)
        fill(boutons, Button.of(keep, "primary"), Button.of(compare), 0)
        fill(layout, self._titre, self._avertissement, modes)
        layout.addWidget(self._faces, 1)
        layout.addLayout(boutons)
        self.addWidget(lecture)

    @property
    def document(self) -> DocumentLuDmp | None:
        """What is shown."""
        return self._lu

    def set_aside(self) -> str:
        """Keep the document shown to compare the next one with it; return its title."""
        self._reference = self._lu
        return _titre(self._lu) if self._lu is not None else ""

    def show_document(self, lu: DocumentLuDmp | None, pages: Sequence[PageImage] = ()) -> None:
        """Show a document, or the place where it will be."""
        self._lu = lu
        if lu is None:
            self._reference = None
            self.setCurrentIndex(0)
            return
        self._titre.setText(_titre(lu))
        phrases = [p for p in (lu.ouvert.avertissement, *lu.avertissements) if p]
        self._avertissement.setText("\n".join(phrases))
        self._avertissement.setVisible(bool(phrases))
        self._document.show_html(lu.html)
        self._pages.show_pages(page.png for page in pages)
        self.apports.show_propositions(lu.propositions)
        combien = len(lu.propositions.apports)
        self.mode.set_words(APPORTS, f"À reprendre {combien}" if combien else "À reprendre")
        reference = self._reference
        is_comparee = reference is not None and reference.ouvert.document != lu.ouvert.document
        if reference is not None and is_comparee:
            self._ecarts.show_html(compare_html(reference, lu))
        self.mode.offer(PAGES, bool(pages))
        self.mode.offer(ECARTS, is_comparee)
        self.mode.choose(ECARTS if is_comparee else PAGES if pages else DOCUMENT)
        self._show_mode(self.mode.current or DOCUMENT)
        self.setCurrentIndex(1)

    def _show_mode(self, mode: str) -> None:
        self._faces.setCurrentIndex((DOCUMENT, PAGES, APPORTS, ECARTS).index(mode))


def compare_html(avant: DocumentLuDmp, apres: DocumentLuDmp) -> str:
    """Return what the second document removes from and adds to the first, said in words and signs."""
    lignes = []
    for mot in difflib.ndiff(avant.lignes, apres.lignes):
        signe, texte = mot[:2], escape(mot[2:])
        if signe == "- ":
            lignes.append(f"<p><b>− Retiré</b> {texte}</p>")
        elif signe == "+ ":
            lignes.append(f"<p><b>+ Ajouté</b> {texte}</p>")
    corps = "".join(lignes) or "<p>Les deux documents disent la même chose.</p>"
    return f"<h2>De «\u00a0{escape(_titre(avant))}\u00a0» à «\u00a0{escape(_titre(apres))}\u00a0»</h2>{corps}"


def _titre(lu: DocumentLuDmp) -> str:
    return lu.ouvert.document.titre or lu.ouvert.document.type_libelle
