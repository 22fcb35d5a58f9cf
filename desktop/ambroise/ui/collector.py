"""Collect garbage in the GUI thread alone, for a QObject that another thread destroys ends the program.

The interpreter collects in whichever thread happens to allocate, a worker as well as this one. What stands
in a cycle (a screen and the functions connected to its signals) is only ever destroyed by a collection: in a
worker, a timer among it is stopped from the wrong thread, and the process dies.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

_PAUSE_MS: Final = 2_000


class Collector(QObject):
    """From its birth to :meth:`close`, collections happen here and when this thread waits for events."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        gc.disable()
        timer = QTimer(self, interval=_PAUSE_MS)
        timer.timeout.connect(collect_due)
        timer.start()

    def close(self) -> None:
        """Give collections back to the interpreter."""
        if self._was_enabled:
            gc.enable()
        self.deleteLater()


def collect_due() -> None:
    """Collect as deep as the interpreter itself would now: each generation has its threshold."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    due = [rank for rank, count in enumerate(counts) if count > thresholds[rank]]
    if due:
        gc.collect(max(due))
