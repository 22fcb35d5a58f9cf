"""F6: from one pane to the next, in reading order."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QSplitter,
    QWidget,
)


def focus_next_pane(screen: QWidget | None) -> None:
    """Put the focus on the first control of the pane after the one that has it."""
    panes = _panes(screen) if screen is not None else []
    if not panes:
        return
    focused = QApplication.focusWidget()
    inside = [n for n, pane in enumerate(panes) if focused is not None and _holds(pane, focused)]
    here = inside[0] if inside else -1
    for step in range(1, len(panes) + 1):
        target = first_control(panes[(here + step) % len(panes)])
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)
            return


def _holds(pane: QWidget, control: QWidget) -> bool:
    return pane is control or pane.isAncestorOf(control)


def _panes(screen: QWidget) -> list[QWidget]:
    splitter = screen.findChild(QSplitter)
    if splitter is None:
        return [screen]
    widgets = (splitter.widget(number) for number in range(splitter.count()))
    return [widget for widget in widgets if widget is not None and widget.isVisible()]


def main_control(screen: QWidget) -> QWidget | None:
    """Return where the work of a screen begins: its first list or field, else its first control."""
    controls = [control for control in screen.findChildren(QWidget) if _takes_focus(control)]
    work = (c for c in controls if isinstance(c, QAbstractItemView | QLineEdit | QPlainTextEdit))
    return next(work, controls[0] if controls else None)


def first_control(pane: QWidget) -> QWidget | None:
    """Return the first control of a pane that takes the focus."""
    controls = [pane, *pane.findChildren(QWidget)]
    return next((control for control in controls if _takes_focus(control)), None)


def _takes_focus(control: QWidget) -> bool:
    policy = control.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(policy) and control.isVisible() and control.isEnabled()
