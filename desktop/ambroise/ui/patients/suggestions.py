"""Terms suggested under a field as one types; the one chosen is written by its label."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

from ambroise.domain.terminologie import Terme

LETTRES_MINIMALES: Final = 2
_LIBELLE: Final = Qt.ItemDataRole.UserRole + 1


class Suggestions(QCompleter):
    """Asks for terms at each letter typed, never at what a program writes."""

    def __init__(self, field: QLineEdit, search: Callable[[str], Sequence[Terme]]) -> None:
        self._items = QStandardItemModel()
        super().__init__(self._items, field)
        self._search = search
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setCompletionRole(_LIBELLE)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        liste = QListView()
        liste.setAccessibleName("Termes proposés")
        self.setPopup(liste)
        field.setCompleter(self)
        field.textEdited.connect(self._ask)

    @property
    def labels(self) -> list[str]:
        """What is suggested now."""
        return [self._items.item(rang).data(_LIBELLE) for rang in range(self._items.rowCount())]

    def _ask(self, texte: str) -> None:
        self._items.clear()
        if len(texte.strip()) < LETTRES_MINIMALES:
            return
        for terme in self._search(texte):
            item = QStandardItem(f"{terme.libelle} · {terme.code}")
            item.setData(terme.libelle, _LIBELLE)
            self._items.appendRow(item)
