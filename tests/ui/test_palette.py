"""The palette finds people, medicines and actions, and never moves what was chosen."""

import threading

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.ui.main_window import MainWindow
from ambroise.ui.shell.matching import marked
from ambroise.ui.shell.providers import Found, Provider
from tests.fakes.patience import ATTENTE_S
from tests.ui.fenetre import window
from tests.ui.samples import ADRUN

__all__ = ["window"]


def test_the_palette_finds_actions_and_what_providers_find(window: MainWindow, qtbot: QtBot) -> None:
    opened: list[str] = []
    window.add_provider(
        Provider(
            lambda: "Patients",
            lambda text: [Found("CORSE Anthony", lambda: opened.append(text), strong="CORSE")],
        )
    )
    window.show_patient(ADRUN)
    window.actions_["palette"].trigger()
    qtbot.keyClicks(window.palette_.field, "cor")
    table = window.palette_._table
    qtbot.waitUntil(lambda: table.model().rowCount() == 4)
    shown = [table.model().index(row, 0).data() for row in range(4)]
    assert shown[:3] == ["Patients", "CORSE Anthony", "Actions"], "whom before what"
    assert shown[3].startswith("Corriger l’identité")
    qtbot.keyClick(window.palette_.field, Qt.Key.Key_Return)
    assert opened == ["cor"]
    assert not window.palette_.isVisible()


class SlowPatients:
    """Finds one patient, when told to."""

    def __init__(self) -> None:
        self.release = threading.Event()
        self.opened: list[str] = []

    def find(self, text: str) -> list[Found]:
        self.release.wait(ATTENTE_S)
        return [Found("CORSE Anthony", lambda: self.opened.append("patient"), strong="CORSE")]


def test_enter_waits_for_the_group_that_comes_above(window: MainWindow, qtbot: QtBot) -> None:
    slow = SlowPatients()
    window.add_provider(Provider(lambda: "Patients", slow.find, rank=10))
    window.show_patient(ADRUN)
    asked: list[str] = []
    window.command.connect(asked.append)
    window.actions_["palette"].trigger()
    qtbot.keyClicks(window.palette_.field, "cor")
    qtbot.keyClick(window.palette_.field, Qt.Key.Key_Return)
    assert window.palette_.isVisible(), "the action now first is not what will be first"
    slow.release.set()
    qtbot.waitUntil(lambda: slow.opened == ["patient"])
    assert asked == []


def test_a_late_answer_never_moves_what_was_chosen(window: MainWindow, qtbot: QtBot) -> None:
    slow = SlowPatients()
    window.add_provider(Provider(lambda: "Patients", slow.find, rank=10))
    window.show_patient(ADRUN)
    asked: list[str] = []
    window.command.connect(asked.append)
    window.actions_["palette"].trigger()
    qtbot.keyClicks(window.palette_.field, "co")
    table = window.palette_._table
    qtbot.waitUntil(lambda: window.palette_._query == "co")
    qtbot.keyClick(window.palette_.field, Qt.Key.Key_Down)
    qtbot.keyClick(window.palette_.field, Qt.Key.Key_Up)
    chosen = table.current()
    slow.release.set()
    qtbot.waitUntil(lambda: table.model().index(0, 0).data() == "Patients")
    assert table.current() == chosen
    qtbot.keyClick(window.palette_.field, Qt.Key.Key_Return)
    assert slow.opened == []
    assert asked == ["identite"]


def test_the_palette_finds_an_action_by_what_it_does_and_its_own_words_first(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.show_patient(ADRUN)
    window.actions_["palette"].trigger()
    qtbot.keyClicks(window.palette_.field, "dossier")
    qtbot.waitUntil(lambda: window.palette_._query == "dossier")
    table = window.palette_._table
    shown = [table.model().index(row, 0).data() for row in range(table.model().rowCount())]
    assert any(words.startswith("Ordonnance") for words in shown)


def test_the_palette_says_when_nothing_answers(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_["palette"].trigger()
    qtbot.keyClicks(window.palette_.field, "zzz")
    qtbot.waitUntil(lambda: not window.palette_._table.isVisible())
    assert "zzz" in window.palette_._nothing.text()
    qtbot.keyClick(window.palette_.field, Qt.Key.Key_Backspace)
    window.palette_.field.clear()
    qtbot.waitUntil(window.palette_._table.isVisible)


def names(window: MainWindow) -> list[str]:
    model = window.palette_._table.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


class Office:
    """Patients of one name, as many as one says; notes who is opened, and the search that shows all."""

    def __init__(self, combien: int) -> None:
        self.noms = [f"DURAND {n:02}" for n in range(combien)]
        self.opened: list[str] = []
        self.seen: list[str] = []

    def find(self, text: str) -> list[Found]:
        return [Found(nom, lambda nom=nom: self.opened.append(nom), subject=nom) for nom in self.noms]

    def more(self, text: str) -> Found:
        return Found("Tous les patients", lambda: self.seen.append(text))

    def provider(self) -> Provider:
        return Provider(lambda: "Patients", self.find, rank=10, most=3, more=self.more)


def test_the_palette_never_counts_as_all_what_is_only_a_part(window: MainWindow, qtbot: QtBot) -> None:
    office = Office(4)
    window.add_provider(office.provider())
    window.actions_["palette"].trigger()
    qtbot.keyClicks(window.palette_.field, "durand")
    qtbot.waitUntil(lambda: "Tous les patients" in names(window))
    assert names(window) == ["Patients", "DURAND 00", "DURAND 01", "DURAND 02", "Tous les patients"]
    assert window.palette_._count.text() == "plus de 3\u00a0résultats"
    for _ in range(3):
        qtbot.keyClick(window.palette_.field, Qt.Key.Key_Down)
    qtbot.keyClick(window.palette_.field, Qt.Key.Key_Return)
    assert (office.seen, office.opened) == (["durand"], [])


def test_the_palette_counts_all_that_answer(window: MainWindow, qtbot: QtBot) -> None:
    window.add_provider(Office(3).provider())
    window.actions_["palette"].trigger()
    qtbot.keyClicks(window.palette_.field, "durand")
    qtbot.waitUntil(lambda: "DURAND 02" in names(window))
    assert window.palette_._count.text() == "3\u00a0résultats"


def test_the_palette_follows_another_seat_and_leaves_the_line_chosen(
    window: MainWindow, qtbot: QtBot
) -> None:
    office, palette = Office(2), window.palette_
    window.add_provider(office.provider())
    window.actions_["palette"].trigger()
    palette.follow()  # nothing is typed: nothing to search
    qtbot.keyClicks(palette.field, "durand")
    qtbot.waitUntil(lambda: "DURAND 01" in names(window))
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    office.noms.insert(0, "DURAND AA")
    palette.follow()
    qtbot.waitUntil(lambda: names(window)[1:] == ["DURAND AA", "DURAND 00", "DURAND 01"])
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert office.opened == ["DURAND 01"]


def test_no_key_reaches_the_screen_while_the_palette_is_open(window: MainWindow, qtbot: QtBot) -> None:
    window.go("patients")
    signed: list[bool] = []
    window.screen_of("patients").actions_.on("patients.sign", lambda: signed.append(True))
    window.actions_["palette"].trigger()
    qtbot.keyClick(window.palette_.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window.palette_.field, Qt.Key.Key_Return)
    assert signed == [], "nothing was typed, so Enter chooses nothing"
    qtbot.keyClick(window.palette_.field, Qt.Key.Key_Escape)
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert signed == [True]


@pytest.mark.parametrize(
    ("query", "underlined"),
    [
        ("cor", ["COR"]),
        ("ant", ["Ant"]),
        ("cor ant", ["COR", "Ant"]),
        ("orse", []),
        ("", []),
        ("ÇOR", ["COR"]),
    ],
)
def test_the_matched_letters_are_underlined_at_the_start_of_words(query: str, underlined: list[str]) -> None:
    spans = marked("CORSE Anthony", query, "CORSE")
    assert "".join(span.text for span in spans) == "CORSE Anthony"
    assert [span.text for span in spans if span.underlined] == underlined
