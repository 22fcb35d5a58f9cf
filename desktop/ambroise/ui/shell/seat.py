"""The seat as it is now: read in a worker at each event of a reader, and every few seconds."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from ambroise.ui.shell.ports import EtatPoste, ShellServices
from ambroise.ui.tasks import Queue, Tasks
from ambroise.usecases.ports_cartes import EtatLecteur

EVERY_MS: Final = 15_000
QUEUE: Final = Queue("poste")


class Seat(QObject):
    """Follows the readers and the rest.

    An event of a reader is shown at once: a card pulled and put back between two readings left all the same,
    and what was being read meanwhile is out of date.
    """

    seen = Signal(object)
    """The EtatPoste, each time it may have changed."""
    card_moved = Signal(object)
    """The EtatLecteur of a reader whose card came or went."""
    _event = Signal(object)

    def __init__(self, services: ShellServices, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._tasks = services, tasks
        self.etat = EtatPoste()
        self._turn = 0
        self._event.connect(self._follow)
        self._stop_watching = services.watch_lecteurs(self._event.emit)
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()

    def refresh(self) -> None:
        """Read the state of the seat again."""
        turn = self._turn
        self._tasks.run(
            lambda _task: self._services.read_poste(),
            owner=self,
            on_success=lambda etat: self._read(turn, etat),
            queue=QUEUE,
        )

    def close(self) -> None:
        """Follow nothing any more."""
        self._timer.stop()
        self._stop_watching()

    def _follow(self, lecteur: EtatLecteur) -> None:
        self._turn += 1
        if any(known.nom == lecteur.nom for known in self.etat.lecteurs):
            lecteurs = (lecteur if known.nom == lecteur.nom else known for known in self.etat.lecteurs)
            self._show(replace(self.etat, lecteurs=tuple(lecteurs)))
        self.refresh()
        self.card_moved.emit(lecteur)

    def _read(self, turn: int, etat: EtatPoste) -> None:
        if turn == self._turn:
            self._show(etat)

    def _show(self, etat: EtatPoste) -> None:
        self.etat = etat
        self.seen.emit(etat)
