"""Licences: each component that ships, its version, and the whole text of its licence beside."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QStackedWidget, QWidget

from ambroise.ui.painting import Span
from ambroise.ui.screen import Context, Screen
from ambroise.ui.widgets.layouts import column, fill, label, row
from ambroise.ui.widgets.lists import SectionList, TwoLine
from ambroise.ui.words import NBSP, plural
from ambroise.usecases.composants import Composant

_LIST_WIDTH = 340


class LicencesScreen(Screen):
    """Shows what it is given once; the texts are those the components carry."""

    key, title = "licences", "Licences"

    def __init__(self, context: Context, read: Callable[[], Sequence[Composant]]) -> None:
        super().__init__(context)
        self._read = read
        self.list = SectionList("Composants", lines=True)
        self.list.setFixedWidth(_LIST_WIDTH)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Texte de la licence")
        self.text.setProperty("frameless", True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._count = label("", "secondary")
        self._body = QStackedWidget()
        self._waiting = label("", "secondary")
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._body.addWidget(self._waiting)
        self._body.addWidget(self._make_panes())
        page = QWidget()
        whole = column(page, gap=0)
        head = column(margins=(24, 20, 24, 12), gap=4)
        fill(head, label("Licences", "title"), self._count)
        whole.addLayout(head)
        whole.addWidget(self._body, 1)
        self.put(page)
        self.list.current_changed.connect(self._show)

    def enter(self, argument: object = None) -> None:
        if self.list.items.rowCount() == 0:
            self._waiting.setText("Les licences se lisent…")
            self.run(lambda _task: self._read(), self.show_composants, on_error=self._not_read)

    def first_focus(self) -> QWidget:
        return self.list

    def show_composants(self, composants: Sequence[Composant]) -> None:
        """Fill the list and open the first."""
        self.list.show_items([_row(composant) for composant in composants])
        self._count.setText(
            f"{plural(len(composants), 'composant')}, chacun sous la licence de ses auteurs. "
            f"Dans un terminal{NBSP}: ambroise licences."
        )
        self._body.setCurrentIndex(1)
        self.list.setCurrentIndex(self.list.items.index(0))
        self.list.setFocus()

    def _not_read(self, error: BaseException) -> None:
        self._waiting.setText("Aucune licence à montrer.")
        self.show_error(error)

    def _make_panes(self) -> QWidget:
        panes = QWidget()
        layout: QHBoxLayout = row(panes, gap=0)
        layout.addWidget(self.list)
        layout.addWidget(self.text, 1)
        return panes

    def _show(self, composant: object) -> None:
        if isinstance(composant, Composant):
            self.text.setPlainText("\n\n".join(composant.textes) or composant.licence)


def _row(composant: Composant) -> TwoLine:
    return TwoLine(
        (Span(composant.nom),),
        (Span(composant.licence, tone="secondary"),),
        right=(Span(composant.version, tone="secondary"),),
        data=composant,
    )
