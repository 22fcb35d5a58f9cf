"""Watch readers and cards for as long as the program lives, through every stop of the PC/SC daemon.

pyscard's monitor ends with the daemon; this one reports the readers as gone, keeps asking with a growing
pause, and reports them again when the daemon is back (service restarted, sleep and resume, USB re-plugged).
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from queue import SimpleQueue
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self

from esante.errors import EsanteError
from esante.pcsc.atr import TypeCarte
from esante.pcsc.connection import CardService, EtatLecteur, ReaderWatch

_log = logging.getLogger(__name__)
_FIRST_PAUSE, _LAST_PAUSE = 0.05, 1.0


class NatureEvenement(StrEnum):
    """What happened to a reader, as the terminal contract spells it."""

    LECTEUR_AJOUTE = "lecteur_ajoute"
    LECTEUR_RETIRE = "lecteur_retire"
    INSERTION = "insertion"
    RETRAIT = "retrait"


@dataclass(frozen=True)
class EvenementCarte:
    """One change; ``type_carte`` is the card that came or went, ``None`` for a reader."""

    nature: NatureEvenement
    lecteur: str
    type_carte: TypeCarte | None
    atr: bytes
    instant: datetime


Listener = Callable[[EvenementCarte], None]


class CardMonitor:
    """A thread that turns reader states into events, given to listeners one after the other.

    Listeners run in the monitor's thread: they must hand over quickly (a queued Qt signal, a queue).
    """

    def __init__(
        self,
        service: CardService,
        *,
        period: float = 0.5,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._service, self._period, self._now = service, period, now
        self._lock = Lock()
        self._listeners: list[Listener] = []
        self._states: dict[str, EtatLecteur] = {}
        self._available = False
        self._watch: ReaderWatch | None = None
        self._stop = Event()
        self._ready = Event()
        self._queues: list[SimpleQueue[EvenementCarte | None]] = []
        self._thread = Thread(target=self._run, name="card-monitor", daemon=True)

    @property
    def available(self) -> bool:
        """Whether the PC/SC daemon answers."""
        return self._available

    def readers(self) -> tuple[EtatLecteur, ...]:
        """Return the states as last seen."""
        with self._lock:
            return tuple(sorted(self._states.values(), key=lambda reader: reader.nom))

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` at each event from now on; the returned function unsubscribes."""
        with self._lock:
            self._listeners.append(listener)

        def unsubscribe() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return unsubscribe

    def events(self) -> Iterator[EvenementCarte]:
        """Return an iterator over the events from now on, which ends when the monitor is stopped."""
        queue: SimpleQueue[EvenementCarte | None] = SimpleQueue()
        self._queues.append(queue)
        unsubscribe = self.subscribe(queue.put)

        def follow() -> Iterator[EvenementCarte]:
            try:
                while (event := queue.get()) is not None:
                    yield event
            finally:
                unsubscribe()
                self._queues.remove(queue)

        return follow()

    def start(self) -> Self:
        """Start watching."""
        self._thread.start()
        return self

    def wait_ready(self, timeout: float = 5.0) -> bool:
        """Wait until the first look at the readers is done."""
        return self._ready.wait(timeout)

    def stop(self) -> None:
        """Stop watching and wait for the thread."""
        self._stop.set()
        watch = self._watch
        if watch is not None:
            watch.cancel()
        if self._thread.ident is not None:
            self._thread.join(self._period * 2 + 1)
        for queue in tuple(self._queues):
            queue.put(None)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _run(self) -> None:
        pause = _FIRST_PAUSE
        while not self._stop.is_set():
            try:
                self._watch = watch = self._service.watch()
            except EsanteError:
                self._update({}, available=False)
            else:
                pause = _FIRST_PAUSE
                self._follow(watch)
            self._stop.wait(pause)
            pause = min(pause * 2, _LAST_PAUSE)

    def _follow(self, watch: ReaderWatch) -> None:
        try:
            timeout = 0.0
            while not self._stop.is_set():
                states = watch.wait(timeout)
                timeout = self._period
                self._update({state.nom: state for state in states}, available=True)
        except EsanteError as exc:
            _log.info("readers lost: %s", exc)
            self._update({}, available=False)
        finally:
            self._watch = None
            watch.close()

    def _update(self, states: dict[str, EtatLecteur], *, available: bool) -> None:
        events = list(self._compare(states))
        with self._lock:
            self._states, self._available = states, available
            listeners = tuple(self._listeners)
        self._ready.set()
        for event in events:
            for listener in listeners:
                try:
                    listener(event)
                except Exception:  # noqa: BLE001 - one listener's fault must not blind the others
                    _log.exception("card listener failed")

    def _compare(self, states: dict[str, EtatLecteur]) -> Iterator[EvenementCarte]:
        before = self._states
        for name in sorted(before.keys() - states.keys()):
            yield from self._left(before[name])
            yield self._event(NatureEvenement.LECTEUR_RETIRE, before[name])
        for name in sorted(states):
            old, new = before.get(name), states[name]
            if old is None:
                yield self._event(NatureEvenement.LECTEUR_AJOUTE, new)
                old = EtatLecteur(name)
            swapped = new.carte_presente and new.changements != old.changements
            if old.carte_presente and (not new.carte_presente or swapped or old.atr != new.atr):
                yield from self._left(old)
                old = EtatLecteur(name)
            if new.carte_presente and not old.carte_presente:
                yield self._event(NatureEvenement.INSERTION, new, new.type_carte)

    def _left(self, state: EtatLecteur) -> Iterator[EvenementCarte]:
        if state.carte_presente:
            yield self._event(NatureEvenement.RETRAIT, state, state.type_carte)

    def _event(
        self, nature: NatureEvenement, state: EtatLecteur, type_carte: TypeCarte | None = None
    ) -> EvenementCarte:
        atr = state.atr if type_carte is not None else b""
        return EvenementCarte(nature, state.nom, type_carte, atr, self._now())
