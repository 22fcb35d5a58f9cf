"""The screens of who administers: the accounts, and what everybody did."""

from typing import TYPE_CHECKING

from ambroise.bootstrap.interface.comptes import ComptesEcran
from ambroise.bootstrap.interface.ecrans.passage import ScreenFactory
from ambroise.ui.comptes.controller import ComptesController
from ambroise.ui.comptes.screen import ComptesScreen
from ambroise.ui.screen import Context, Screen

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


class EcransAdministration:
    """Reached from the palette; the rail is for the care."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    def factories(self) -> dict[str, ScreenFactory]:
        """Return how each screen is built, by its key."""
        return {"comptes": self._make_comptes}

    def _make_comptes(self, context: Context) -> Screen:
        screen = ComptesScreen(context)
        ComptesController(screen, ComptesEcran(self._app))
        return screen
