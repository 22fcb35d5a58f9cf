"""Commands: one place, one key each."""

import importlib
import inspect
import pkgutil

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import ambroise.ui
from ambroise.domain.professionnel import Profession
from ambroise.ui.actions import EVERYWHERE, SHELL, Actions, Command, conflicts, key_words
from ambroise.ui.screen import Screen
from ambroise.ui.shell.rail import RAILS


def declared() -> list[Command]:
    """Return the commands of the shell, of the longest rail and of every screen of the package."""
    commands = list(SHELL)
    longest = max(len(RAILS[profession]) for profession in Profession)
    commands += [Command(f"rail.{n}", "", key=f"Alt+{n}") for n in range(1, longest + 1)]
    for module in pkgutil.walk_packages(ambroise.ui.__path__, "ambroise.ui."):
        for _name, kind in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(kind, Screen) and kind is not Screen and kind.__module__ == module.name:
                commands += list(kind.commands)
    return commands


def test_no_two_commands_of_one_place_share_a_key() -> None:
    assert conflicts(declared()) == []


def test_a_conflict_is_found_within_a_scope_and_against_everywhere_but_not_between_screens() -> None:
    here = Command("a", "A", key="Ctrl+Return", scope="envois")
    same = Command("b", "B", key="Ctrl+Return", scope="envois")
    other = Command("c", "C", key="Ctrl+Return", scope="comptoir")
    shell = Command("d", "D", key="Ctrl+Return", scope=EVERYWHERE)
    assert conflicts([here, other]) == []
    assert conflicts([here, same]) == [(here, same)]
    assert conflicts([shell, other]) == [(shell, other)]


def test_every_command_has_words_and_every_name_is_unique() -> None:
    names = [command.name for command in declared() if not command.name.startswith("rail.")]
    assert all(command.text for command in SHELL)
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("Ctrl+Return", "Ctrl+Entrée"),
        ("Esc", "Échap"),
        ("Ctrl+Shift+B", "Ctrl+Maj+B"),
        ("F8", "F8"),
        ("", ""),
    ],
)
def test_keys_are_written_as_french_keyboards_name_them(key: str, words: str) -> None:
    assert key_words(key) == words


def test_a_command_declared_twice_is_refused(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    actions = Actions(owner, [Command("x", "X")])
    with pytest.raises(ValueError, match="deux fois"):
        actions.add(Command("x", "X"))
