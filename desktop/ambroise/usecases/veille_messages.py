"""Wait for news of each box (IMAP IDLE) and read it when there is some, one thread a box."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports_reception import PortReception
from ambroise.usecases.releve import BilanReleve, ReleveService

_journal = logging.getLogger(__name__)
_REPOS = timedelta(seconds=30)
_REPOS_MAXIMAL = timedelta(minutes=10)
_SOMMEIL = timedelta(seconds=5)
_SOUFFLE = timedelta(seconds=1)
"""Between two passages, whatever a box tells."""


class VeilleMessages:
    """The threads of the boxes; a box in trouble is tried again later, the others never wait for it.

    Args:
        is_connecte: whether somebody is logged in; nothing is asked of the boxes until then.
        wait: waits for a time and returns True when it is time to leave; given by tests.
    """

    def __init__(
        self,
        releve: ReleveService,
        boites: PortReception,
        is_connecte: Callable[[], bool],
        wait: Callable[[timedelta], bool] | None = None,
    ) -> None:
        self._releve = releve
        self._boites = boites
        self._is_connecte = is_connecte
        self._arret = threading.Event()
        self._wait = wait or (lambda duree: self._arret.wait(duree.total_seconds()))
        self._threads: list[threading.Thread] = []
        self.on_change: Callable[[BilanReleve], None] = lambda _bilan: None
        """Called in the thread of a box after a passage that brought something, or failed."""

    def start(self) -> None:
        """Start waiting; a second call does nothing."""
        if self._threads:
            return
        self._threads = [
            threading.Thread(target=self.watch, args=(boite,), name=f"veille {rank}", daemon=True)
            for rank, boite in enumerate(self._boites.boites)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float | None = 10) -> bool:
        """Stop; return whether every thread has ended."""
        self._arret.set()
        for thread in self._threads:
            thread.join(timeout)
        return not any(thread.is_alive() for thread in self._threads)

    def watch(self, boite: str) -> None:
        """Read a box, wait for news, read again, until told to stop."""
        repos = _REPOS
        while not self._arret.is_set():
            if not self._is_connecte():
                if self._wait(_SOMMEIL):
                    return
                continue
            try:
                self._tell(self._releve.read_boite(boite, self._arret.is_set))
                self._boites.wait_news(*self._releve.state(boite), self._arret.is_set)
                repos = _REPOS
                if self._wait(_SOUFFLE):
                    return
            except AmbroiseError as erreur:
                _journal.info("veille d’une boîte\u00a0: %s", type(erreur).__name__)
                self._tell(BilanReleve(pannes={boite: erreur.message}))
                if self._wait(repos):
                    return
                repos = min(_REPOS_MAXIMAL, repos * 2)

    def _tell(self, bilan: BilanReleve) -> None:
        if bilan.nouveaux or bilan.classes or bilan.pannes:
            self.on_change(bilan)
