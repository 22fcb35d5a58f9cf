"""A room that is taken refuses an appointment; one key gives it there all the same."""

from collections.abc import Callable
from typing import Final, TypeVar

from PySide6.QtCore import QObject

from ambroise.ui.actions import Command
from ambroise.ui.screen import Screen
from ambroise.ui.widgets.banners import Banner
from ambroise.ui.widgets.buttons import Button
from ambroise.usecases.errors import SalleOccupee

T = TypeVar("T")
MALGRE: Final = "malgre"


def malgre_command(scope: str) -> Command:
    """Return the command of a screen that passes over a room that is taken."""
    tip = "La salle est prise, on la partage"
    return Command(f"{scope}_{MALGRE}", "Malgré tout", "check", "Ctrl+Return", tip, scope)


class MalgreTout(QObject):
    """Holds what a room stopped, until it is done or something else is."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self._screen = screen
        self._action = screen.actions_[f"{screen.key}_{MALGRE}"]
        self._action.setEnabled(False)
        screen.actions_.on(f"{screen.key}_{MALGRE}", self._insist)
        self._retry: Callable[[], object] | None = None
        self._banner: Banner | None = None

    def run(
        self,
        act: Callable[[bool], T],
        then: Callable[[T], None],
        on_error: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Do something, told whether to pass over a room; a room that is taken offers to do it again so."""
        self._forget()
        otherwise = on_error or self._screen.show_error

        def insist() -> None:
            self._screen.run(lambda _: act(True), then, on_error=otherwise)

        def refused(erreur: BaseException) -> None:
            if isinstance(erreur, SalleOccupee):
                self._offer(erreur, insist)
            else:
                otherwise(erreur)

        self._screen.run(lambda _: act(False), then, on_error=refused)

    def _offer(self, erreur: SalleOccupee, retry: Callable[[], object]) -> None:
        explanation = self._screen.context.errors.open_to(erreur)
        if explanation is None:
            return
        self._retry = retry
        self._action.setEnabled(True)
        self._banner = self._screen.show_explanation(explanation, Button.of(self._action))
        self._banner.closed.connect(self._drop)

    def _insist(self) -> None:
        retry = self._retry
        self._forget()
        if retry is not None:
            retry()

    def _forget(self) -> None:
        if self._banner is not None:
            self._banner.dismiss()

    def _drop(self) -> None:
        self._retry = self._banner = None
        self._action.setEnabled(False)
