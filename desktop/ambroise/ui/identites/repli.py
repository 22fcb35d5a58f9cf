"""A card that unfolds at the top of the identity page when there is something to say or to ask."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ambroise.ui.widgets.layouts import column, frame


class CarteRepliee(QWidget):
    """Folded until shown; ``body`` is where its widgets go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card = frame("card")
        column(self, margins=(0, 0, 0, 12)).addWidget(card)
        self.body: QVBoxLayout = column(card, margins=(16, 12, 16, 12), gap=8)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the height its sentences need at this width: a page that scrolls must not squeeze it."""
        self.keep_height(event.size().width())
        super().resizeEvent(event)

    def keep_height(self, width: int | None = None) -> None:
        """Measure again after the content changed."""
        layout = self.layout()
        assert layout is not None
        for stale in (self.body, layout):
            stale.invalidate()
            stale.activate()
        # The minimum of a layout supposes its sentences broken at the narrowest: too high at this width.
        wanted = layout.totalHeightForWidth(width or self.width())
        self.setMinimumHeight(wanted if wanted >= 0 else layout.minimumSize().height())
