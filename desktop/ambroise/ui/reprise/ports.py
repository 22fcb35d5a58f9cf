"""What the screen that imports and exports asks; every call runs in a worker and may last."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ambroise.usecases.export_cabinet import BilanExport
from ambroise.usecases.import_patients import BilanImport


@dataclass(frozen=True)
class TableLue:
    """A table to import: its headers, and which of them seems to feed each field."""

    fichier: Path
    entetes: tuple[str, ...]
    proposees: Mapping[str, str]


class Reprise(Protocol):
    """Patients brought in, and everything taken out."""

    def read(self, fichier: Path) -> TableLue: ...

    def run_import(
        self,
        fichier: Path,
        colonnes: Mapping[str, str],
        *,
        a_blanc: bool,
        progress: Callable[[BilanImport], bool],
    ) -> BilanImport:
        """Import, or only try to; ``progress`` returns False to stop, the next run goes on from there."""

    def run_export(self, fichier: Path, progress: Callable[[int], bool]) -> BilanExport: ...
