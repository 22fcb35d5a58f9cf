"""What a light means, the details behind it, and the actions that mend it; never a dialog."""

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QWidget

from ambroise.ui.shell.light import Light
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import column, fill, label, row, rule


class Popover(QFrame):
    """Lies over the window under the light that opened it; goes with the focus, or with Escape."""

    repair = Signal(str)
    """The key of the light, or of one of its other actions."""

    def __init__(self, light: Light, opener: QWidget) -> None:
        super().__init__(opener.window())
        self.light, self._opener = light, opener
        self.setProperty("overlay", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{light.word}\u00a0: {light.value}")
        self.setFixedWidth(332)
        layout = column(self, margins=(16, 12, 16, 12), gap=8)
        sentence = label(light.sentence or "Rien à signaler.", wrap=True)
        fill(layout, label(f"{light.word}\u00a0: {light.value}", "strong"), sentence)
        if light.details:
            grid = QGridLayout()
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(4)
            grid.setColumnStretch(0, 1)
            for number, (name, words) in enumerate(light.details):
                grid.addWidget(label(name, "label", wrap=True), number, 0)
                grid.addWidget(label(words), number, 1)
            layout.addWidget(rule())
            layout.addLayout(grid)
        asked = [(light.key, light.repair)] if light.repair else []
        for key, words in (*light.others, *asked):
            button = Button(words)
            button.clicked.connect(lambda _checked=False, key=key: self._mend(key))
            line = row()
            fill(line, button, 0)
            layout.addLayout(line)
            if self.focusProxy() is None:
                self.setFocusProxy(button)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    def open(self) -> None:
        """Show below the opener, inside the window."""
        window, opener = self.window(), self._opener
        layout = self.layout()
        assert layout is not None
        self.setFixedHeight(layout.totalHeightForWidth(self.width()))
        corner = opener.mapTo(window, QPoint(opener.width() - self.width(), opener.height() + 4))
        self.move(max(corner.x(), 8), corner.y())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Go away."""
        if not self.isHidden():
            self.hide()
            self.deleteLater()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Escape:  # closes this, and does not leave the screen
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._opener.setFocus(Qt.FocusReason.PopupFocusReason)
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now is not self and not self.isAncestorOf(now):
            self.dismiss()

    def _mend(self, key: str) -> None:
        self._opener.setFocus(Qt.FocusReason.PopupFocusReason)
        self.dismiss()
        self.repair.emit(key)
