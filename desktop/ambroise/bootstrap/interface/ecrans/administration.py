"""The screens of who administers: the accounts, what everybody did, what comes in and goes out."""

from typing import TYPE_CHECKING
from uuid import UUID

from ambroise.bootstrap.interface.comptes import ComptesEcran
from ambroise.bootstrap.interface.ecrans.passage import Passage, ScreenFactory
from ambroise.bootstrap.interface.reprise import RepriseEcran
from ambroise.bootstrap.interface.traces import TracesEcran
from ambroise.ui.apercu.controller import PageFaite
from ambroise.ui.comptes.controller import ComptesController
from ambroise.ui.comptes.screen import ComptesScreen
from ambroise.ui.reprise.controller import RepriseController
from ambroise.ui.reprise.screen import RepriseScreen
from ambroise.ui.screen import Context, Screen
from ambroise.ui.traces.acces import AccesController, AccesScreen
from ambroise.ui.traces.journal import JournalController, JournalScreen

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


class EcransAdministration:
    """Reached from the palette; the rail is for the care."""

    def __init__(self, app: "Application", passage: Passage) -> None:
        self._app = app
        self._passage = passage

    def factories(self) -> dict[str, ScreenFactory]:
        """Return how each screen is built, by its key."""
        return {
            "comptes": self._make_comptes,
            "journal": self._make_journal,
            "acces": self._make_acces,
            "reprise": self._make_reprise,
        }

    def forget(self) -> None:
        """Nothing of its screens is kept here."""

    def _make_comptes(self, context: Context) -> Screen:
        screen = ComptesScreen(context)
        ComptesController(screen, ComptesEcran(self._app))
        return screen

    def _make_journal(self, context: Context) -> Screen:
        screen = JournalScreen(context)
        JournalController(screen, TracesEcran(self._app))
        return screen

    def _make_reprise(self, context: Context) -> Screen:
        screen = RepriseScreen(context)
        RepriseController(screen, RepriseEcran(self._app))
        return screen

    def _make_acces(self, context: Context) -> Screen:
        screen = AccesScreen(context)
        traces = TracesEcran(self._app)
        AccesController(screen, traces).print_wanted.connect(lambda id_: self._show_pages(traces, id_))
        return screen

    def _show_pages(self, traces: TracesEcran, patient_id: UUID) -> None:
        self._passage.go("apercu", PageFaite("Accès au dossier", lambda: traces.render(patient_id)))
