"""The note: plain text, section headings in bold, a template and the last note at hand."""

import re
from typing import Final

from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import column, fill, label, row, rule

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
        self.field.setPlaceholderText("Interrogatoire, examen, conclusion, conduite…")
        self.field.setTabChangesFocus(True)
        self._titres = _Titres(self.field.document())
        self._derniere = ""
        self.modele = Button("Modèle", icon="list-tree", variant="flat")
        self.modele.setToolTip("Ajouter les titres de section")
        self.modele.clicked.connect(self.insert_sections)
        self.reprendre = Button("Reprendre la dernière", icon="history", variant="flat")
        self.reprendre.clicked.connect(self.insert_last)
        layout = column(self, margins=(1, 1, 1, 1))
        tools = QWidget()
        tools.setFixedHeight(40)
        bar = row(tools, margins=(8, 0, 16, 0), gap=4)
        fill(bar, self.modele, self.reprendre, 0, label("Alt+N", "label"))
        fill(layout, tools, rule())
        inner = column(margins=(10, 6, 6, 6))
        inner.addWidget(self.field)
        layout.addLayout(inner, 1)

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
