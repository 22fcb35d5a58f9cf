"""The opening hours of an office, written in one line, and the free times they leave over several days."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

_JOURS: Final = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_SECTION: Final = re.compile(r"(\w{3})(?:\s*-\s*(\w{3}))?\s+(.+)")
_PLAGE: Final = re.compile(r"(\d{1,2})(?:[:h](\d{2})?)?\s*-\s*(\d{1,2})(?:[:h](\d{2})?)?")

Plage = tuple[time, time]


@dataclass(frozen=True)
class Horaires:
    """The times an office is open, Monday first; empty when nothing was said."""

    semaine: tuple[tuple[Plage, ...], ...] = ((),) * 7

    @property
    def is_vide(self) -> bool:
        """Whether no hour was told."""
        return not any(self.semaine)

    def plages(self, jour: date) -> Iterator[tuple[datetime, datetime]]:
        """Yield the opening and the closing of each part of a day, in the time of the office."""
        for debut, fin in self.semaine[jour.weekday()]:
            yield local_time(jour, debut), local_time(jour, fin)


def local_time(jour: date, heure: time = time()) -> datetime:
    """Return what the clock of the office shows that day, with the offset of that day and of no other."""
    return datetime.combine(jour, heure).astimezone()


def day_bounds(jour: date) -> tuple[datetime, datetime]:
    """Return the two midnights of a day: 23 or 25 hours apart when the clocks change."""
    return local_time(jour), local_time(jour + timedelta(days=1))


def parse_horaires(texte: str) -> Horaires:
    """Understand « lun-ven 9:00-12:00 14h-19h; sam 9-12 ».

    Raises:
        ValueError: not understood; the message is the sentence to show.
    """
    semaine: list[tuple[Plage, ...]] = [()] * 7
    for section in filter(None, (s.strip().lower() for s in texte.split(";"))):
        trouve = _SECTION.fullmatch(section)
        if trouve is None or trouve[1] not in _JOURS or (trouve[2] or trouve[1]) not in _JOURS:
            raise ValueError(
                f"«\u00a0{section}\u00a0» ne commence pas par un jour, comme «\u00a0lun-ven "
                "9:00-12:00\u00a0»."
            )
        premier, dernier = _JOURS.index(trouve[1]), _JOURS.index(trouve[2] or trouve[1])
        if dernier < premier:
            raise ValueError(f"«\u00a0{section}\u00a0»\u00a0: le second jour précède le premier.")
        plages = _read_plages(trouve[3])
        for rang in range(premier, dernier + 1):
            semaine[rang] = plages
    return Horaires(tuple(semaine))


def _read_plages(texte: str) -> tuple[Plage, ...]:
    plages: list[Plage] = []
    for mot in re.sub(r"\s*-\s*", "-", texte).split():
        trouve = _PLAGE.fullmatch(mot)
        if trouve is None:
            raise ValueError(
                f"«\u00a0{mot}\u00a0» n’est pas une plage, par exemple «\u00a09:00-12:00\u00a0»."
            )
        try:
            debut = time(int(trouve[1]), int(trouve[2] or 0))
            fin = time(int(trouve[3]), int(trouve[4] or 0))
        except ValueError:
            raise ValueError(f"«\u00a0{mot}\u00a0»\u00a0: cette heure n’existe pas.") from None
        if fin <= debut or (plages and debut < plages[-1][1]):
            raise ValueError(f"«\u00a0{mot}\u00a0»\u00a0: les heures se suivent dans la journée.")
        plages.append((debut, fin))
    return tuple(plages)
