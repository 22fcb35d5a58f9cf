"""The screens that look back: the accounts, what everybody did, one's own practice, what comes in and out."""

from typing import TYPE_CHECKING
from uuid import UUID

from ambroise.bootstrap.interface.comptes import ComptesEcran
from ambroise.bootstrap.interface.ecrans.passage import Passage, ScreenFactory
from ambroise.bootstrap.interface.pratique import PratiqueEcran
from ambroise.bootstrap.interface.referentiel import Referentiel
from ambroise.bootstrap.interface.reprise import RepriseEcran
from ambroise.bootstrap.interface.traces import TracesEcran
from ambroise.ui.apercu.controller import PageFaite
from ambroise.ui.comptes.controller import ComptesController
from ambroise.ui.comptes.screen import ComptesScreen
from ambroise.ui.pratique.controller import PratiqueController
from ambroise.ui.pratique.screen import PratiqueScreen
from ambroise.ui.reprise.controller import RepriseController
from ambroise.ui.reprise.screen import RepriseScreen
from ambroise.ui.screen import Context, Screen
from ambroise.ui.traces.acces import AccesController, AccesScreen
from ambroise.ui.traces.journal import JournalController, JournalScreen

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


class EcransAdministration:
    """Reached from the palette; the rail is for the care."""

    def __init__(self, app: "Application", passage: Passage, referentiel: Referentiel) -> None:
        self._app = app
        self._passage = passage
        self._referentiel = referentiel

    def factories(self) -> dict[str, ScreenFactory]:
        """Return how each screen is built, by its key."""
        return {
            "comptes": self._make_comptes,
            "journal": self._make_journal,
            "acces": self._make_acces,
            "reprise": self._make_reprise,
            "pratique": self._make_pratique,
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

    def _make_pratique(self, context: Context) -> Screen:
        screen = PratiqueScreen(context)
        ecran = PratiqueEcran(self._app, self._referentiel)
        PratiqueController(screen, ecran)
        screen.opened.connect(self._passage.open_dossier)
        screen.write_wanted.connect(self._passage.write_of)
        screen.print_wanted.connect(
            lambda edition: self._passage.go("apercu", ecran.page(edition, screen.revue))
        )
        return screen

    def _make_acces(self, context: Context) -> Screen:
        screen = AccesScreen(context)
        traces = TracesEcran(self._app)
        AccesController(screen, traces).print_wanted.connect(lambda id_: self._show_pages(traces, id_))
        return screen

    def _show_pages(self, traces: TracesEcran, patient_id: UUID) -> None:
        self._passage.go("apercu", PageFaite("Accès au dossier", lambda: traces.render(patient_id)))
