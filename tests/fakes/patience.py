"""How long a test waits for what must come: the time after which it will not, on the slowest machine."""

from collections.abc import Callable
from functools import partialmethod

from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

ATTENTE_S = 30
ATTENTE_MS = ATTENTE_S * 1000
PROGRAMME_S = 300
"""Of a whole program: it is imported, plays its part and ends."""


class PatientQtBot(QtBot):
    """The hand of pytest-qt on a machine that does many other things: its own five seconds elapse there."""

    waitSignal = partialmethod(QtBot.waitSignal, timeout=ATTENTE_MS)
    waitActive = partialmethod(QtBot.waitActive, timeout=ATTENTE_MS)
    waitExposed = partialmethod(QtBot.waitExposed, timeout=ATTENTE_MS)

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = ATTENTE_MS) -> None:
        """Wait for a condition, and for what came with it.

        A widget added to a shown window is shown by an event of its own, left to the next turn by a slow one.
        """
        super().waitUntil(callback, timeout=timeout)
        QCoreApplication.sendPostedEvents()
