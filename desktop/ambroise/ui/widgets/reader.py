"""A document that came from outside, as harmless HTML in the colours of the theme."""

import re
from typing import Any

from PySide6.QtCore import QEvent, QSize, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from ambroise.ui.fonts import font
from ambroise.ui.tokens import current_tokens
from ambroise.ui.widgets.inline_images import read_inline_image

_HEADINGS = re.compile(r"<(/?)(h[1-6])\b", re.IGNORECASE)
"""Qt enlarges headings whatever the style sheet says: they become paragraphs of a class."""
_STYLE = re.compile(r"<style\b.*?</style>", re.IGNORECASE | re.DOTALL)
"""The colours of a printed page are not those of the theme."""
_INLINE = re.compile(r'<img\b[^>]*\bsrc="data:([^"]*)"[^>]*>', re.IGNORECASE)
_NO_IMAGE = QImage(1, 1, QImage.Format.Format_ARGB32)
_NO_IMAGE.fill(0)
_MARGE = 20


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
        self.document().setDocumentMargin(_MARGE)
        self._html, self._dressed_in = "", ""

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Refuse every address: no style sheet, and only the pictures that the text carries in itself."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        adresse = QUrl(name)
        if adresse.scheme() != "data":
            return _NO_IMAGE
        seen = self.viewport().size()
        room = QSize(round(seen.width() * 0.85) - 2 * _MARGE, round(seen.height() * 0.6))
        return read_inline_image(adresse.path(), room) or _NO_IMAGE

    def show_html(self, html: str) -> None:
        """Show a document in the colours of the theme, and in those of the next one when it changes."""
        tokens = current_tokens()
        self._html, self._dressed_in = html, tokens.name
        self.document().setDefaultStyleSheet(
            f"body {{ color: {tokens.text}; }} .h1 {{ font-size: 20px; font-weight: 600; }}"
            " .h2, .h3 { font-weight: 600; }"
            f" th {{ color: {tokens.secondary}; font-size: 12px; text-align: left; }}"
            " table { border-collapse: collapse; }"
            f" td, th {{ padding: 6px 12px; border: 1px solid {tokens.line}; }}"
            f" .type, dt, .note, .lien {{ color: {tokens.secondary}; }}"
            f" .critique {{ color: {tokens.danger}; font-weight: 600; }}"
        )
        self.setHtml(_HEADINGS.sub(_paragraph, _INLINE.sub(_readable, _STYLE.sub("", html))))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        dressed = (QEvent.Type.PaletteChange, QEvent.Type.StyleChange)
        if event.type() in dressed and self._html and self._dressed_in != current_tokens().name:
            seen = self.verticalScrollBar().value()
            self.show_html(self._html)
            self.verticalScrollBar().setValue(seen)


def _readable(image: re.Match[str]) -> str:
    """Keep a picture that can be shown; say it of another: an empty place reads as nothing to see."""
    if read_inline_image(image[1]) is not None:
        return image[0]
    return "<span class='note'>Image illisible, ou trop grande pour être affichée.</span>"


def _paragraph(tag: re.Match[str]) -> str:
    return "</p" if tag[1] else f"<p class='{tag[2].lower()}'"
