"""The middle pane: the document as it reads, the message around it, or the pages as they were sent."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from ambroise.ui.actions import Actions
from ambroise.ui.messages.ports import MessageLu
from ambroise.ui.widgets.banners import Banner, Banners
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import Chip
from ambroise.ui.widgets.empty import EmptyState
from ambroise.ui.widgets.feuilles import Feuilles
from ambroise.ui.widgets.layouts import column, fill, frame, row
from ambroise.ui.widgets.reader import Reader
from ambroise.ui.widgets.segmented import Segmented
from ambroise.ui.words import foldable

DOCUMENT, MESSAGE, PAGES = "document", "message", "pages"


class DocumentPane(QWidget):
    """One document, three ways to look at it."""

    receipt_answered = Signal(bool)
    """Whether the sender may be told that the message was read."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notices = Banners(margins=(20, 12, 20, 0))
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
        answers = row(margins=(20, 0, 20, 12), gap=8)
        fill(answers, *(Button.of(actions[f"messages.{name}"]) for name in ("reply", "forward")), 0)
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
        layout.addWidget(self.notices)
        layout.addWidget(around, 1)
        layout.addLayout(answers)
        self.show_message(None)

    def show_message(self, message: MessageLu | None) -> None:
        """Show a message, its document first when it has one."""
        document = None if message is None else message.document
        self._verified.setVisible(document is not None and document.archive_verifiee)
        self.mode.offer(DOCUMENT, document is not None)
        self.mode.offer(MESSAGE, message is not None)
        self.mode.offer(PAGES, document is not None and bool(document.pages_png))
        self._pages.show_pages(())
        self._show_notices(message)
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

    def _show_notices(self, message: MessageLu | None) -> None:
        self.notices.clear()
        if message is None:
            return
        if message.accuse_demande:
            yes, no = Button("Envoyer l’accusé"), Button("Ne pas envoyer", variant="flat")
            asked = Banner(
                "Accusé de lecture demandé",
                foldable(message.accuse_demande),
                icon="mail",
                buttons=(yes, no),
                closable=False,
            )
            for button, accept in ((yes, True), (no, False)):
                button.clicked.connect(lambda _checked=False, a=accept: self._answer(asked, accept=a))
            self.notices.add(asked)
        for remark in message.remarques:
            self.notices.add(Banner(remark, tone="warning", icon="circle-alert"))
        if message.critiques:
            words = " · ".join(message.critiques)
            self.notices.add(
                Banner("Résultat critique", words, tone="danger", icon="triangle-alert", closable=False)
            )

    def _answer(self, asked: Banner, *, accept: bool) -> None:
        asked.dismiss()
        self.receipt_answered.emit(accept)

    def _show_mode(self, mode: str) -> None:
        self._faces.setCurrentWidget(
            {DOCUMENT: self._document, MESSAGE: self._message, PAGES: self._pages}[mode]
        )
