"""A scan lands anywhere: a burst of keys ended by Enter is a code, not a person typing."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

RAFALE_S: Final = 0.06
"""Keys closer than this come from a scanner."""

LONGUEUR_MINIMALE: Final = 8

GS: Final = "\x1d"
"""The separator of the DataMatrix of a pack, which a scanner types as Ctrl+]."""

_CROCHETS: Final = (Qt.Key.Key_BracketRight, Qt.Key.Key_Dollar)
"""The key of « ] » on an American keyboard, and what a French one calls it."""


class ScanCatcher(QObject):
    """Watches the keys while its screen is shown; text fields keep what is typed in them."""

    scanned = Signal(str)
    started = Signal()
    """A burst began: a digit taken for an answer must be forgotten."""

    def __init__(self, screen: QWidget, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(screen)
        self._screen, self._clock = screen, clock
        self._texte = ""
        self._dernier = 0.0
        self._dernier_caractere = ""

    def watch(self, oui: bool) -> None:
        """Start or stop watching."""
        app = QApplication.instance()
        assert app is not None
        app.removeEventFilter(self)
        self._texte = ""
        if oui:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        if not isinstance(event, QKeyEvent) or not self._is_mine(watched):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            return self._override(event)
        return self._press(event)

    def _override(self, event: QKeyEvent) -> bool:
        """Keep the keys of a burst away from the shortcuts."""
        en_rafale = bool(self._texte or self._dernier_caractere) and self._is_rafale()
        if en_rafale and (_text(event) or _is_return(event)):
            if not self._texte:
                self._texte = self._dernier_caractere
                self.started.emit()
            event.accept()
            return True
        if _text(event):
            # A shortcut may take this key before any KeyPress: it may yet be the first of a burst.
            self._texte = ""
            self._dernier_caractere, self._dernier = event.text(), self._clock()
        return False

    def _press(self, event: QKeyEvent) -> bool:
        if _is_return(event):
            texte, self._texte, self._dernier_caractere = self._texte, "", ""
            if len(texte) >= LONGUEUR_MINIMALE and self._is_rafale():
                self.scanned.emit(texte)
                return True
            return False
        if not _text(event):
            return False
        if self._texte and self._is_rafale():
            self._texte += _text(event)
            self._dernier = self._clock()
            return True
        self._texte, self._dernier_caractere = "", event.text()
        self._dernier = self._clock()
        return False

    def _is_rafale(self) -> bool:
        return self._clock() - self._dernier <= RAFALE_S

    def _is_mine(self, watched: QObject) -> bool:
        if not isinstance(watched, QWidget) or watched is not (
            QApplication.focusWidget() or self._screen.window()
        ):
            return False
        champ = isinstance(watched, QLineEdit | QPlainTextEdit | QTextEdit | QAbstractSpinBox | QComboBox)
        return not champ and watched.window() is self._screen.window()


def _text(event: QKeyEvent) -> str:
    """Return what the key types, the separator of a DataMatrix included; empty for a command."""
    sans = Qt.KeyboardModifier.NoModifier
    modifiers = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    if modifiers == Qt.KeyboardModifier.ControlModifier and event.key() in _CROCHETS:
        return GS
    return event.text() if event.text().isprintable() and modifiers == sans else ""


def _is_return(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
