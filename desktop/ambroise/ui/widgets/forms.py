"""Forms: every field is added with its ``&Label``, its error stands under it."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QWidget

from ambroise.ui.widgets.layouts import column, label, restyle

_AU_CENTRE: Final = 6
"""What puts a label in the middle of a control of one line, and beside the first line of a taller one."""


class Form(QWidget):
    """A column of labelled fields; the label is the buddy of its field, and its accessible name.

    ``label_width`` keeps several forms of one screen aligned.
    """

    def __init__(self, label_width: int = 96, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label_width = label_width
        self._errors: dict[QWidget, QLabel] = {}
        self._hints: dict[QWidget, str] = {}
        self._names: dict[QWidget, QLabel] = {}
        self._layout = QFormLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(0)
        self._layout.setVerticalSpacing(8)
        self._layout.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def add(self, words: str, field: QWidget, hint: str = "") -> QWidget:
        """Add a field under ``&Words``; return the field."""
        name = QLabel(words)
        name.setProperty("type", "secondary")
        name.setMinimumWidth(self._label_width)
        name.setMinimumHeight(32)
        name.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        name.setContentsMargins(0, _AU_CENTRE, 0, 0)
        name.setBuddy(field)
        field.setAccessibleName(words.replace("&", ""))
        for part in field.findChildren(QLineEdit):  # the line inside a date or a number
            part.setAccessibleName(field.accessibleName())
        self._hints[field] = hint
        if hint:
            field.setAccessibleDescription(hint)
            if isinstance(field, QLineEdit):
                field.setPlaceholderText(hint)
        error = label("", "label", "danger", wrap=True)
        error.hide()
        self._errors[field] = error
        self._names[field] = name
        cell = QWidget()
        stack = column(cell, gap=2)
        stack.addWidget(field)
        stack.addWidget(error)
        self._layout.addRow(name, cell)
        return field

    def rename(self, field: QWidget, words: str) -> None:
        """Change the label of a field."""
        name = self._names[field]
        name.setText(words)
        field.setAccessibleName(words.replace("&", ""))

    def show_field(self, field: QWidget, shown: bool) -> None:
        """Show a field with its label, or fold both."""
        cell = field.parentWidget()
        assert cell is not None
        self._layout.setRowVisible(cell, shown)

    def show_error(self, field: QWidget, sentence: str) -> None:
        """Say what is wrong with a field, under it; an empty sentence clears it."""
        error = self._errors[field]
        error.setText(sentence)
        error.setVisible(bool(sentence))
        field.setAccessibleDescription(sentence or self._hints[field])
        restyle(field, tone="danger" if sentence else "")

    def clear_errors(self) -> None:
        """Forget every error."""
        for field in self._errors:
            self.show_error(field, "")
