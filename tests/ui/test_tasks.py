"""Work leaves the GUI thread and comes back only to those who still want it."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ambroise.ui.tasks import DATABASE, NETWORK, Cancelled, Task, Tasks, reader_queue
from tests.fakes.patience import ATTENTE_S


def test_work_runs_elsewhere_and_its_result_comes_back_in_the_gui_thread(qtbot: QtBot, tasks: Tasks) -> None:
    owner, seen = QObject(), []
    gui = threading.get_ident()
    tasks.run(
        lambda _task: threading.get_ident(),
        owner=owner,
        on_success=lambda worker: seen.append((worker, threading.get_ident())),
    )
    qtbot.waitUntil(lambda: bool(seen))
    worker, back = seen[0]
    assert worker != gui
    assert back == gui
    assert QThread.currentThread() is QApplication.instance().thread()


def test_an_error_goes_to_on_error(qtbot: QtBot, tasks: Tasks) -> None:
    owner, seen = QObject(), []

    def work(_task: Task) -> None:
        raise ValueError("trop grand")

    tasks.run(work, owner=owner, on_error=seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert isinstance(seen[0], ValueError)


def test_an_error_nobody_waits_for_is_announced(
    qtbot: QtBot, tasks: Tasks, caplog: pytest.LogCaptureFixture
) -> None:
    owner = QObject()
    with qtbot.waitSignal(tasks.unhandled) as announced:
        tasks.run(lambda _task: 1 / 0, owner=owner)
    assert isinstance(announced.args[0], ZeroDivisionError)
    assert "division by zero" not in caplog.text, "messages of exceptions may hold patient data"


def test_the_result_is_dropped_when_its_owner_is_gone(qtbot: QtBot, tasks: Tasks) -> None:
    owner, other, seen, done = QObject(), QObject(), [], []
    started, release = threading.Event(), threading.Event()

    def work(_task: Task) -> str:
        started.set()
        release.wait(ATTENTE_S)
        return "trop tard"

    task = tasks.run(work, owner=owner, on_success=seen.append, on_done=lambda: seen.append("done"))
    assert started.wait(ATTENTE_S)
    shiboken6.delete(owner)
    release.set()
    tasks.run(lambda _task: None, owner=other, on_success=done.append)  # same queue: comes back after
    qtbot.waitUntil(lambda: bool(done))
    assert seen == []
    assert task.cancelled.is_set(), "the worker is told that nobody waits"


def test_a_cancelled_task_stops_at_its_next_step_and_says_nothing_but_done(
    qtbot: QtBot, tasks: Tasks
) -> None:
    owner, seen, done = QObject(), [], []
    reached = threading.Event()
    release = threading.Event()

    def work(task: Task) -> str:
        reached.set()
        release.wait(ATTENTE_S)
        task.check()
        pytest.fail("the work went on after being cancelled")

    task = tasks.run(
        work, owner=owner, on_success=seen.append, on_error=seen.append, on_done=lambda: done.append(True)
    )
    assert reached.wait(ATTENTE_S)
    task.cancel()
    release.set()
    qtbot.waitUntil(lambda: bool(done))
    assert seen == []
    assert tasks.under_way == ()


def test_a_task_cancelled_before_its_turn_never_starts(qtbot: QtBot, tasks: Tasks) -> None:
    owner, ran, done = QObject(), [], []
    release = threading.Event()
    tasks.run(lambda _task: release.wait(ATTENTE_S), owner=owner)
    waiting = tasks.run(lambda _task: ran.append(1), owner=owner, on_done=lambda: done.append(True))
    waiting.cancel()
    release.set()
    qtbot.waitUntil(lambda: bool(done))
    assert ran == []


def test_progress_is_reported_in_the_gui_thread(qtbot: QtBot, tasks: Tasks) -> None:
    owner, seen, done = QObject(), [], []

    def work(task: Task) -> None:
        task.report(0.5, "moitié")

    tasks.run(
        work,
        owner=owner,
        on_progress=lambda fraction, words: seen.append((fraction, words, threading.get_ident())),
        on_success=done.append,
    )
    qtbot.waitUntil(lambda: bool(done))
    assert seen == [(0.5, "moitié", threading.get_ident())]


def test_the_database_queue_keeps_the_order(qtbot: QtBot, tasks: Tasks) -> None:
    owner, order = QObject(), []
    for number in range(20):
        tasks.run(lambda _task, n=number: n, owner=owner, on_success=order.append, queue=DATABASE)
    qtbot.waitUntil(lambda: len(order) == 20)
    assert order == list(range(20))


def test_two_queues_run_together(qtbot: QtBot, tasks: Tasks) -> None:
    owner, done = QObject(), []
    meeting = threading.Barrier(3)

    def meet(_task: Task) -> None:
        meeting.wait(ATTENTE_S)

    for queue in (DATABASE, NETWORK, reader_queue("Ingenico")):
        tasks.run(meet, owner=owner, on_success=done.append, queue=queue)
    qtbot.waitUntil(lambda: len(done) == 3)


def test_cancel_of_stops_only_what_one_owner_waits_for(tasks: Tasks) -> None:
    mine, theirs = QObject(), QObject()
    release = threading.Event()
    wait: Callable[[Task], object] = lambda _task: release.wait(ATTENTE_S)  # noqa: E731
    first, second = tasks.run(wait, owner=mine), tasks.run(wait, owner=theirs)
    tasks.cancel_of(mine)
    release.set()
    assert first.cancelled.is_set()
    assert not second.cancelled.is_set()


def test_nothing_runs_once_closed(tasks: Tasks) -> None:
    owner, ran = QObject(), []
    tasks.close()
    task = tasks.run(lambda _task: ran.append(1), owner=owner)
    assert task.cancelled.is_set()
    assert ran == []


class Temoin:
    """Notes in which thread it is destroyed."""

    def __init__(self, fins: list[int]) -> None:
        self._fins = fins

    def __del__(self) -> None:
        self._fins.append(threading.get_ident())

    def pass_by(self, _task: Task) -> None: ...

    def fail(self, _task: Task) -> None:
        raise ValueError


@pytest.mark.parametrize("geste", ["pass_by", "fail"])
def test_what_the_work_holds_is_destroyed_in_the_gui_thread_however_late_the_worker_ends(
    qtbot: QtBot, tasks: Tasks, monkeypatch: pytest.MonkeyPatch, geste: str
) -> None:
    owner, delivered, fins = QObject(), threading.Event(), []
    send = tasks._send

    def send_and_linger(parcel: Any) -> None:
        send(parcel)
        delivered.wait(ATTENTE_S)

    monkeypatch.setattr(tasks, "_send", send_and_linger)
    tasks.run(getattr(Temoin(fins), geste), owner=owner, on_error=lambda _: None, on_done=delivered.set)
    qtbot.waitUntil(delivered.is_set)
    tasks.close()
    assert fins == [threading.get_ident()]


def test_what_the_work_holds_is_destroyed_in_the_gui_thread_when_all_is_closed(tasks: Tasks) -> None:
    owner, started, release, fins = QObject(), threading.Event(), threading.Event(), []
    temoin = Temoin(fins)

    def work(_task: Task, _temoin: Temoin = temoin) -> None:
        started.set()
        release.wait(ATTENTE_S)

    tasks.run(work, owner=owner)
    del work, temoin
    assert started.wait(ATTENTE_S)
    release.set()
    tasks.close()
    assert fins == [threading.get_ident()]


def test_check_raises_only_once_cancelled() -> None:
    task = Task("", lambda *_: None)
    task.check()
    task.cancel()
    with pytest.raises(Cancelled):
        task.check()
