"""Reads the lists in sight again when another seat has written what they show."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

import shiboken6
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

PAUSE_MS: Final = 300
"""Several changes of one moment make one reading; a burst never makes more than three a second."""


@dataclass
class _Suivi:
    screen: QWidget
    objets: frozenset[str]
    read_again: Callable[[], None]
    en_retard: bool = False


class EcransSuivis(QObject):
    """What each screen shows of what others write; one that is hidden is read again when it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self._suivis: list[_Suivi] = []
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._read_again)

    def follow(self, screen: QWidget, objets: Collection[str], read_again: Callable[[], None]) -> None:
        """Call ``read_again`` when objects of these kinds were written; it keeps selection and typed text."""
        self._suivis.append(_Suivi(screen, frozenset(objets), read_again))
        screen.installEventFilter(self)

    def tell(self, objet: str | None) -> None:
        """Take note that another seat wrote an object of a kind; None: of any kind."""
        self._suivis = [suivi for suivi in self._suivis if shiboken6.isValid(suivi.screen)]
        for suivi in self._suivis:
            if objet is None or objet in suivi.objets:
                suivi.en_retard = True
        self._wake()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self._wake()
        return False

    def _wake(self) -> None:
        # Not restarted while it runs: seats that never stop writing would put the reading off for ever.
        if not self._pause.isActive() and any(suivi.en_retard for suivi in self._suivis):
            self._pause.start()

    def _read_again(self) -> None:
        for suivi in self._suivis:
            if suivi.en_retard and shiboken6.isValid(suivi.screen) and suivi.screen.isVisible():
                suivi.en_retard = False
                suivi.read_again()
