"""The vertical scale of the agenda: minutes of the clock of a day, and pixels."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from ambroise.domain.horaires import day_bounds, local_time

JOUR: Final = 24 * 60
PAS: Final = 15
"""Minutes of one step of the mouse and of the keyboard."""
_PREMIERE, _DERNIERE = 8 * 60, 19 * 60


@dataclass(frozen=True)
class Echelle:
    """The part of the day that is shown, in minutes since midnight, and how many pixels an hour takes."""

    premiere: int = _PREMIERE
    derniere: int = _DERNIERE
    pixels_heure: int = 80

    @property
    def hauteur(self) -> int:
        """The height of a column."""
        return self.y(self.derniere)

    def y(self, minute: int) -> int:
        """Return where a minute stands; what is not shown stands at the edge."""
        dedans = min(max(minute, self.premiere), self.derniere)
        return (dedans - self.premiere) * self.pixels_heure // 60

    def minute(self, y: int, pas: int = PAS) -> int:
        """Return the step a point falls in."""
        minute = self.premiere + y * 60 // self.pixels_heure
        return min(max(minute, self.premiere), self.derniere - pas) // pas * pas


def minute_of(instant: datetime, jour: date) -> int:
    """Return what the clock shows of an instant, in minutes of a day; the day before is 0, after is 1440.

    On the days when the clocks change, the figure is that of the clock, not the time elapsed.
    """
    minuit, suivant = day_bounds(jour)
    if instant <= minuit:
        return 0
    if instant >= suivant:
        return JOUR
    local = instant.astimezone()
    return local.hour * 60 + local.minute


def instant_of(minute: int, jour: date) -> datetime:
    """Return the instant at which the clock shows a minute of a day."""
    return day_bounds(jour)[1] if minute >= JOUR else local_time(jour, time(minute // 60, minute % 60))


def make_echelle(minutes: Iterable[tuple[int, int]], pixels_heure: int) -> Echelle:
    """Return the scale that shows all these intervals, in whole hours, and the usual hours at least."""
    dedans = [(debut, fin) for debut, fin in minutes if (debut, fin) != (0, JOUR)]
    premiere = min([_PREMIERE, *(debut for debut, _ in dedans)]) // 60 * 60
    derniere = -(-max([_DERNIERE, *(fin for _, fin in dedans)]) // 60) * 60
    return Echelle(premiere, derniere, pixels_heure)
