"""Draw a day of work at any hour: the seat stands, for a while, where the clock shows twenty past ten."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final

_HEURE: Final = timedelta(hours=10, minutes=20)
_UN_JOUR: Final = timedelta(days=1)
_SAMEDI: Final = 5


def offset_to_work(maintenant: datetime) -> timedelta:
    """Return how far from UTC it is twenty past ten at an instant, on a working day.

    Less than a day away there are two such places, a day apart: only from Saturday to Sunday morning are both
    at the week-end.
    """
    utc = maintenant.astimezone(UTC).replace(tzinfo=None)
    avant = datetime.combine(utc.date(), datetime.min.time()) + _HEURE
    if avant > utc:
        avant -= _UN_JOUR
    proches = sorted((avant, avant + _UN_JOUR), key=lambda la: (la.weekday() >= _SAMEDI, abs(la - utc)))
    return next(la - utc for la in proches if abs(la - utc) < _UN_JOUR)


@contextmanager
def at_work() -> Iterator[None]:
    """Show hours as people read them in the middle of a morning; instants are the true ones.

    Where the time zone of a process cannot be chosen (Windows), hours are those of the seat.
    """
    if not hasattr(time, "tzset"):
        yield
        return
    avant = os.environ.get("TZ")
    os.environ["TZ"] = _posix(offset_to_work(datetime.now(UTC)))
    time.tzset()
    try:
        yield
    finally:
        if avant is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = avant
        time.tzset()


def _posix(ecart: timedelta) -> str:
    """Return a time zone as POSIX writes it: what is to be added to the local time to have UTC."""
    secondes = round(-ecart.total_seconds())
    signe, reste = "-" if secondes < 0 else "+", abs(secondes)
    return f"<demo>{signe}{reste // 3600:02}:{reste % 3600 // 60:02}:{reste % 60:02}"
