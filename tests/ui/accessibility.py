"""Walk a window as someone without a mouse or without sight would, and fail on what they would miss."""

import re
from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTableView,
    QToolButton,
    QWidget,
)

from ambroise.ui.widgets.buttons import Button


def assert_accessible(window: QWidget) -> None:
    """Fail with every defect of a shown window: names, tab order, cut words."""
    QApplication.processEvents()
    defects = [*unnamed(window), *unreachable(window), *cut_words(window), *hidden_sideways(window)]
    assert not defects, "\n".join(defects)


def unnamed(window: QWidget) -> list[str]:
    """Return the focusable controls that a screen reader could not name."""
    return [
        f"sans nom accessible : {_path(control)}"
        for control in _focusable(window)
        if not (control.accessibleName() or (isinstance(control, QAbstractButton) and control.text()))
    ]


def unreachable(window: QWidget) -> list[str]:
    """Return the controls that Tab never reaches from the first one."""
    expected = {id(control): control for control in _focusable(window)}
    if not expected:
        return []
    reached: set[int] = set()
    start = next(iter(expected.values()))
    control: QWidget | None = start
    for _step in range(5_000):
        if control is None:
            break
        reached.add(id(control))
        control = control.nextInFocusChain()
        if control is start:
            break
    return [
        f"hors de l’ordre de tabulation : {_path(c)}" for key, c in expected.items() if key not in reached
    ]


def cut_words(window: QWidget) -> list[str]:
    """Return the labels and buttons whose words do not fit in the place they have."""
    return [
        f"texte coupé « {words} » ({needed} px dans {room} px) : {_path(widget)}"
        for widget, words, needed, room in _wordy(window)
        if needed > room
    ]


def hidden_sideways(window: QWidget) -> list[str]:
    """Return the pages and columns beyond the right edge of their place, where nothing scrolls sideways."""
    hidden = [
        f"colonne hors de vue « {view.model().headerData(n, Qt.Orientation.Horizontal)} » : {_path(view)}"
        for view in _shown(window)
        if isinstance(view, QTableView) and view.model() is not None
        for n in range(view.model().columnCount())
        if view.columnViewportPosition(n) + view.columnWidth(n) > view.viewport().width() + 1
    ]
    return hidden + [
        f"page coupée à droite ({page.width()} px dans {area.viewport().width()} px) : {_path(page)}"
        for area in _shown(window)
        if isinstance(area, QScrollArea)
        and area.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        and (page := area.widget()) is not None
        and page.width() > area.viewport().width()
    ]


def _wordy(window: QWidget) -> Iterator[tuple[QWidget, str, int, int]]:
    for widget in _shown(window):
        if isinstance(widget, QLabel) and widget.text():
            yield from _label(widget)
        elif isinstance(widget, Button):
            yield widget, widget.text(), widget.sizeHint().width(), widget.width()
            yield widget, f"{widget.text()} (hauteur)", 28, widget.height()
        elif isinstance(widget, QToolButton) and widget.text() and widget.icon().isNull() is not False:
            metrics = QFontMetrics(widget.font())
            yield widget, widget.text(), metrics.horizontalAdvance(widget.text()), widget.width()
        elif isinstance(widget, QComboBox):
            metrics = QFontMetrics(widget.font())
            yield (
                widget,
                widget.currentText(),
                metrics.horizontalAdvance(widget.currentText()),
                widget.width() - 36,
            )
        elif isinstance(widget, QLineEdit):
            metrics = QFontMetrics(widget.font())
            yield widget, f"{widget.accessibleName()} (hauteur)", metrics.height(), widget.height()


def _label(label: QLabel) -> Iterator[tuple[QLabel, str, int, int]]:
    metrics = QFontMetrics(label.font())
    room = label.contentsRect().adjusted(label.margin(), 0, -label.margin(), 0)
    if label.wordWrap():
        box = metrics.boundingRect(
            QRect(0, 0, room.width(), 10_000), int(Qt.TextFlag.TextWordWrap), label.text()
        )
        yield label, label.text(), box.height(), room.height() + 2
        words = re.split("[ \n\u200b]|(?<=-)", label.text())  # where a line may break
        longest = max((metrics.horizontalAdvance(word) for word in words), default=0)
        yield label, label.text(), longest, room.width() + 1
    else:
        yield label, label.text(), metrics.horizontalAdvance(label.text().replace("&", "")), room.width() + 1
        yield label, label.text(), metrics.height(), label.height() + 2


def _focusable(window: QWidget) -> Iterator[QWidget]:
    for widget in _shown(window):
        inside = widget.parentWidget()
        is_part = isinstance(inside, QAbstractScrollArea | QComboBox) or isinstance(widget, QLabel)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled() and not is_part:
            yield widget


def _shown(window: QWidget) -> Iterator[QWidget]:
    for widget in (window, *window.findChildren(QWidget)):
        if widget.isVisible() and not _in_view(widget):
            yield widget


def _in_view(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return isinstance(parent, QAbstractItemView) and widget is not parent


def _path(widget: QWidget) -> str:
    parts = []
    current: QWidget | None = widget
    while current is not None:
        parts.append(current.objectName() or type(current).__name__)
        current = current.parentWidget()
    return " < ".join(parts[:6])
