"""A row of small filters above a list, one of them chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from ambroise.ui.widgets.buttons import FilterButton
from ambroise.ui.widgets.layouts import row


class Filters(QWidget):
    """Shows filters as ``(key, words)``; exactly one is chosen."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._group = QButtonGroup(self)
        self._buttons: dict[str, FilterButton] = {}
        layout = row(self, gap=4)
        for key, words in choices:
            button = FilterButton(words, self._named(words))
            button.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self._buttons[key] = button
            layout.addWidget(button)
        self.choose(choices[0][0])

    @property
    def current(self) -> str:
        """The key of the filter chosen."""
        return next(key for key, button in self._buttons.items() if button.isChecked())

    def choose(self, key: str) -> None:
        """Choose a filter without announcing it."""
        self._buttons[key].setChecked(True)

    def set_words(self, key: str, words: str) -> None:
        """Change the words of a filter, its count for instance."""
        self._buttons[key].set_words(words, self._named(words))

    def _named(self, words: str) -> str:
        return f"{self._name}\u00a0: {words}"
