"""Labels, cards, rules and rows in one call each, so that screens read as what they show."""

from typing import Literal, TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ambroise.ui.tokens import Size, Tone

Kind = Literal["", "hero", "title", "section", "strong", "label", "heading", "secondary", "lead"]
Panel = Literal["card", "plain", "bar", "foot", "rail", "left", "right"]


def label(text: str = "", kind: Kind = "", tone: Tone | None = None, *, wrap: bool = False) -> QLabel:
    """Return words in one of the roles of the type scale; never rich text, whatever they hold."""
    result = QLabel(text)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setProperty("type", kind)
    result.setWordWrap(wrap)
    if tone is not None:
        result.setProperty("tone", tone)
    if wrap:
        result.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return result


def frame(panel: Panel, tone: Tone | None = None) -> QFrame:
    """Return a surface; give it a layout with :func:`column` or :func:`row`."""
    result = QFrame()
    result.setProperty("panel", panel)
    if tone is not None:
        result.setProperty("tone", tone)
    return result


def rule(direction: Literal["horizontal", "vertical"] = "horizontal") -> QFrame:
    """Return a one-pixel line."""
    result = QFrame()
    result.setProperty("rule", direction)
    return result


def column(
    parent: QWidget | None = None, *, margins: tuple[int, int, int, int] = (0, 0, 0, 0), gap: int = 0
) -> QVBoxLayout:
    """Return a vertical layout without hidden margins."""
    return _spaced(QVBoxLayout(parent) if parent is not None else QVBoxLayout(), margins, gap)


def row(
    parent: QWidget | None = None, *, margins: tuple[int, int, int, int] = (0, 0, 0, 0), gap: int = 8
) -> QHBoxLayout:
    """Return a horizontal layout without hidden margins."""
    return _spaced(QHBoxLayout(parent) if parent is not None else QHBoxLayout(), margins, gap)


def fill(layout: QBoxLayout, *items: QWidget | QLayout | int) -> None:
    """Add widgets and layouts in order; 0 is a stretch, any other number a gap."""
    for item in items:
        if isinstance(item, QWidget):
            layout.addWidget(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        elif item == 0:
            layout.addStretch(1)
        else:
            layout.addSpacing(item)


def centre(page: QWidget, card: QWidget) -> None:
    """Put a card of fixed width in the middle of a page, a little above; it grows with its words."""
    line = row(gap=0)
    fill(line, 0, card, 0)
    whole = column(page)
    whole.addStretch(2)
    whole.addLayout(line)
    whole.addStretch(3)


def scroller(inner: QWidget) -> QScrollArea:
    """Let words that grow scroll up and down; the keyboard goes to what is inside."""
    page = _Page()
    column(page).addWidget(inner)
    result = QScrollArea()
    result.setWidget(page)
    result.setWidgetResizable(True)
    result.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    result.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return result


class _Page(QWidget):
    """What scrolls, as high as its words are at the width it has.

    Qt would keep the height they have at the narrowest, and let one scroll to nothing.
    """

    def minimumSizeHint(self) -> QSize:
        least, inner = super().minimumSizeHint(), self.layout()
        return QSize(least.width(), 0) if inner is not None and inner.hasHeightForWidth() else least


def centred(content: QWidget) -> QWidget:
    """Keep a page of fixed width in the middle."""
    result = QWidget()
    fill(row(result), 0, content, 0)
    return result


def clear(layout: QLayout) -> None:
    """Empty a layout; its widgets are destroyed when Qt next has time."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def panel_head(title: str, *right: QWidget) -> QWidget:
    """Return the head of a side panel: title at the left, what acts on it at the right."""
    return _head(title, right, (Size.PANEL_MARGIN, 0, 12, 0))


def card_head(title: str, *right: QWidget) -> QWidget:
    """Return the head of a card inside a side panel, in line with its words."""
    return _head(title, right, (4, 0, 0, 0))


def restyle(widget: QWidget, **properties: object) -> None:
    """Change the style properties of a widget already shown."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


_L = TypeVar("_L", QHBoxLayout, QVBoxLayout)


def _spaced(layout: _L, margins: tuple[int, int, int, int], gap: int) -> _L:
    layout.setContentsMargins(*margins)
    layout.setSpacing(gap)
    return layout


def _head(title: str, right: tuple[QWidget, ...], margins: tuple[int, int, int, int]) -> QWidget:
    result = QWidget()
    result.setFixedHeight(Size.PANEL_HEAD)
    fill(row(result, margins=margins), label(title, "section"), 0, *right)
    return result
