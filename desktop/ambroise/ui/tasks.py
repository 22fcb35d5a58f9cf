"""The one way to leave the GUI thread: ``Tasks.run(work, owner=…)``, and come back by a queued signal."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Generic, TypeVar, cast

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

T = TypeVar("T")

_log = logging.getLogger(__name__)

NETWORK_WORKERS: Final = 4


@dataclass(frozen=True)
class Queue:
    """Where work waits: things of one queue run in order, things of two queues run together."""

    name: str
    workers: int = 1


DATABASE: Final = Queue("base")
NETWORK: Final = Queue("reseau", NETWORK_WORKERS)
PRINTING: Final = Queue("rendu")
MEDICAMENTS: Final = Queue("medicaments")
TRACES: Final = Queue("traces")


def reader_queue(reader: str) -> Queue:
    """Return the queue of a card reader: a card answers one question at a time."""
    return Queue(f"lecteur {reader}")


class Cancelled(Exception):
    """Raised in a worker by :meth:`Task.check` once the user, or a closed window, gave up."""


class Task:
    """A piece of work under way: the GUI cancels it, the worker reports through it."""

    def __init__(self, title: str, report: Callable[["Task", float, str], None]) -> None:
        self.title = title
        self._report = report
        self._cancel = threading.Event()

    @property
    def cancelled(self) -> threading.Event:
        """Set when nobody waits for the result any more; give it to whatever can be interrupted."""
        return self._cancel

    def cancel(self) -> None:
        """Ask the work to stop, and drop its result."""
        self._cancel.set()

    def check(self) -> None:
        """Raise Cancelled when the work is no longer wanted; call it between two steps."""
        if self._cancel.is_set():
            raise Cancelled

    def report(self, fraction: float, words: str = "") -> None:
        """Tell the owner how far the work is, from 0 to 1, and what it is doing."""
        self._report(self, fraction, words)


@dataclass(frozen=True)
class _Callbacks(Generic[T]):
    owner: QObject
    parcel: "_Parcel"
    on_success: Callable[[T], None] | None
    on_error: Callable[[BaseException], None] | None
    on_progress: Callable[[float, str], None] | None
    on_done: Callable[[], None] | None


class Tasks(QObject):
    """Runs work in threads and brings results, errors and progress back to the GUI thread.

    A callback whose owner was destroyed, or whose task was cancelled, is dropped. ``started`` and
    ``finished`` carry each Task, for the line that shows what is under way.
    """

    started = Signal(object)
    finished = Signal(object)
    unhandled = Signal(object)
    """An error that no ``on_error`` waits for."""

    _came_back = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executors: dict[str, ThreadPoolExecutor] = {}
        self._running: dict[Task, _Callbacks[object]] = {}
        self._closed = False
        self._came_back.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[Task], T],
        *,
        owner: QObject,
        on_success: Callable[[T], None] | None = None,
        on_error: Callable[[BaseException], None] | None = None,
        on_progress: Callable[[float, str], None] | None = None,
        on_done: Callable[[], None] | None = None,
        queue: Queue = DATABASE,
        title: str = "",
    ) -> Task:
        """Do some work elsewhere and call back in the GUI thread.

        Args:
            work: closes over values, never over widgets; receives its Task to report and to check.
            owner: when it is gone, so are the callbacks.
            on_done: after success, error or cancellation alike, if the owner is still there.
            title: what the user reads when it lasts (« Recherche INSi »).
        """
        task = Task(title, lambda self_, fraction, words: self._send(_Parcel(self_, (fraction, words))))
        if self._closed:
            task.cancel()
            return task
        parcel = _Parcel(task, None, work)
        callbacks = _Callbacks(owner, parcel, on_success, on_error, on_progress, on_done)
        self._running[task] = cast("_Callbacks[object]", callbacks)
        owner.destroyed.connect(task.cancel)
        self.started.emit(task)

        def step() -> None:
            try:
                task.check()
                parcel.outcome = _Success(parcel.work(task))
            except BaseException as error:  # noqa: BLE001 - the GUI thread decides what it means
                parcel.outcome = _Failure(error)
            self._send(parcel)

        self._executor(queue).submit(step)
        return task

    @property
    def under_way(self) -> tuple[Task, ...]:
        """The tasks not yet finished, oldest first."""
        return tuple(self._running)

    def cancel_of(self, owner: QObject) -> None:
        """Cancel all that an object waits for, when its window closes."""
        for task, waiting in list(self._running.items()):
            if waiting.owner is owner:
                task.cancel()

    def close(self, *, wait: bool = True) -> None:
        """Cancel everything and stop the workers; nothing runs afterwards."""
        self._closed = True
        for task in self._running:
            task.cancel()
        for executor in self._executors.values():
            executor.shutdown(wait=wait, cancel_futures=True)
        self._running.clear()

    def _executor(self, queue: Queue) -> ThreadPoolExecutor:
        if queue.name not in self._executors:
            self._executors[queue.name] = ThreadPoolExecutor(queue.workers, thread_name_prefix=queue.name)
        return self._executors[queue.name]

    def _send(self, parcel: "_Parcel") -> None:
        if not self._closed and shiboken6.isValid(self):
            self._came_back.emit(parcel)

    @Slot(object)
    def _deliver(self, parcel: "_Parcel") -> None:
        task, outcome = parcel.task, parcel.outcome
        parcel.empty()
        callbacks = self._running.get(task)
        if callbacks is None:
            return
        ended = isinstance(outcome, _Success | _Failure)
        if ended:
            del self._running[task]
            self.finished.emit(task)
        if not shiboken6.isValid(callbacks.owner):
            return
        if ended:
            callbacks.owner.destroyed.disconnect(task.cancel)
        try:
            if not task.cancelled.is_set():
                self._call(callbacks, outcome)
        finally:
            if ended and callbacks.on_done is not None:
                callbacks.on_done()

    def _call(self, callbacks: "_Callbacks[object]", outcome: object) -> None:
        match outcome:
            case _Success(value):
                if callbacks.on_success is not None:
                    callbacks.on_success(value)
            case _Failure(Cancelled()):
                return
            case _Failure(error):
                if callbacks.on_error is not None:
                    callbacks.on_error(error)
                else:
                    _log.error("travail interrompu\u00a0: %s", type(error).__name__)
                    self.unhandled.emit(error)
            case (float() | int() as fraction, str() as words):
                if callbacks.on_progress is not None:
                    callbacks.on_progress(float(fraction), words)


def _nothing(_task: Task) -> None:
    """Stand for the work that was let go of."""


@dataclass
class _Parcel:
    """What goes to a worker and comes back; emptied here, so that a worker is never the last to hold it.

    The work closes over a controller, a failure over the frames of the work: the last one that lets them go
    destroys them.
    """

    task: Task
    outcome: object
    work: Callable[[Task], object] = _nothing

    def empty(self) -> None:
        """Let go of everything but the task."""
        self.outcome, self.work = None, _nothing


@dataclass(frozen=True)
class _Success(Generic[T]):
    value: T


@dataclass(frozen=True)
class _Failure:
    error: BaseException
