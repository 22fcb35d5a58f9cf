"""An export in one ZIP file, for its owner only, that exists whole or not at all."""

import os
import zipfile
from pathlib import Path
from types import TracebackType
from typing import Self

from ambroise.usecases.errors import AmbroiseError


class ArchiveExport:
    """``export_cabinet.Destination``; leaving without an error gives the file its name.

    Args:
        chemin: the file to write; it replaces what bears its name, as the user was asked.

    Raises:
        AmbroiseError: the place cannot be written.
    """

    def __init__(self, chemin: Path) -> None:
        self._chemin = chemin
        self._partiel = chemin.with_name(f".{chemin.name}.partiel")
        try:
            self._partiel.unlink(missing_ok=True)
            descripteur = os.open(self._partiel, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self._flux = os.fdopen(descripteur, "wb")
        except OSError as erreur:
            raise _refused() from erreur
        self._zip = zipfile.ZipFile(self._flux, "w", zipfile.ZIP_DEFLATED)

    def write(self, chemin: str, contenu: bytes) -> None:
        """Add one file. Raises AmbroiseError."""
        try:
            self._zip.writestr(chemin, contenu)
        except OSError as erreur:
            raise _refused() from erreur

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self._zip.close()
            self._flux.flush()
            os.fsync(self._flux.fileno())
            self._flux.close()
            if exc_type is None:
                self._partiel.replace(self._chemin)
        except OSError as erreur:
            if exc_type is None:
                raise _refused() from erreur
        finally:
            self._flux.close()
            self._partiel.unlink(missing_ok=True)


def _refused() -> AmbroiseError:
    return AmbroiseError(
        "L’export ne peut être écrit à cet endroit.",
        code="export_impossible",
        remede="Le dossier du patient est intact\u00a0: choisissez un autre dossier, ou libérez de la place.",
    )
