"""A scanner that types: a datamatrix INS is caught wherever the focus is, and never left in a field."""

import re
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from ambroise.domain.datamatrix_ins import LONGUEUR_MAXIMALE, repair_scan

_TETE: Final = 8
"""Characters after which nobody doubts: ``IS``, the version and four of its zeros."""
_SILENCE_MS: Final = 500
"""A scanner set without a final Return has finished when it has been silent for this long."""
_FINS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


def is_datamatrix(texte: str) -> bool:
    """Tell whether a text begins as a datamatrix INS, in any keyboard layout."""
    return re.match(r"IS\d\d0{4}", repair_scan(texte[: _TETE + 4])) is not None


class Douchette(QObject):
    """Watches the keys of a screen while it is shown; ``scanned`` carries the text as it was typed."""

    scanned = Signal(str)

    def __init__(self, screen: QWidget) -> None:
        super().__init__(screen)
        self._screen = screen
        self._frappes: list[tuple[str, QLineEdit | None, str]] = []
        self._capture: list[str] | None = None
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(_SILENCE_MS)
        self._silence.timeout.connect(self._finish)
        screen.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        type_ = event.type()
        if watched is self._screen and type_ in (QEvent.Type.Show, QEvent.Type.Hide):
            self._listen(type_ is QEvent.Type.Show)
        elif type_ is QEvent.Type.ShortcutOverride and self._capture is not None and self._is_mine(watched):
            event.accept()  # no shortcut acts in the middle of a scan
            return True
        elif type_ is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._is_mine(watched):
            return self._press(event)
        return False

    def _listen(self, shown: bool) -> None:
        application = QApplication.instance()
        assert application is not None
        self._frappes, self._capture = [], None
        application.removeEventFilter(self)
        if shown:
            application.installEventFilter(self)

    def _is_mine(self, watched: QObject) -> bool:
        focus = QApplication.focusWidget() or self._screen.window()
        return watched is focus and (
            focus is self._screen.window() or self._screen.isAncestorOf(focus) or focus is self._screen
        )

    def _press(self, event: QKeyEvent) -> bool:
        if self._capture is not None:
            return self._go_on(self._capture, event)
        if event.matches(QKeySequence.StandardKey.Paste):
            return self._paste()
        texte = event.text()
        if not texte or not texte.isprintable():
            if event.key() not in (Qt.Key.Key_Shift, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock):
                self._frappes = []
            return False
        champ = QApplication.focusWidget()
        ligne = champ if isinstance(champ, QLineEdit) else None
        self._frappes = [*self._frappes[1 - _TETE :], (texte, ligne, ligne.text() if ligne else "")]
        tete = "".join(t for t, _, _ in self._frappes)
        if len(self._frappes) == _TETE and is_datamatrix(tete):
            _, ligne, avant = self._frappes[0]
            if ligne is not None:
                ligne.setText(avant)
            self._capture, self._frappes = [tete], []
            self._silence.start()
            return True
        return False

    def _go_on(self, capture: list[str], event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self._capture = None
            self._silence.stop()
        elif event.key() in _FINS:
            self._finish()
        elif event.text():
            if len(capture) <= LONGUEUR_MAXIMALE:  # a longer one is refused when read
                capture.append(event.text())
            self._silence.start()
        return True

    def _paste(self) -> bool:
        texte = QGuiApplication.clipboard().text()
        if not is_datamatrix(texte):
            return False
        self.scanned.emit(texte)
        return True

    def _finish(self) -> None:
        self._silence.stop()
        capture, self._capture = self._capture, None
        if capture is not None:
            self.scanned.emit("".join(capture))
