"""What the screen that imports and exports asks, over one application."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ambroise.adapters.archive_export import ArchiveExport
from ambroise.cli.sortie import as_json
from ambroise.domain.droits import Droit
from ambroise.ui.reprise.ports import TableLue
from ambroise.usecases.export_cabinet import BilanExport, export_practice
from ambroise.usecases.import_patients import BilanImport, check_columns, guess_columns, import_patients

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application


class RepriseEcran:
    """``ui.reprise.ports.Reprise``: in the name of who is logged in, within the rights of that account."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    def read(self, fichier: Path) -> TableLue:
        """Read the headers of a table and guess what each feeds."""
        with self._app.open_table(fichier) as (entetes, _lignes):
            return TableLue(fichier, tuple(entetes), guess_columns(entetes))

    def run_import(
        self,
        fichier: Path,
        colonnes: Mapping[str, str],
        *,
        a_blanc: bool,
        progress: Callable[[BilanImport], bool],
    ) -> BilanImport:
        """Import a table; the same file goes on where it stopped."""
        self._require(Droit.ADMINISTRER)
        with fichier.open("rb") as flux:
            source = hashlib.file_digest(flux, "sha256").hexdigest()
        with self._app.open_table(fichier) as (entetes, lignes):
            check_columns(colonnes, entetes)
            return import_patients(
                self._app.contexte,
                lignes,
                colonnes,
                source=source,
                auteur=self._app.auteur,
                a_blanc=a_blanc,
                progress=progress,
            )

    def run_export(self, fichier: Path, progress: Callable[[int], bool]) -> BilanExport:
        """Write everything into one archive, whole or not at all."""
        self._require(Droit.EXPORTER)
        with ArchiveExport(fichier) as archive:
            return export_practice(self._app.contexte, archive, as_json, self._app.auteur, progress)

    def _require(self, droit: Droit) -> None:
        self._app.acces_dossiers.require(self._app.auteur, droit)
