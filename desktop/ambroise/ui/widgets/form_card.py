"""A small form that unfolds in place, where what it writes will stand: fields, a way back, one verb."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.forms import Form
from ambroise.ui.widgets.layouts import column, fill, row


class FormCard(QFrame):
    """Folded until :meth:`open`; Enter in any line, or the button, says ``accepted``."""

    accepted = Signal()

    def __init__(self, verb: str, label_width: int = 72, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "card")
        self.form = Form(label_width)
        self._first: QWidget | None = None
        self.ok = Button(verb, variant="soft")
        self.ok.clicked.connect(self.accepted)
        fermer = Button("Fermer", variant="quiet")
        fermer.clicked.connect(self.hide)
        self._boutons = row(gap=8)
        fill(self._boutons, 0, fermer, self.ok)
        layout = column(self, margins=(12, 10, 12, 12), gap=8)
        layout.addWidget(self.form)
        layout.addLayout(self._boutons)
        self.hide()

    def add(self, words: str, field: QWidget, hint: str = "", *, first: bool = False) -> None:
        """Add a field under ``&Words``; ``first`` takes the focus when the card opens."""
        self.form.add(words, field, hint)
        if isinstance(field, QLineEdit):
            field.returnPressed.connect(self.accepted)
        if first:
            self._first = field

    def add_verb(self, button: Button) -> None:
        """Add another thing to do with what is typed, before the main one."""
        self._boutons.insertWidget(self._boutons.indexOf(self.ok), button)

    def open(self) -> None:
        """Unfold, ready to type."""
        self.form.clear_errors()
        self.show()
        if self._first is not None:
            self._first.setFocus()
