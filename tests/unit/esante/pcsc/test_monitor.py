from collections.abc import Iterator
from queue import Empty, SimpleQueue

import pytest

from esante.pcsc.atr import TypeCarte
from esante.pcsc.monitor import CardMonitor, EvenementCarte, NatureEvenement
from esante.sandbox.cartes.catalogue import RUTH_NESSI
from esante.sandbox.cartes.lecteurs import VirtualReaders
from esante.sandbox.cartes.vitale import VirtualVitale

Seen = SimpleQueue[EvenementCarte]


@pytest.fixture
def readers() -> VirtualReaders:
    return VirtualReaders(["A", "B"])


@pytest.fixture
def monitor(readers: VirtualReaders) -> Iterator[CardMonitor]:
    with CardMonitor(readers, period=0.05) as monitor:
        assert monitor.wait_ready()
        yield monitor


@pytest.fixture
def seen(monitor: CardMonitor) -> Seen:
    queue: Seen = SimpleQueue()
    monitor.subscribe(queue.put)
    return queue


def next_of(seen: Seen) -> tuple[NatureEvenement, str, TypeCarte | None]:
    event = seen.get(timeout=5)
    return event.nature, event.lecteur, event.type_carte


def test_insertion_and_removal_name_reader_and_card(readers: VirtualReaders, seen: Seen) -> None:
    readers.insert("B", VirtualVitale([RUTH_NESSI]))
    assert next_of(seen) == (NatureEvenement.INSERTION, "B", TypeCarte.VITALE_2)
    readers.remove("B")
    assert next_of(seen) == (NatureEvenement.RETRAIT, "B", TypeCarte.VITALE_2)


def test_swapped_card_is_a_removal_then_an_insertion(readers: VirtualReaders, seen: Seen) -> None:
    readers.insert("A", VirtualVitale([RUTH_NESSI]))
    assert next_of(seen)[0] is NatureEvenement.INSERTION
    readers.insert("A", VirtualVitale([RUTH_NESSI]))
    assert [next_of(seen)[0] for _ in range(2)] == [NatureEvenement.RETRAIT, NatureEvenement.INSERTION]


def test_hot_plug_is_seen_both_ways(readers: VirtualReaders, seen: Seen) -> None:
    readers.plug("C")
    assert next_of(seen) == (NatureEvenement.LECTEUR_AJOUTE, "C", None)
    readers.insert("C", VirtualVitale([RUTH_NESSI]))
    assert next_of(seen)[0] is NatureEvenement.INSERTION
    readers.unplug("C")
    assert next_of(seen)[0] is NatureEvenement.RETRAIT
    assert next_of(seen) == (NatureEvenement.LECTEUR_RETIRE, "C", None)


def test_monitor_survives_the_daemon(readers: VirtualReaders, monitor: CardMonitor, seen: Seen) -> None:
    readers.insert("A", VirtualVitale([RUTH_NESSI]))
    assert next_of(seen)[0] is NatureEvenement.INSERTION
    readers.set_stopped(stopped=True)
    natures = [next_of(seen)[0] for _ in range(3)]
    assert natures == [
        NatureEvenement.RETRAIT,
        NatureEvenement.LECTEUR_RETIRE,
        NatureEvenement.LECTEUR_RETIRE,
    ]
    assert not monitor.available
    readers.set_stopped(stopped=False)
    natures = [next_of(seen)[0] for _ in range(3)]
    assert natures == [
        NatureEvenement.LECTEUR_AJOUTE,
        NatureEvenement.INSERTION,
        NatureEvenement.LECTEUR_AJOUTE,
    ]
    assert monitor.available


def test_a_failing_listener_does_not_blind_the_others(
    readers: VirtualReaders, monitor: CardMonitor, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(event: EvenementCarte) -> None:
        raise RuntimeError("écouteur en panne")

    queue: Seen = SimpleQueue()
    monitor.subscribe(fail)
    monitor.subscribe(queue.put)
    readers.insert("A", VirtualVitale([RUTH_NESSI]))
    assert next_of(queue)[0] is NatureEvenement.INSERTION
    assert "listener failed" in caplog.text


def test_unsubscribed_listener_hears_nothing(
    readers: VirtualReaders, monitor: CardMonitor, seen: Seen
) -> None:
    queue: Seen = SimpleQueue()
    monitor.subscribe(queue.put)()
    readers.insert("A", VirtualVitale([RUTH_NESSI]))
    next_of(seen)
    with pytest.raises(Empty):
        queue.get_nowait()


def test_iterator_ends_with_the_monitor(readers: VirtualReaders) -> None:
    monitor = CardMonitor(readers, period=0.05)
    events = monitor.events()
    monitor.start()
    first = next(events)
    assert first.nature is NatureEvenement.LECTEUR_AJOUTE
    monitor.stop()
    assert [event.lecteur for event in events] == ["B"]
