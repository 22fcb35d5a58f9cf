"""A clock the test moves."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass
class HorlogeReglable:
    """Returns the same instant until it is moved."""

    instant: datetime

    def __call__(self) -> datetime:
        return self.instant

    def advance(self, duree: timedelta) -> None:
        self.instant += duree
