"""The middle pane: the document as it reads, the message around it, or the pages as they were sent."""

import re
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QPixmap, QTextDocument
from PySide6.QtWidgets import QLabel, QScrollArea, QStackedLayout, QTextBrowser, QWidget

from ambroise.ui.fonts import font
from ambroise.ui.messages.ports import MessageLu
from ambroise.ui.tokens import current_tokens
from ambroise.ui.widgets.chips import Chip
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.layouts import clear, column, fill, frame, row
from ambroise.ui.widgets.segmented import Segmented

DOCUMENT, MESSAGE, PAGES = "document", "message", "pages"

_HEADINGS = re.compile(r"<(/?)(h[1-6])\b", re.IGNORECASE)
"""Qt enlarges headings whatever the style sheet says: they become paragraphs of a class."""
_STYLE = re.compile(r"<style\b.*?</style>", re.IGNORECASE | re.DOTALL)
"""The colours of a printed page are not those of the theme."""
_NO_IMAGE = QImage(1, 1, QImage.Format.Format_ARGB32)
_NO_IMAGE.fill(0)


class Reader(QTextBrowser):
    """Shows text that came from outside: it loads nothing, follows nothing, whatever the text asks."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("frameless", True)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.document().setDefaultFont(font())
        self.document().setDocumentMargin(20)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Refuse every resource: no style sheet, no address; an empty pixel stands for each image."""
        return _NO_IMAGE if kind == QTextDocument.ResourceType.ImageResource.value else None

    def show_html(self, html: str) -> None:
        """Show a document in the colours of the theme."""
        tokens = current_tokens()
        self.document().setDefaultStyleSheet(
            f"body {{ color: {tokens.text}; }} .h1 {{ font-size: 20px; font-weight: 600; }}"
            " .h2, .h3 { font-weight: 600; }"
            f" th {{ color: {tokens.secondary}; font-size: 12px; text-align: left; }}"
            " table { border-collapse: collapse; }"
            f" td, th {{ padding: 6px 12px; border: 1px solid {tokens.line}; }}"
            f" .type, dt, .note, .lien {{ color: {tokens.secondary}; }}"
            f" .critique {{ color: {tokens.danger}; font-weight: 600; }}"
        )
        self.setHtml(_HEADINGS.sub(_paragraph, _STYLE.sub("", html)))


class DocumentPane(QWidget):
    """One document, three ways to look at it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mode = Segmented(
            "Présentation",
            [(DOCUMENT, "Document"), (MESSAGE, "Message"), (PAGES, "PDF d’origine")],
            DOCUMENT,
        )
        self.mode.chosen.connect(self._show_mode)
        self._verified = Chip("MSSanté, archive vérifiée", "success", "shield-check")
        self._document, self._message = Reader("Document"), Reader("Message")
        self._pages = QScrollArea()
        self._pages.setWidgetResizable(True)
        self._pages.setAccessibleName("Pages d’origine")
        sheet = QWidget()
        self._sheets = column(sheet, margins=(16, 16, 16, 16), gap=16)
        self._pages.setWidget(sheet)
        nothing = EmptyState(
            "mail", "Aucun message choisi", "Choisissez un message à gauche pour le lire ici."
        )
        bar = frame("bar")
        bar.setFixedHeight(48)
        fill(row(bar, margins=(16, 0, 16, 0)), self.mode, 0, self._verified)
        paper = frame("card")
        self._faces = QStackedLayout(paper)
        self._faces.setContentsMargins(1, 1, 1, 1)
        for face in (nothing, self._document, self._message, self._pages):
            self._faces.addWidget(face)
        around = QWidget()
        around.setProperty("surface", "sunken")
        around.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column(around, margins=(20, 20, 20, 20)).addWidget(paper)
        layout = column(self)
        layout.addWidget(bar)
        layout.addWidget(around, 1)
        self.show_message(None)

    def show_message(self, message: MessageLu | None) -> None:
        """Show a message, its document first when it has one."""
        document = None if message is None else message.document
        self._verified.setVisible(document is not None and document.archive_verifiee)
        self.mode.offer(DOCUMENT, document is not None)
        self.mode.offer(MESSAGE, message is not None)
        self.mode.offer(PAGES, document is not None and bool(document.pages_png))
        clear(self._sheets)
        if message is None:
            self._faces.setCurrentIndex(0)
            return
        self._message.setPlainText(message.texte)
        if document is None:
            self.mode.choose(MESSAGE)
        else:
            self._document.show_html(document.html)
            for number, png in enumerate(document.pages_png, 1):
                self._sheets.addWidget(_sheet(png, number))
            self.mode.choose(DOCUMENT)
        self._show_mode(self.mode.current or MESSAGE)

    def _show_mode(self, mode: str) -> None:
        self._faces.setCurrentWidget(
            {DOCUMENT: self._document, MESSAGE: self._message, PAGES: self._pages}[mode]
        )


def _sheet(png: bytes, number: int) -> QLabel:
    sheet = QLabel()
    sheet.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    image = QImage.fromData(png)
    if image.isNull():
        sheet.setText(f"La page {number} est illisible.")
    else:
        sheet.setPixmap(QPixmap.fromImage(image))
    sheet.setAccessibleName(f"Page {number}")
    return sheet


def _paragraph(tag: re.Match[str]) -> str:
    return "</p" if tag[1] else f"<p class='{tag[2].lower()}'"
