"""Between the screen that imports and exports and what does it: one act at a time, stoppable."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import QObject

from ambroise.ui.errors import Explanation
from ambroise.ui.reprise.ports import Reprise
from ambroise.ui.reprise.screen import RepriseScreen
from ambroise.ui.tasks import Queue, Task
from ambroise.ui.words import plural
from ambroise.usecases.export_cabinet import BilanExport
from ambroise.usecases.import_patients import BilanImport

REPRISE: Final = Queue("reprise")
T = TypeVar("T")


class RepriseController(QObject):
    """Stopping keeps what was done: an import goes on at the next run, an export leaves no half archive."""

    def __init__(self, screen: RepriseScreen, reprise: Reprise) -> None:
        super().__init__(screen)
        self._screen, self._reprise = screen, reprise
        screen.file_chosen.connect(self._read)
        screen.import_wanted.connect(self._import)
        screen.export_wanted.connect(self._export)

    def _read(self, fichier: Path) -> None:
        self._act(lambda _: self._reprise.read(fichier), self._screen.show_table, "Lecture du tableau")

    def _import(self, fichier: Path, colonnes: dict[str, str], a_blanc: bool) -> None:
        def work(task: Task) -> BilanImport:
            def progress(bilan: BilanImport) -> bool:
                task.check()
                task.report(0, str(bilan.lus))
                return True

            return self._reprise.run_import(fichier, colonnes, a_blanc=a_blanc, progress=progress)

        self._act(
            work,
            lambda bilan: self._screen.show_bilan(bilan, a_blanc=a_blanc),
            "Essai de l’import" if a_blanc else "Import des patients",
        )

    def _export(self, fichier: Path) -> None:
        def work(task: Task) -> BilanExport:
            def progress(_faits: int) -> bool:
                task.check()
                return True

            return self._reprise.run_export(fichier, progress)

        def exported(bilan: BilanExport) -> None:
            sortis = f"{plural(bilan.patients, 'dossier')}, {plural(bilan.documents, 'document')}"
            self._screen.show_explanation(
                Explanation(
                    "Tout le cabinet est exporté",
                    f"{sortis}, et le manifeste.",
                    f"L’archive n’est pas chiffrée\u00a0: {fichier}",
                    "success",
                    "circle-check",
                )
            )

        self._act(work, exported, "Export du cabinet")

    def _act(self, work: Callable[[Task], T], then: Callable[[T], None], title: str) -> None:
        self._screen.banners.clear()
        self._screen.show_busy(True)
        self._screen.run(
            work,
            then,
            on_progress=lambda _fraction, lus: self._screen.show_progress(int(lus)),
            on_done=lambda: self._screen.show_busy(False),
            queue=REPRISE,
            title=title,
        )
