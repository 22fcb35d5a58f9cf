"""The line under the top bar that shows work which lasts: from 300 ms on, with a way out from 2 s on."""

from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ambroise.ui.tasks import Task, Tasks
from ambroise.ui.tokens import color, current_tokens
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import fill, label, row

SHOWN_AFTER_MS: Final = 300
CANCEL_AFTER_MS: Final = 2_000


class Activity(QWidget):
    """Floats at the bottom of the window; shows the oldest titled task and nothing else."""

    def __init__(self, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self._words = label("", "strong")
        self._cancel = Button("Interrompre", variant="flat")
        self._cancel.clicked.connect(lambda _checked=False: self._stop())
        fill(row(self, margins=(16, 4, 8, 4), gap=8), self._words, 0, self._cancel)
        self._soon = QTimer(self, singleShot=True, interval=SHOWN_AFTER_MS)
        self._soon.timeout.connect(self._show)
        self._later = QTimer(self, singleShot=True, interval=CANCEL_AFTER_MS - SHOWN_AFTER_MS)
        self._later.timeout.connect(self._offer_cancel)
        tasks.started.connect(self._started)
        tasks.finished.connect(self._finished)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(tokens.control_border))
        painter.setBrush(color(tokens.raised))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)

    def _started(self, task: Task) -> None:
        if task.title and self._task is None:
            self._task = task
            self._soon.start()

    def _finished(self, task: Task) -> None:
        if task is not self._task:
            return
        self._soon.stop()
        self._later.stop()
        self.hide()
        self._task = next((other for other in self._tasks.under_way if other.title), None)
        if self._task is not None:
            self._soon.start()

    def _show(self) -> None:
        if self._task is None:
            return
        self._words.setText(f"{self._task.title}…")
        self.setAccessibleName(self._words.text())
        self._cancel.hide()
        self.show()
        self._place()
        self._later.start()

    def _offer_cancel(self) -> None:
        self._cancel.show()
        self._place()

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.adjustSize()
            self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - 72)
            self.raise_()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._words.setText("Interruption…")
