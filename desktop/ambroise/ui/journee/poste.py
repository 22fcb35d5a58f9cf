"""The seat beside the day: the lights of the top bar in a list, under one word for all of them."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ambroise.ui.shell.light import Light
from ambroise.ui.tokens import Size, Tone
from ambroise.ui.widgets.chips import IconLabel
from ambroise.ui.widgets.layouts import clear, column, fill, label, row


class PostePanel(QWidget):
    """One line a light; ``resume`` is what stands in the head of its card."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Light, ...] = ()
        self.resume = QWidget()
        self._resume = row(self.resume, gap=8)
        self._lines = column(self, margins=(0, 0, 0, 4))

    def show_lights(self, lights: Sequence[Light]) -> None:
        """Say what is wrong, or that nothing is: what was not tried yet is not said to answer."""
        if tuple(lights) == self._shown:
            return
        self._shown = tuple(lights)
        wrong = any(_is_wrong(light) for light in lights)
        tone: Tone = "warning" if wrong else "success"
        clear(self._resume)
        fill(
            self._resume,
            IconLabel("triangle-alert" if wrong else "circle-check", tone),
            label("À vérifier" if wrong else "Rien à signaler", "strong", tone),
        )
        clear(self._lines)
        for light in lights:
            self._lines.addWidget(_line(light))


def _is_wrong(light: Light) -> bool:
    return light.tone in ("warning", "danger")


def _line(light: Light) -> QWidget:
    item = QWidget()
    item.setFixedHeight(Size.ROW)
    item.setToolTip(light.sentence)
    wrong = _is_wrong(light)
    fill(
        row(item, margins=(16, 0, 16, 0), gap=12),
        IconLabel(light.icon, light.tone if wrong else "secondary"),
        label(light.word),
        0,
        label(light.value, "label", light.tone if wrong else None),
    )
    return item
