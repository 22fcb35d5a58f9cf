"""The thread that delivers the outbox in the background, for the interface and the terminal alike."""

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta

from ambroise.domain.envoi import TypeEnvoi
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.envois import BilanEnvois, PolitiqueEnvoi, deliver_due
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports_envois import Transmetteur

_journal = logging.getLogger(__name__)
_SILENCE = timedelta(minutes=1)


class Facteur:
    """Delivers what is due, sleeps until the next date, wakes when told that something was added.

    Args:
        on_change: called in this thread after a pass that tried something.
        is_seul: whether no other process can work on this store (a locked profile).
    """

    def __init__(
        self,
        contexte: Contexte,
        transmetteurs: Mapping[TypeEnvoi, Transmetteur],
        aleatoire: Callable[[], float],
        politique: PolitiqueEnvoi | None = None,
        *,
        on_change: Callable[[BilanEnvois], None] = lambda _bilan: None,
        is_seul: bool = True,
    ) -> None:
        self._contexte = contexte
        self._transmetteurs = transmetteurs
        self._aleatoire = aleatoire
        self._politique = politique
        self._on_change = on_change
        self._demarre_le = contexte.horloge() if is_seul else None
        self._reveil = threading.Event()
        self._arret = threading.Event()
        self._thread = threading.Thread(target=self._run, name="facteur", daemon=True)

    def start(self) -> None:
        """Start delivering."""
        self._thread.start()

    def wake(self) -> None:
        """Look at the outbox at once: an act was signed, a card came back, the network returned."""
        self._reveil.set()

    def stop(self, timeout: float | None = 30) -> bool:
        """Stop after the envoi that is leaving; return whether the thread has ended."""
        self._arret.set()
        self._reveil.set()
        if self._thread.is_alive():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._arret.is_set():
            self._reveil.clear()
            try:
                bilan = deliver_due(
                    self._contexte,
                    self._transmetteurs,
                    self._aleatoire,
                    self._politique,
                    demarre_le=self._demarre_le,
                    is_stopped=self._arret.is_set,
                )
                if bilan.total:
                    self._on_change(bilan)
                attente = self._silence()
            except AmbroiseError as erreur:
                _journal.warning("boîte d’envoi\u00a0: %s", erreur.code or type(erreur).__name__)
                attente = _SILENCE
            self._reveil.wait(attente.total_seconds())

    def _silence(self) -> timedelta:
        with self._contexte.uow() as uow:
            prochaine = uow.envois.next_due()
        if prochaine is None:
            return _SILENCE
        return min(_SILENCE, max(timedelta(0), prochaine - self._contexte.horloge()))
