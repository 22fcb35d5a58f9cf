"""Communes proposed under the postal code and under the name; the one chosen fills both fields."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

from ambroise.domain.lieu import CommunePostale

LETTRES_MINIMALES: Final = 2
_CHIFFRES: Final = 5
_CODE: Final = Qt.ItemDataRole.UserRole + 1
_NOM: Final = Qt.ItemDataRole.UserRole + 2


class CommunesProposees(QObject):
    """``wanted`` carries what is typed; :meth:`show_found` answers it, late answers are dropped."""

    wanted = Signal(str)

    def __init__(self, code_postal: QLineEdit, commune: QLineEdit) -> None:
        super().__init__(commune)
        self._code_postal, self._commune = code_postal, commune
        self._items = QStandardItemModel(self)
        self._demande: QLineEdit | None = None
        for field, role in ((code_postal, _CODE), (commune, _NOM)):
            self._attach(field, role)

    def show_found(self, texte: str, trouvees: Sequence[CommunePostale]) -> None:
        """Propose communes for a text; a whole postal code of one commune fills an empty name at once."""
        field = self._demande
        if field is None or field.text() != texte:
            return
        self._items.clear()
        for commune in trouvees:
            item = QStandardItem(f"{commune.code_postal} {commune.nom}")
            item.setData(commune.code_postal, _CODE)
            item.setData(commune.nom, _NOM)
            self._items.appendRow(item)
        seule = len(trouvees) == 1 and len(texte) == _CHIFFRES and texte.isdigit()
        if seule and not self._commune.text():
            self._commune.setText(trouvees[0].nom)
        elif trouvees and field.hasFocus():
            field.completer().complete()

    @property
    def labels(self) -> list[str]:
        """What is proposed now."""
        return [self._items.item(rang).text() for rang in range(self._items.rowCount())]

    def _attach(self, field: QLineEdit, role: int) -> None:
        completer = QCompleter(self._items, field)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCompletionRole(role)
        liste = QListView()
        liste.setAccessibleName("Communes proposées")
        completer.setPopup(liste)
        completer.activated[QModelIndex].connect(self._choose)  # type: ignore[index]
        field.setCompleter(completer)
        field.textEdited.connect(lambda texte: self._ask(field, texte))

    def _ask(self, field: QLineEdit, texte: str) -> None:
        self._demande = field
        self._items.clear()
        if len(texte.strip()) >= LETTRES_MINIMALES:
            self.wanted.emit(texte)

    def _choose(self, index: QModelIndex) -> None:
        self._code_postal.setText(index.data(_CODE))
        self._commune.setText(index.data(_NOM))
