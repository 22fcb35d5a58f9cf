"""What every screen is: a widget that the shell shows, with its banners, its actions and its work."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QWidget

from ambroise.ui.actions import Actions, Command
from ambroise.ui.errors import ErrorDoor, Explanation
from ambroise.ui.memory import Memory
from ambroise.ui.tasks import DATABASE, Queue, Task, Tasks
from ambroise.ui.tokens import Size
from ambroise.ui.widgets.banners import Banner, Banners
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import column, fill, frame, row

T = TypeVar("T")


class Shell(Protocol):
    """What a screen may ask of the window around it."""

    def go(self, screen: str, argument: object = None) -> None:
        """Show a screen; ``argument`` is what its ``enter`` receives (a patient's identifier…)."""

    def show_patient(self, patient: "object | None") -> None:
        """Fill the patient banner with a ``BandeauPatient``, or fold it with None."""

    def set_badge(self, screen: str, count: int, danger: bool = False) -> None:
        """Show a count on the rail."""

    def refresh(self) -> None:
        """Read again what the frame itself shows: lights, badges."""


@dataclass(frozen=True)
class Context:
    """What a screen is given by the shell, once."""

    shell: Shell
    tasks: Tasks
    errors: ErrorDoor
    memory: Memory
    now: Callable[[], datetime]
    """The present instant in the time zone of the practice."""


class Screen(QWidget):
    """Base of the screens. A screen shows state and asks; it never queries nor computes by itself.

    Class attributes:
        key: its name for ``shell.go`` and the scope of its commands.
        title: what the window title and a screen reader say.
        shows_patient: whether the patient banner stays above it.
        commands: its own commands; ``self.actions_["name"]`` is the QAction.
    """

    key = ""
    title = ""
    shows_patient = False
    commands: Iterable[Command] = ()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setProperty("surface", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.title)
        self.setObjectName(self.key)
        self.actions_ = Actions(self, self.commands)
        self._layout = column(self)
        self.banners = Banners()
        self._layout.addWidget(self.banners)

    def enter(self, argument: object = None) -> None:
        """Be shown; load what the argument names. Called each time the shell goes to this screen."""

    def first_focus(self) -> QWidget | None:
        """Return the control that takes the focus on entering; None: the first one."""
        return None

    def leave(self) -> bool:
        """Be hidden: save the draft. Return False only to ask the user first."""
        return True

    def put(self, widget: QWidget) -> None:
        """Add what fills the screen, below the banners."""
        self._layout.addWidget(widget, 1)

    def put_foot(self, *items: QWidget | int) -> QBoxLayout:
        """Add the foot, 56 px: what is being done at the left, the primary action last."""
        foot = frame("foot")
        foot.setMinimumHeight(Size.FOOT)
        layout = row(foot, margins=(Size.PANEL_MARGIN, 8, Size.PANEL_MARGIN, 8), gap=12)
        fill(layout, *items)
        self._layout.addWidget(foot)
        return layout

    def run(
        self,
        work: Callable[[Task], T],
        on_success: Callable[[T], None] | None = None,
        *,
        on_error: Callable[[BaseException], None] | None = None,
        on_progress: Callable[[float, str], None] | None = None,
        on_done: Callable[[], None] | None = None,
        queue: Queue = DATABASE,
        title: str = "",
    ) -> Task:
        """Do some work off the GUI thread; an error that nobody handles becomes a banner here."""
        return self.context.tasks.run(
            work,
            owner=self,
            on_success=on_success,
            on_error=on_error or self.show_error,
            on_progress=on_progress,
            on_done=on_done,
            queue=queue,
            title=title,
        )

    def show_error(self, error: BaseException, *buttons: Button) -> None:
        """Say in a banner what happened, what is safe and what to do."""
        explanation = self.context.errors.open_to(error)
        if explanation is not None:
            self.show_explanation(explanation, *buttons)

    def show_explanation(self, explanation: Explanation, *buttons: Button) -> Banner:
        """Show a sentence that is not an exception in the same form."""
        banner = Banner.of(explanation, *buttons)
        self.banners.add(banner)
        return banner
