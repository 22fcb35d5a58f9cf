"""A segmented control: a few exclusive choices side by side, all visible."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from ambroise.ui.icons import set_icon


class Segmented(QWidget):
    """Shows choices as ``(key, words)``; nothing is chosen until told so.

    Args:
        name: what is being chosen, said by a screen reader before each choice.
        tick: show a check mark on the chosen one.
    """

    chosen = Signal(str)

    def __init__(
        self,
        name: str,
        choices: Sequence[tuple[str, str]],
        current: str | None = None,
        *,
        tick: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        self._tick = tick
        self._name = name
        self.setAccessibleName(name)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for index, (key, words) in enumerate(choices):
            button = QToolButton()
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.setProperty("edge", _edge(index, len(choices)))
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIconSize(QSize(14, 14))
            self._group.addButton(button)
            self._buttons[key] = button
            self.set_words(key, words)
            layout.addWidget(button)
            button.clicked.connect(lambda _checked=False, key=key: self._choose(key))
        if current is not None:
            self.choose(current)

    @property
    def current(self) -> str | None:
        """The key chosen, None before any choice."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), None)

    @property
    def first(self) -> QToolButton:
        """The first choice, where the keyboard enters."""
        return next(iter(self._buttons.values()))

    def choose(self, key: str | None) -> None:
        """Show a choice without announcing it; None shows that nothing is chosen."""
        self._group.setExclusive(False)
        for other, button in self._buttons.items():
            button.setChecked(other == key)
        self._group.setExclusive(True)
        self._mark()

    def set_words(self, key: str, words: str) -> None:
        """Change the words of a choice, its count for instance."""
        self._buttons[key].setText(words)
        self._buttons[key].setAccessibleName(f"{self._name}\u00a0: {words}")

    def offer(self, key: str, available: bool) -> None:
        """Make a choice available or not."""
        self._buttons[key].setEnabled(available)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = list(self._buttons)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        focused = next((key for key, button in self._buttons.items() if button.hasFocus()), None)
        if not step or focused is None:
            super().keyPressEvent(event)
            return
        target = keys[(keys.index(focused) + step) % len(keys)]
        self._buttons[target].setFocus(Qt.FocusReason.TabFocusReason)
        self._buttons[target].click()

    def _choose(self, key: str) -> None:
        self._mark()
        self.chosen.emit(key)

    def _mark(self) -> None:
        if not self._tick:
            return
        for button in self._buttons.values():
            if button.isChecked():
                set_icon(button, "check", "accent", "accent")
            else:
                button.setProperty("iconName", "")
                button.setIcon(type(button.icon())())


def _edge(index: int, count: int) -> str:
    if count == 1:
        return "only"
    return "first" if index == 0 else "last" if index == count - 1 else "middle"
