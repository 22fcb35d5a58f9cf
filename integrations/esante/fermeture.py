"""What is opened and must be closed, as a ``with`` block."""

from types import TracebackType
from typing import Self


class Closing:
    """Closes itself at the end of its ``with`` block."""

    def close(self) -> None:
        """Release what is held."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
