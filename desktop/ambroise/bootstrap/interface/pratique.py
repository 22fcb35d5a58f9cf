"""The review of one's own prescriptions, over a base that is opened in a worker."""

from typing import TYPE_CHECKING

from ambroise.bootstrap.interface.referentiel import Referentiel
from ambroise.domain.revue import CriteresRevue, Revue
from ambroise.ui.apercu.controller import PageFaite
from ambroise.usecases.edition_registre import Edition
from ambroise.usecases.revue_pratique import RevuePratiqueService

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


class PratiqueEcran:
    """``ui.pratique.ports.RevuePratique``."""

    def __init__(self, app: "Application", referentiel: Referentiel) -> None:
        self._app, self._referentiel = app, referentiel

    def search(self, criteres: CriteresRevue) -> Revue:
        return self._service().search(criteres)

    def note_export(self, revue: Revue) -> None:
        self._service().note_export(revue)

    def note_print(self, revue: Revue) -> None:
        self._service().note_print(revue)

    def page(self, edition: Edition, revue: Revue | None) -> PageFaite:
        """Return the list as it prints; printing it is traced for each patient it names."""
        return PageFaite(
            edition.titre,
            lambda: self._render(edition),
            None if revue is None else lambda: self.note_print(revue),
        )

    def _render(self, edition: Edition) -> bytes:
        from ambroise.printing.registre import compose_registre, render_registre

        page = compose_registre(
            edition,
            self._app.session.courante,
            self._app.contexte.horloge(),
            specimen=not self._app.table.is_reel,
        )
        return render_registre(page)

    def _service(self) -> RevuePratiqueService:
        app = self._app
        return RevuePratiqueService(app.contexte, app.session, app.acces_dossiers, self._referentiel.base())
