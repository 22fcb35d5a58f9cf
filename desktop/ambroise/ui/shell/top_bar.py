"""The top bar: one box that finds everything, and a light for each thing the work depends on."""

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QToolButton, QWidget

from ambroise.ui import icons, painting
from ambroise.ui.painting import ChipText, Span
from ambroise.ui.shell.light import Light
from ambroise.ui.shell.popover import Popover
from ambroise.ui.tokens import Size, Tone, color, current_tokens
from ambroise.ui.widgets.chips import Chip
from ambroise.ui.widgets.layouts import fill, row, rule

_COMPACT_BELOW = 1010

__all__ = ["Light", "LightButton", "SearchBox", "TopBar"]


class SearchBox(QPushButton):
    """Looks like a field, opens the palette; the field itself is in the palette."""

    def __init__(self, placeholder: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setText(placeholder)
        self.setAccessibleName(f"Chercher\u00a0: {placeholder} {key}")
        self.setMinimumWidth(240)
        self.setMaximumWidth(440)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.IBeamCursor)

    def sizeHint(self) -> QSize:
        return QSize(440, Size.CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = current_tokens()
        edge, width = (tokens.accent, 2) if self.hasFocus() else (tokens.control_border, 1)
        painter.setPen(QPen(color(edge), width))
        painter.setBrush(color(tokens.raised))
        inset = width / 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, Size.RADIUS_CONTROL, Size.RADIUS_CONTROL)
        middle = self.height() // 2
        painter.drawPixmap(11, middle - 8, icons.pixmap("search", "secondary", 16, self.devicePixelRatioF()))
        size = painting.key_size(self._key)
        key = QRect(
            self.width() - size.width() - 10, middle - size.height() // 2, size.width(), size.height()
        )
        painting.draw_key(painter, key, self._key)
        words = QRect(36, 0, key.left() - 44, self.height())
        painting.draw_spans(painter, words, [Span(self.text(), tone="secondary")])


class LightButton(QToolButton):
    """Icon, word, value, state; compact keeps the icons and moves the words to the tooltip."""

    def __init__(self, light: Light, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("light", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(Size.CONTROL)
        self._compact = False
        self.show_light(light)

    def show_light(self, light: Light) -> None:
        """Change the state shown."""
        self.light = light
        spoken = f"{light.word}\u00a0: {light.value}"
        self.setAccessibleName(spoken)
        self.setAccessibleDescription(light.sentence)
        self.setToolTip(f"{spoken}\n{light.sentence}" if light.sentence else spoken)
        self.updateGeometry()
        self.update()

    def set_compact(self, compact: bool) -> None:
        """Keep the icons alone."""
        self._compact = compact
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        state = 20 if self.light.state_icon else 0
        return QSize(8 + 22 + painting.spans_width(self._words()) + state + 8, Size.CONTROL)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = current_tokens()
        if self.underMouse() or self.hasFocus():
            pen = QPen(color(tokens.accent), 2) if self.hasFocus() else Qt.PenStyle.NoPen
            painter.setPen(pen)
            painter.setBrush(color(tokens.hover) if self.underMouse() else Qt.BrushStyle.NoBrush)
            box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(box, Size.RADIUS_CONTROL, Size.RADIUS_CONTROL)
        ratio, middle = self.devicePixelRatioF(), self.height() // 2
        painter.drawPixmap(8, middle - 8, icons.pixmap(self.light.icon, "secondary", 16, ratio))
        words = QRect(30, 0, self.width() - 30, self.height())
        used = painting.draw_spans(painter, words, self._words())
        if self.light.state_icon:
            state = icons.pixmap(self.light.state_icon, self.light.tone, 14, ratio)
            painter.drawPixmap(30 + used + (0 if self._compact else 6), middle - 7, state)

    def _words(self) -> list[Span]:
        if self._compact:
            return []
        strong: Tone = self.light.tone if self.light.tone in ("danger", "warning") else "text"
        return [
            Span(f"{self.light.word}  ", tone="secondary", size=13),
            Span(self.light.value, painting.SEMIBOLD, strong, 13),
        ]


class TopBar(QFrame):
    """Search box, environment, lights."""

    repair_asked = Signal(str)
    """The key of a light whose repair was asked."""
    lights_shown = Signal(object)
    """The lights, each time one may have changed."""

    def __init__(self, placeholder: str, environment: ChipText | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "bar")
        self.setFixedHeight(Size.TOP_BAR)
        self.search = SearchBox(placeholder, "Ctrl+K")
        self._lights: dict[str, LightButton] = {}
        self._popover: Popover | None = None
        self._chip = (
            None if environment is None else Chip(environment.text, environment.tone, environment.icon)
        )
        self._bar = row(self, margins=(16, 0, 12, 1), gap=0)
        self._bar.addWidget(self.search, 100)
        self._bar.addSpacing(16)
        self._bar.addStretch(1)
        if self._chip is not None:
            fill(self._bar, self._chip, 12)

    def show_lights(self, lights: Sequence[Light]) -> None:
        """Show the state of things; the same keys in the same order only change their words."""
        if [light.key for light in lights] != list(self._lights):
            for button in self._lights.values():
                self._bar.removeWidget(button)
                button.deleteLater()
            for line in self.findChildren(QFrame, "between"):
                self._bar.removeWidget(line)
                line.deleteLater()
            self._lights = {}
            for light in lights:
                self._append(light)
        for light in lights:
            self._lights[light.key].show_light(light)
        self._fit()
        self._explain_anew()
        self.lights_shown.emit(lights)

    @property
    def lights(self) -> tuple[Light, ...]:
        """The lights as last shown."""
        return tuple(button.light for button in self._lights.values())

    def light(self, key: str) -> LightButton:
        """Return the button of a light."""
        return self._lights[key]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _append(self, light: Light) -> None:
        if self._lights:
            line = rule("vertical")
            line.setObjectName("between")
            line.setFixedHeight(20)
            fill(self._bar, 4, line, 4)
        button = LightButton(light)
        button.clicked.connect(lambda _checked=False: self._explain(button))
        self._lights[light.key] = button
        self._bar.addWidget(button)

    def _fit(self) -> None:
        for button in self._lights.values():
            button.set_compact(False)
        wide = sum(button.sizeHint().width() + 9 for button in self._lights.values())
        chip = self._chip.sizeHint().width() + 12 if self._chip else 0
        compact = wide + chip + self.search.minimumWidth() + 60 > self.width()
        for button in self._lights.values():
            button.set_compact(compact)
        self._bar.activate()

    def _explain(self, button: LightButton) -> None:
        self._popover = Popover(button.light, button)
        self._popover.repair.connect(self.repair_asked)
        self._popover.open()

    def _explain_anew(self) -> None:
        """What is being read of a light stays true: its words follow the state."""
        popover = self._popover
        if popover is None or not shiboken6.isValid(popover) or popover.isHidden():
            return
        button = self._lights.get(popover.light.key)
        if button is not None and button.light != popover.light:
            popover.dismiss()
            self._explain(button)
