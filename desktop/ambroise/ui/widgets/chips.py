"""Chips, key caps and icons as widgets, drawn by the same hand as those of the rows."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ambroise.ui import icons, painting
from ambroise.ui.actions import key_words
from ambroise.ui.painting import ChipText
from ambroise.ui.tokens import Tone, Type


class Chip(QWidget):
    """A state in a small box: icon, word and tone together, never a colour alone."""

    def __init__(
        self, text: str, tone: Tone = "secondary", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._chip = ChipText(text, tone, icon)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    @property
    def text(self) -> str:
        """The word shown."""
        return self._chip.text

    def show_chip(self, chip: ChipText) -> None:
        """Change the state shown."""
        self._chip = chip
        self.setAccessibleName(chip.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return painting.chip_size(self._chip)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(60, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painting.draw_chip(QPainter(self), self.rect(), self._chip)


class KeyCap(QWidget):
    """A key printed in a small box."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = key_words(key)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"touche {self._text}")

    def sizeHint(self) -> QSize:
        return painting.key_size(self._text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painting.draw_key(QPainter(self), self.rect(), self._text)


class IconLabel(QLabel):
    """An icon beside its word; silent for a screen reader, because the word is there."""

    def __init__(
        self, name: str, tone: Tone = "secondary", size: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("iconSize", size)
        self.setFixedSize(size, size)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        icons.set_icon(self, name, tone)


class Line(QWidget):
    """One line of runs (NOM Prénom · 50 ans), elided when the place is short, whole in its tooltip."""

    def __init__(self, spans: painting.Spans = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spans: painting.Spans = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_spans(spans)

    def show_spans(self, spans: painting.Spans) -> None:
        """Change the words."""
        self._spans = tuple(spans)
        self.setAccessibleName(painting.plain(spans))
        self.setToolTip(painting.plain(spans))
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return the bare words."""
        return painting.plain(self._spans)

    def sizeHint(self) -> QSize:
        tallest = max((span.size for span in self._spans), default=Type.BODY)
        return QSize(painting.spans_width(self._spans) + 1, round(tallest * 1.4))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(80, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painting.draw_spans(QPainter(self), QRect(0, 0, self.width(), self.height()), self._spans)
