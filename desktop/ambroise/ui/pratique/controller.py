"""Between the review and its use case: asks, shows the last answer asked for, writes the file, traces."""

from pathlib import Path

from PySide6.QtCore import QObject

from ambroise.domain.revue import Revue
from ambroise.ui.pratique.ports import RevuePratique
from ambroise.ui.pratique.screen import PratiqueScreen
from ambroise.ui.registre.edition import write_csv
from ambroise.ui.tasks import MEDICAMENTS, Task
from ambroise.usecases.edition_registre import Edition


class PratiqueController(QObject):
    """A file is written once its leaving is in the trail of whoever it names."""

    def __init__(self, screen: PratiqueScreen, revue: RevuePratique) -> None:
        super().__init__(screen)
        self._screen, self._revue = screen, revue
        self._lecture: Task | None = None
        screen.asked.connect(self.load)
        screen.export_wanted.connect(self._export)

    def load(self) -> None:
        """Ask again with the criteria on the screen."""
        criteres = self._screen.criteres.read(self._screen.context.now().date())
        if criteres is None:
            return
        if self._lecture is not None:
            self._lecture.cancel()
        self._lecture = self._screen.run(
            lambda _: self._revue.search(criteres),
            self._show,
            queue=MEDICAMENTS,
            title="Revue des prescriptions",
        )

    def _show(self, revue: Revue) -> None:
        self._screen.banners.clear()
        self._screen.show_revue(revue)

    def _export(self, edition: Edition, chemin: Path) -> None:
        revue = self._screen.revue
        if revue is not None:
            self._screen.run(
                lambda _: self._revue.note_export(revue),
                lambda _: write_csv(self._screen, self._screen.toast, edition, chemin),
            )
