"""What the screens ask of the use cases: the start-up gives them, the tests give fakes.

The methods are those of the services in ``ambroise.usecases``; each screen names the few it needs in its own
``ports``. All of them are called from a worker, never from the GUI thread, unless said otherwise.
"""

from datetime import datetime
from typing import Protocol


class Brouillons(Protocol):
    """Text being typed, kept through a crash."""

    def read(self, cle: str) -> tuple[str, datetime] | None:
        """Return the text and when it was kept."""

    def keep(self, cle: str, contenu: str) -> datetime:
        """Keep a text and return the instant to show."""

    def drop(self, cle: str) -> None: ...
