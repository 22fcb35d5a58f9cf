"""The note: plain text, section headings in bold, a template and the last note at hand."""

import re
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFont, QKeyEvent, QSyntaxHighlighter, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from ambroise.domain.raccourcis import typed_word
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import column, fill, label, row, rule

_FINS: Final = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
"""The keys that end a word."""

SECTIONS: Final = ("Interrogatoire", "Examen", "Conclusion", "Conduite")

_TITRE = re.compile(rf"(?:{'|'.join(SECTIONS)}|Antécédents|Évolution|Diagnostic)\s*:?\s*$")


class _Titres(QSyntaxHighlighter):
    """Shows the lines that are section headings in bold."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)

    def highlightBlock(self, text: str) -> None:
        if _TITRE.match(text):
            face = self.format(0)
            face.setFontWeight(QFont.Weight.DemiBold)
            self.setFormat(0, len(text), face)


class NoteEditor(QFrame):
    """The widest thing of the screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "card")
        self.field = QPlainTextEdit()
        self.field.setProperty("frameless", True)
        self.field.setAccessibleName("Note de consultation")
        self.field.setPlaceholderText("Interrogatoire, examen, conclusion… ou ;mot, pour un raccourci")
        self.field.setTabChangesFocus(True)
        self.field.installEventFilter(self)
        self.expand: Callable[[str], str | None] = lambda _mot: None
        """Returns what a word typed after a semicolon stands for."""
        self._titres = _Titres(self.field.document())
        self._derniere = ""
        self.modele = Button("Modèle", icon="list-tree", variant="flat")
        self.modele.setToolTip("Ajouter les titres de section")
        self.modele.clicked.connect(self.insert_sections)
        self.reprendre = Button("Reprendre la dernière", icon="history", variant="flat")
        self.reprendre.clicked.connect(self.insert_last)
        self.raccourcis = Button("Raccourcis", icon="pen-line", variant="flat")
        self.raccourcis.setToolTip("Les mots que «\u00a0;mot\u00a0» remplace")
        layout = column(self, margins=(1, 1, 1, 1))
        tools = QWidget()
        tools.setFixedHeight(40)
        bar = row(tools, margins=(8, 0, 16, 0), gap=4)
        fill(bar, self.modele, self.reprendre, self.raccourcis, 0, label("Alt+N", "label"))
        fill(layout, tools, rule())
        inner = column(margins=(10, 6, 6, 6))
        inner.addWidget(self.field)
        layout.addLayout(inner, 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        typed = event if watched is self.field and isinstance(event, QKeyEvent) else None
        if typed is None or typed.type() != QEvent.Type.KeyPress or typed.key() not in _FINS:
            return super().eventFilter(watched, event)
        if self._expand_typed():
            return typed.key() == Qt.Key.Key_Tab  # the space or the new line still follows the text
        return super().eventFilter(watched, event)

    def _expand_typed(self) -> bool:
        """Replace the ``;mot`` before the cursor by its text, as one undoable step; False without one."""
        cursor = self.field.textCursor()
        if cursor.hasSelection():
            return False
        avant = cursor.block().text()[: cursor.positionInBlock()]
        mot = typed_word(avant)
        texte = self.expand(mot) if mot is not None else None
        if mot is None or texte is None:
            return False
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(mot) + 1)
        cursor.insertText(texte)
        return True

    @property
    def text(self) -> str:
        """What is typed."""
        return self.field.toPlainText()

    def show_note(self, note: str, derniere: str = "") -> None:
        """Show a note; ``derniere`` is the last one of the file, to start from."""
        self._derniere = derniere
        self.reprendre.setEnabled(bool(derniere))
        if note != self.text:
            self.field.setPlainText(note)
            self.field.moveCursor(QTextCursor.MoveOperation.End)

    def insert_sections(self) -> None:
        """Add the section headings that are missing, the cursor under the first one."""
        presentes = {ligne.strip() for ligne in self.text.splitlines()}
        manquantes = [titre for titre in SECTIONS if titre not in presentes]
        if manquantes:
            self._append("\n\n".join(f"{titre}\n" for titre in manquantes))

    def insert_last(self) -> None:
        """Add the last note of the file under what is typed."""
        if self._derniere:
            self._append(self._derniere)

    def _append(self, texte: str) -> None:
        cursor = self.field.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        debut = "" if not self.text.strip() else "\n\n"
        cursor.insertText(debut + texte)
        self.field.setFocus()
