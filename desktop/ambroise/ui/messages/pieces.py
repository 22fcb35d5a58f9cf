"""The documents of the file that leave with a message, and the letter itself as one of them."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtWidgets import QCheckBox, QWidget

from ambroise.domain.dossier import Document
from ambroise.ui.widgets.layouts import clear, column, fill, label, scroller


class Attachments(QWidget):
    """Boxes to tick; what is ticked leaves as CDA and PDF in one archive."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: dict[UUID, QCheckBox] = {}
        self._letter = QCheckBox("Cette &lettre, rangée au dossier")
        self._note = label("", "label", wrap=True)
        inner = QWidget()
        self._list = column(inner, gap=8)
        layout = column(self, margins=(16, 12, 16, 12), gap=8)
        fill(layout, self._letter, self._note)
        layout.addWidget(scroller(inner), 1)
        self.show_documents((), is_about_someone=False)

    def show_documents(self, documents: Sequence[Document], *, is_about_someone: bool) -> None:
        """Offer the documents of a file, none ticked."""
        clear(self._list)
        self._boxes = {}
        for document in documents:
            box = QCheckBox(document.titre.replace("&", "&&"))
            box.setToolTip(document.titre)
            self._boxes[document.id] = box
            fill(self._list, box)
        fill(self._list, 0)
        self._letter.setVisible(is_about_someone)
        self._letter.setChecked(False)
        if not is_about_someone:
            self._note.setText("Les documents se joignent depuis le dossier d’un patient.")
        elif not documents:
            self._note.setText("Ce dossier ne contient encore aucun document à joindre.")
        else:
            self._note.setText("Chaque document part en CDA et en PDF, dans une archive XDM.")

    def choose(self, documents: Sequence[UUID], *, joins_letter: bool) -> None:
        """Tick what was ticked before; a document that left the file meanwhile is passed over."""
        for id_, box in self._boxes.items():
            box.setChecked(id_ in documents)
        self._letter.setChecked(joins_letter)

    @property
    def chosen(self) -> tuple[UUID, ...]:
        """The documents ticked, in the order shown."""
        return tuple(id_ for id_, box in self._boxes.items() if box.isChecked())

    @property
    def joins_letter(self) -> bool:
        """Whether the letter leaves as a document too."""
        return self._letter.isVisibleTo(self) and self._letter.isChecked()
