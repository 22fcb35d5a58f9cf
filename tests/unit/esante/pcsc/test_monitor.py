from collections.abc import Iterator
from queue import Empty, SimpleQueue
from threading import Event

import pytest

from esante.errors import CardAbsent
from esante.pcsc.atr import TypeCarte
from esante.pcsc.connection import CardConnection, EtatLecteur
from esante.pcsc.monitor import CardMonitor, EvenementCarte, NatureEvenement
from esante.sandbox.cartes.catalogue import RUTH_NESSI
from esante.sandbox.cartes.lecteurs import VirtualReaders
from esante.sandbox.cartes.pannes import MuteCard
from esante.sandbox.cartes.vitale import VirtualVitale
from tests.fakes.patience import ATTENTE_S

Seen = SimpleQueue[EvenementCarte]
ATR_1 = bytes.fromhex("3B751300004809EA9000")
ATR_2 = bytes.fromhex("3B751300004809EA9001")


@pytest.fixture
def readers() -> VirtualReaders:
    return VirtualReaders(["A", "B"])


@pytest.fixture
def monitor(readers: VirtualReaders) -> Iterator[CardMonitor]:
    with CardMonitor(readers, period=0.05) as monitor:
        assert monitor.wait_ready(ATTENTE_S)
        yield monitor


@pytest.fixture
def seen(monitor: CardMonitor) -> Seen:
    queue: Seen = SimpleQueue()
    monitor.subscribe(queue.put)
    return queue


def next_of(seen: Seen) -> tuple[NatureEvenement, str, TypeCarte | None]:
    event = seen.get(timeout=ATTENTE_S)
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


def test_resume_from_sleep_tells_what_changed_meanwhile_and_nothing_else(
    readers: VirtualReaders, monitor: CardMonitor, seen: Seen
) -> None:
    """All readers vanish at once; while nobody looked, A swapped its card, B lost its own, C was plugged."""
    for reader in ("A", "B"):
        readers.insert(reader, VirtualVitale([RUTH_NESSI]))
        assert next_of(seen) == (NatureEvenement.INSERTION, reader, TypeCarte.VITALE_2)
    readers.set_stopped(stopped=True)
    assert [next_of(seen)[:2] for _ in range(4)] == [
        (NatureEvenement.RETRAIT, "A"),
        (NatureEvenement.LECTEUR_RETIRE, "A"),
        (NatureEvenement.RETRAIT, "B"),
        (NatureEvenement.LECTEUR_RETIRE, "B"),
    ]
    assert monitor.readers() == ()
    readers.insert("A", MuteCard(VirtualVitale([RUTH_NESSI])))
    readers.remove("B")
    readers.plug("C")
    readers.set_stopped(stopped=False)
    assert [next_of(seen) for _ in range(4)] == [
        (NatureEvenement.LECTEUR_AJOUTE, "A", None),
        (NatureEvenement.INSERTION, "A", TypeCarte.MUETTE),
        (NatureEvenement.LECTEUR_AJOUTE, "B", None),
        (NatureEvenement.LECTEUR_AJOUTE, "C", None),
    ]
    with pytest.raises(Empty):
        seen.get_nowait()
    readers.insert("B", VirtualVitale([RUTH_NESSI]))
    assert next_of(seen) == (NatureEvenement.INSERTION, "B", TypeCarte.VITALE_2), "it goes on watching"


def test_jump_of_states_within_one_look_is_a_removal_then_an_insertion() -> None:
    """A sleep so short that the daemon never looked gone: readers, cards and counters jump in one answer."""
    watch = JumpingWatch(
        (
            (EtatLecteur("A", True, ATR_1, changements=1), EtatLecteur("B", True, ATR_1, changements=1)),
            (EtatLecteur("A", True, ATR_1, changements=3), EtatLecteur("C", True, ATR_2, changements=9)),
            (EtatLecteur("A", False, b"", changements=4), EtatLecteur("B", False, b"", changements=0)),
        )
    )
    with CardMonitor(watch, period=0.01) as monitor:
        queue: Seen = SimpleQueue()
        monitor.subscribe(queue.put)
        watch.go.set()
        natures = [
            (event.nature, event.lecteur) for event in (queue.get(timeout=ATTENTE_S) for _ in range(10))
        ]
    assert natures == [
        (NatureEvenement.RETRAIT, "B"),
        (NatureEvenement.LECTEUR_RETIRE, "B"),
        (NatureEvenement.RETRAIT, "A"),
        (NatureEvenement.INSERTION, "A"),
        (NatureEvenement.LECTEUR_AJOUTE, "C"),
        (NatureEvenement.INSERTION, "C"),
        (NatureEvenement.RETRAIT, "C"),
        (NatureEvenement.LECTEUR_RETIRE, "C"),
        (NatureEvenement.RETRAIT, "A"),
        (NatureEvenement.LECTEUR_AJOUTE, "B"),
    ]


class JumpingWatch:
    """A service whose only watch answers a script, then the last state for ever."""

    def __init__(self, script: tuple[tuple[EtatLecteur, ...], ...]) -> None:
        self._script, self.go = list(script), Event()

    def watch(self) -> "JumpingWatch":
        return self

    def wait(self, timeout: float) -> tuple[EtatLecteur, ...]:
        if timeout:
            self.go.wait(ATTENTE_S)
        return self._script.pop(0) if len(self._script) > 1 else self._script[0]

    def list_readers(self) -> tuple[EtatLecteur, ...]:
        return self._script[0]

    def connect(self, lecteur: str, *, reset_on_close: bool = True) -> CardConnection:
        raise CardAbsent(lecteur)

    def cancel(self) -> None:
        self.go.set()

    def close(self) -> None:
        """Nothing to give back."""
