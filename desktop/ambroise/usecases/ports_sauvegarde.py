"""What a backup asks of a place on another machine."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self


class CibleDistante(Protocol):
    """A folder of backups elsewhere. Every call may raise a ServiceError."""

    def send(self, fichier: Path) -> None:
        """Send a file, which appears under its name only once whole."""

    def fetch(self, nom: str, fichier: Path) -> None:
        """Bring a file back into a new local one."""

    def list(self) -> Sequence[str]:
        """Return the names of the backups there, the newest first."""

    def delete(self, nom: str) -> None: ...

    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...
