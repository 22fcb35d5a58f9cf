"""Lucide icons, tinted from the tokens when they are loaded and again when the theme changes."""

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt
from PySide6.QtGui import QAction, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QLabel

from ambroise.resources import resource
from ambroise.ui.tokens import Tone, current_tokens

_NAME, _TONE, _ACTIVE = "iconName", "iconTone", "iconActiveTone"
_SIZES = (16, 20)


def pixmap(name: str, tone: Tone, size: int = 16, ratio: float | None = None) -> QPixmap:
    """Return an icon of a size in device-independent pixels, in the ink of a tone.

    Args:
        ratio: device pixel ratio; by default the highest of the screens.
    """
    return _rendered(name, current_tokens().ink(tone), size, ratio or _highest_ratio())


def icon(name: str, tone: Tone = "text", active: Tone | None = None) -> QIcon:
    """Return an icon in a tone; grey when disabled, in the ``active`` tone when checked."""
    result = QIcon()
    for size in _SIZES:
        result.addPixmap(pixmap(name, tone, size))
        result.addPixmap(pixmap(name, "disabled", size), QIcon.Mode.Disabled)
        if active is not None:
            result.addPixmap(pixmap(name, active, size), QIcon.Mode.Normal, QIcon.State.On)
    return result


def set_icon(
    target: QAbstractButton | QAction | QLabel, name: str, tone: Tone = "text", active: Tone | None = None
) -> None:
    """Put an icon on a button, an action or a label, and remember it for the next change of theme.

    An action only keeps the name: the buttons and the rows that show it draw it themselves.
    """
    target.setProperty(_NAME, name)
    target.setProperty(_TONE, tone)
    target.setProperty(_ACTIVE, active)
    if not isinstance(target, QAction):
        _tint(target)


def icon_name(target: QObject) -> str:
    """Return the name of the icon a button, an action or a label bears, empty when it has none."""
    return str(target.property(_NAME) or "")


def retint(root: QObject) -> None:
    """Draw again every icon put by :func:`set_icon` below an object, after a change of theme."""
    children: list[QAbstractButton | QLabel] = [
        *root.findChildren(QAbstractButton),
        *root.findChildren(QLabel),
    ]
    for child in children:
        if child.property(_NAME):
            _tint(child)


def _tint(target: QAbstractButton | QLabel) -> None:
    name, tone, active = target.property(_NAME), target.property(_TONE), target.property(_ACTIVE)
    if isinstance(target, QLabel):
        target.setPixmap(pixmap(name, tone, target.property("iconSize") or 16))
    else:
        target.setIcon(icon(name, tone, active))


@lru_cache(maxsize=2048)
def _rendered(name: str, ink: str, size: int, ratio: float) -> QPixmap:
    stroke = "2" if size <= 16 else "1.75"
    svg = _source(name).replace("currentColor", ink).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    side = round(size * ratio)
    result = QPixmap(side, side)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    result.setDevicePixelRatio(ratio)
    return result


@cache
def _source(name: str) -> str:
    return resource(f"icons/lucide/{name}.svg").read_text(encoding="utf-8")


def _highest_ratio() -> float:
    return max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
