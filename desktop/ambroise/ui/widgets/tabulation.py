"""The order of Tab where controls are built again: Qt puts what is new at the end of the window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QWidget


def chain(first: QWidget, *pages: QWidget) -> None:
    """Make Tab go from a control to those of some pages, in the order they read."""
    previous = first
    for page in pages:
        for control in page.findChildren(QWidget):
            is_part = isinstance(control.parentWidget(), QAbstractSpinBox | QComboBox)
            if control.focusPolicy() & Qt.FocusPolicy.TabFocus and not is_part:
                QWidget.setTabOrder(previous, control)
                previous = control
