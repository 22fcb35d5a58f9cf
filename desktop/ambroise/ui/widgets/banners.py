"""Banners and bands: what happened, what is safe, what to do, in the screen and never in a dialog."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from ambroise.ui.errors import ErrorDoor, Explanation
from ambroise.ui.tokens import Tone
from ambroise.ui.widgets.buttons import Button, IconButton
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import column, fill, label, row

_NARROW: Final = 560
"""Below this width, the remedies go under the sentences: what happened is never cut."""


class Banner(QFrame):
    """A sentence in bold, one below, at most one primary button; it is announced once.

    Args:
        buttons: the remedies, the likeliest first.
        stripe: span the whole width without rounded corners (« hors ligne »).
    """

    closed = Signal()

    def __init__(
        self,
        title: str,
        body: str = "",
        *,
        tone: Tone = "info",
        icon: str = "info",
        small: str = "",
        buttons: tuple[Button, ...] = (),
        closable: bool = True,
        stripe: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("band", tone)
        self.setProperty("stripe", stripe)
        self.setAccessibleName(" ".join(filter(None, (title, body, small))))
        self._said = False
        layout = self._layout = row(self, margins=(20, 6, 12, 6) if stripe else (16, 11, 12, 11), gap=12)
        layout.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self._folds = bool(buttons) and not stripe
        sentences, acts = row(gap=12), row(gap=12)
        fill(sentences, IconLabel(icon, tone, 16 if stripe else 20))
        words = row(gap=12) if stripe else column(gap=2)
        fill(words, label(title, "strong", tone if stripe else None, wrap=not stripe))
        for sentence, kind in ((body, ""), (small, "label")):
            if sentence:
                fill(words, label(sentence, kind, wrap=not stripe))  # type: ignore[arg-type]
        if stripe:
            fill(words, 0)
        sentences.addLayout(words, 1)
        layout.addLayout(sentences, 1)
        fill(acts, *buttons)
        if closable:
            close = IconButton("x", "Fermer ce message")
            close.clicked.connect(self.dismiss)
            fill(acts, close)
        layout.addLayout(acts)

    @classmethod
    def of(cls, explanation: Explanation, *buttons: Button) -> "Banner":
        """Return the banner of an error."""
        return cls(
            explanation.happened.rstrip("."),
            f"{explanation.safe} {explanation.remedy}".strip(),
            tone=explanation.tone,
            icon=explanation.icon,
            small=f"Code\u00a0: {explanation.code}" if explanation.code else "",
            buttons=buttons,
        )

    def dismiss(self) -> None:
        """Go away."""
        self.hide()
        self.closed.emit()
        self.deleteLater()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        below = self._folds and self.width() < _NARROW
        direction = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        if self._layout.direction() != direction:
            self._layout.setDirection(direction)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and not self._said:
            self._said = True
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        return super().event(event)


class Banners(QWidget):
    """The place at the top of a screen where banners stand, the newest on top; no more than three."""

    def __init__(
        self, parent: QWidget | None = None, margins: tuple[int, int, int, int] = (24, 12, 24, 0)
    ) -> None:
        super().__init__(parent)
        self._layout: QVBoxLayout = column(self, margins=margins, gap=8)
        self._banners: list[Banner] = []
        self.hide()

    def add(self, banner: Banner) -> None:
        """Show a banner; one that says the same thing is replaced."""
        for old in [b for b in self._banners if b.accessibleName() == banner.accessibleName()]:
            old.dismiss()
        for old in self._banners[:-2]:
            old.dismiss()
        self._banners.append(banner)
        self._layout.insertWidget(0, banner)
        banner.closed.connect(lambda: self._forget(banner))
        self.show()

    def add_error(self, door: ErrorDoor, error: BaseException) -> None:
        """Explain an error; one that needs no words shows nothing."""
        explanation = door.open_to(error)
        if explanation is not None:
            self.add(Banner.of(explanation))

    def clear(self) -> None:
        """Take every banner away."""
        for banner in list(self._banners):
            banner.dismiss()

    @property
    def shown(self) -> tuple[Banner, ...]:
        """The banners, the oldest first."""
        return tuple(self._banners)

    def _forget(self, banner: QObject) -> None:
        self._banners = [other for other in self._banners if other is not banner]
        self.setVisible(bool(self._banners))
