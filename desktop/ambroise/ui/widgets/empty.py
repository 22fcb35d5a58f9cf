"""Empty states: what will be here, and the one action that fills it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import column, fill, label

_WIDTH = 340
_NARROWEST = 160
_MARGIN = 24


class EmptyState(QWidget):
    """An icon, a title, one sentence, at most one button."""

    def __init__(
        self,
        icon: str,
        title: str,
        sentence: str,
        button: Button | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        layout = column(self, margins=(_MARGIN, _MARGIN, _MARGIN, _MARGIN), gap=8)
        self._words = words = label("", "secondary", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        words.ensurePolished()
        self.say(sentence)
        layout.addStretch(1)
        for item in (IconLabel(icon, "secondary", 20), label(title, "section"), words):
            layout.addWidget(item, 0, Qt.AlignmentFlag.AlignHCenter)
        if button is not None:
            layout.addSpacing(4)
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        fill(layout, 0)

    def say(self, sentence: str) -> None:
        """Say another sentence."""
        self._words.setText(sentence)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(_NARROWEST + 2 * _MARGIN, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """A side column may be narrower than the sentence would like."""
        width = max(_NARROWEST, min(_WIDTH, self.width() - 2 * _MARGIN))
        self._words.setFixedWidth(width)
        self._words.setMinimumHeight(self._words.heightForWidth(width))
