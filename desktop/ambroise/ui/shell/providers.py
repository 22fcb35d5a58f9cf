"""What the palette shows, and who finds it: lines in groups, each from its own source."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from ambroise.ui.actions import Actions
from ambroise.ui.icons import icon_name
from ambroise.ui.painting import ChipText
from ambroise.ui.shell.matching import answers
from ambroise.ui.tasks import DATABASE, Queue

MOST: Final = 12
"""How many lines of a group are shown."""


@dataclass(frozen=True)
class Found:
    """One line of the palette: its words, why it is there, and what choosing it does (in the GUI thread)."""

    title: str
    do: Callable[[], object] = field(compare=False)
    detail: str = ""
    icon: str = "chevron-right"
    key: str = ""
    chip: ChipText | None = None
    strong: str = ""
    """The part of the title in semi-bold (a family name, a brand); it comes first."""
    subject: object = None
    """What tells two lines of the same words apart: the file of a patient."""


@dataclass(frozen=True)
class Provider:
    """Finds lines for some words. ``find`` runs in a worker unless ``queue`` is None, and returns a few.

    It returns one more than ``most`` when others answer: they are said to exist, and not counted.
    """

    title: Callable[[], str]
    find: Callable[[str], Sequence[Found]]
    queue: Queue | None = DATABASE
    rank: int = 50
    """Its place among the groups, the lowest first: whom, then what for them, then actions."""
    most: int = MOST
    more: Callable[[str], Found | None] | None = None
    """Gives the line that leads to all that answer to some words, where there is such a place."""


def actions_provider(title: Callable[[], str], actions: Callable[[], Sequence[Actions]]) -> Provider:
    """Return the provider of the commands that can act now."""

    def find(text: str) -> Sequence[Found]:
        able = (
            (answers(text, command.text, command.tip), command, action)
            for group in actions()
            for command, action in group
            if command.in_palette and action.isVisible() and action.isEnabled()
        )
        return [
            Found(
                command.text,
                action.trigger,
                command.tip,
                icon_name(action) or "chevron-right",
                command.keys_text(),
            )
            for rank, command, action in sorted(able, key=lambda found: -found[0])
            if rank
        ]

    return Provider(title, find, None, rank=90)
