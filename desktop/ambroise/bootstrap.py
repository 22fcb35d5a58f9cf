"""Composition root: the only module that knows every part and chooses the real service or the sandbox."""

from pathlib import Path
from types import TracebackType
from typing import Self


class Application:
    """One profile at work: every part is made on first use, from the profile's settings."""

    def __init__(self, profil: Path | None = None) -> None:
        self._profil = profil

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        return None

    def run_interface(self) -> int:
        """Open the window and return when it is closed."""
        return 0
