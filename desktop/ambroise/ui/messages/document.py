"""The middle pane: the document as it reads, the message around it, or the pages as they were sent."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout, QWidget

from ambroise.ui.messages.ports import MessageLu
from ambroise.ui.widgets.chips import Chip
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.feuilles import Feuilles
from ambroise.ui.widgets.layouts import column, fill, frame, row
from ambroise.ui.widgets.reader import Reader
from ambroise.ui.widgets.segmented import Segmented

DOCUMENT, MESSAGE, PAGES = "document", "message", "pages"


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
        self._pages = Feuilles("Pages d’origine", margin=16)
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
        self._pages.show_pages(())
        if message is None:
            self._faces.setCurrentIndex(0)
            return
        self._message.setPlainText(message.texte)
        if document is None:
            self.mode.choose(MESSAGE)
        else:
            self._document.show_html(document.html)
            self._pages.show_pages(document.pages_png)
            self.mode.choose(DOCUMENT)
        self._show_mode(self.mode.current or MESSAGE)

    def _show_mode(self, mode: str) -> None:
        self._faces.setCurrentWidget(
            {DOCUMENT: self._document, MESSAGE: self._message, PAGES: self._pages}[mode]
        )
