"""Garbage is collected in the GUI thread alone, as deep as the interpreter would."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from ambroise.ui.collector import Collector, collect_due


class Boucle:
    """In a cycle: only a collection destroys it."""

    def __init__(self, fins: list[int]) -> None:
        self._fins, self._moi = fins, self

    def __del__(self) -> None:
        self._fins.append(threading.get_ident())


@pytest.fixture
def collector(qapp: QObject) -> Iterator[Collector]:
    """A collector of its own, whatever collects in the other tests."""
    was_enabled = gc.isenabled()
    gc.enable()
    gc.collect()
    collector = Collector(qapp)
    yield collector
    collector.close()
    if not was_enabled:
        gc.disable()


def allocate(kept: list[list[int]]) -> None:
    """Allocate enough for the interpreter to collect, in whichever thread does it."""
    kept += [[] for _ in range(300_000)]


@pytest.mark.usefixtures("collector")
def test_a_worker_that_allocates_destroys_nothing_of_what_the_screens_left() -> None:
    fins: list[int] = []
    kept: list[list[int]] = []
    Boucle(fins)
    worker = threading.Thread(target=allocate, args=(kept,))
    worker.start()
    worker.join()
    assert fins == []
    collect_due()
    assert fins == [threading.get_ident()]


def test_collections_are_given_back_to_the_interpreter(collector: Collector) -> None:
    assert not gc.isenabled()
    collector.close()
    assert gc.isenabled()


def test_nothing_is_collected_before_its_time(collector: Collector) -> None:
    fins: list[int] = []
    gc.collect()
    Boucle(fins)
    collect_due()
    assert fins == []
