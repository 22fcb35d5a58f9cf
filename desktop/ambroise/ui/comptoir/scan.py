"""A scan lands anywhere: a burst of keys ended by Enter or Tab is a code, not a person typing."""

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

SUITE_S: Final = 0.25
"""A slow scanner leaves this long between two keys of a code that nobody would type at the counter."""

LONGUEUR_MINIMALE: Final = 8

LONGUEUR_CHAMP: Final = 13
"""In a field somebody may type fast: nothing shorter than the code of a pack is taken for a scan."""

_TAPES: Final = frozenset(" 12345+-")
"""What people do type at the counter, one key after the other."""

GS: Final = "\x1d"
"""The separator of the DataMatrix of a pack, which a scanner types as Ctrl+]."""

_CROCHETS: Final = (Qt.Key.Key_BracketRight, Qt.Key.Key_Dollar)
"""The key of « ] » on an American keyboard, and what a French one calls it."""


class ScanCatcher(QObject):
    """Watches the keys while its screen is shown; a field that received a scan gets back what it held."""

    scanned = Signal(str)
    started = Signal()
    """A burst began: a digit taken for an answer must be forgotten."""

    def __init__(self, screen: QWidget, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(screen)
        self._screen, self._clock = screen, clock
        self._texte = ""
        self._dernier = 0.0
        self._dernier_caractere = ""
        self._rend: Callable[[], object] | None = None

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
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget) or not self._is_mine(watched):
            return False
        champ = watched if isinstance(watched, _CHAMPS) else None
        if event.type() == QEvent.Type.ShortcutOverride:
            return self._override(event, champ)
        return self._press(event, champ)

    def _override(self, event: QKeyEvent, champ: QWidget | None) -> bool:
        """Keep the keys of a burst away from the shortcuts."""
        en_rafale = bool(self._texte or self._dernier_caractere) and self._is_suite(event, champ)
        if en_rafale and (_text(event) or _is_end(event)):
            if not self._texte:
                self._texte = self._dernier_caractere
                self.started.emit()
            event.accept()
            return True
        if _text(event):
            # A shortcut may take this key before any KeyPress: it may yet be the first of a burst.
            self._begin(event)
        return False

    def _press(self, event: QKeyEvent, champ: QWidget | None) -> bool:
        if _is_end(event):
            return self._finish(event, champ)
        if not _text(event):
            return False
        if self._texte and self._is_suite(event, champ):
            if champ is not None and self._rend is None:
                self._rend = _keep(champ)
            self._texte += _text(event)
            self._dernier = self._instant(event)
            return champ is None
        self._begin(event)
        if champ is not None:
            self._rend = _keep(champ)
        return False

    def _begin(self, event: QKeyEvent) -> None:
        self._texte, self._rend = "", None
        self._dernier_caractere, self._dernier = _text(event), self._instant(event)

    def _finish(self, event: QKeyEvent, champ: QWidget | None) -> bool:
        """Give the code that a burst ends; return whether its last key is taken."""
        texte, self._texte, self._dernier_caractere = self._texte, "", ""
        minimum = LONGUEUR_MINIMALE if champ is None else LONGUEUR_CHAMP
        if len(texte) < minimum or not self._is_suite(event, champ, texte):
            return False
        if self._rend is not None:
            self._rend()
        self.scanned.emit(texte)
        return True

    def _is_suite(self, event: QKeyEvent, champ: QWidget | None, texte: str = "") -> bool:
        """Tell whether a key follows the former one as those of a scanner do."""
        avant = texte or self._texte or self._dernier_caractere
        lent = champ is None and not (len(avant) == 1 and avant in _TAPES)
        return self._instant(event) - self._dernier <= (SUITE_S if lent else RAFALE_S)

    def _instant(self, event: QKeyEvent) -> float:
        """Return when the key was pressed: what the system noted, whatever we were doing meanwhile."""
        return event.timestamp() / 1000 or self._clock()

    def _is_mine(self, watched: QWidget) -> bool:
        if watched is not (QApplication.focusWidget() or self._screen.window()):
            return False
        return watched.window() is self._screen.window()


_CHAMPS: Final = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox)


def _keep(champ: QWidget) -> Callable[[], object]:
    """Return what gives a field back what it holds now."""
    valeur = champ.metaObject().userProperty()
    avant = valeur.read(champ)
    return lambda: valeur.write(champ, avant)


def _text(event: QKeyEvent) -> str:
    """Return what the key types, the separator of a DataMatrix included; empty for a command."""
    sans = Qt.KeyboardModifier.NoModifier
    modifiers = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    if modifiers == Qt.KeyboardModifier.ControlModifier and event.key() in _CROCHETS:
        return GS
    return event.text() if event.text().isprintable() and modifiers == sans else ""


def _is_end(event: QKeyEvent) -> bool:
    """Tell whether the key is one that scanners end a code by."""
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
