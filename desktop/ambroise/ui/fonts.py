"""The reading font shipped with the product and the faces made of it."""

from functools import lru_cache
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics

from ambroise.resources import resource
from ambroise.ui.tokens import Type

FAMILIES: Final = ("Atkinson Hyperlegible Next", "Source Sans 3")
"""The reading family, then the one fallback for what it lacks: U+202F, µ, subscripts and arrows."""


def load_fonts() -> None:
    """Register the families shipped with the product; do it once the QApplication lives."""
    if set(QFontDatabase.families()).issuperset(FAMILIES):
        return
    for path in sorted(resource("fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))
    for measured in (font, metrics, advance):  # in the face of the system until now
        measured.cache_clear()


@lru_cache(maxsize=64)
def font(size: int = Type.BODY, weight: int = 400) -> QFont:
    """Return the reading font; its figures are tabular, so that columns of numbers align."""
    result = QFont()
    result.setFamilies(list(FAMILIES))
    result.setPixelSize(size)
    result.setWeight(QFont.Weight(weight))
    result.setFeature(QFont.Tag("tnum"), 1)
    result.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return result


@lru_cache(maxsize=64)
def metrics(size: int = Type.BODY, weight: int = 400) -> QFontMetrics:
    """Return the measures of the reading font: asked for each word of each line drawn."""
    return QFontMetrics(font(size, weight))


@lru_cache(maxsize=4096)
def advance(text: str, size: int = Type.BODY, weight: int = 400) -> int:
    """Return the width of words: most of those of a list are in the list before it too."""
    return metrics(size, weight).horizontalAdvance(text)
