"""The opening hours of an office, written in one line, and the free times they leave over several days."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from ambroise.domain.agenda import CreneauLibre, RendezVous, find_creneaux_libres

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

    def plages(self, jour: date, fuseau: tzinfo) -> Iterator[tuple[datetime, datetime]]:
        """Yield the opening and the closing of each part of a day, in the time of the office."""
        for debut, fin in self.semaine[jour.weekday()]:
            yield datetime.combine(jour, debut, fuseau), datetime.combine(jour, fin, fuseau)


def parse_horaires(texte: str) -> Horaires:
    """Understand « lun-ven 9:00-12:00 14h-19h; sam 9-12 ».

    Raises:
        ValueError: not understood; the message is the sentence to show.
    """
    semaine: list[tuple[Plage, ...]] = [()] * 7
    for section in filter(None, (s.strip().lower() for s in texte.split(";"))):
        trouve = _SECTION.fullmatch(section)
        if trouve is None or trouve[1] not in _JOURS or (trouve[2] or trouve[1]) not in _JOURS:
            raise ValueError(f"« {section} » ne commence pas par un jour, comme « lun-ven 9:00-12:00 ».")
        premier, dernier = _JOURS.index(trouve[1]), _JOURS.index(trouve[2] or trouve[1])
        if dernier < premier:
            raise ValueError(f"« {section} » : le second jour précède le premier.")
        plages = _read_plages(trouve[3])
        for rang in range(premier, dernier + 1):
            semaine[rang] = plages
    return Horaires(tuple(semaine))


def free_slots(
    horaires: Horaires,
    jour: date,
    rendez_vous: Iterable[RendezVous],
    duree: timedelta,
    maintenant: datetime,
) -> tuple[CreneauLibre, ...]:
    """Return the free times of a day that are not past, within the opening hours."""
    fuseau = maintenant.tzinfo
    assert fuseau is not None
    pris = tuple(rendez_vous)
    return tuple(
        creneau
        for ouverture, fermeture in horaires.plages(jour, fuseau)
        for creneau in find_creneaux_libres(pris, ouverture, fermeture, duree)
        if creneau.debut >= maintenant
    )


def _read_plages(texte: str) -> tuple[Plage, ...]:
    plages: list[Plage] = []
    for mot in re.sub(r"\s*-\s*", "-", texte).split():
        trouve = _PLAGE.fullmatch(mot)
        if trouve is None:
            raise ValueError(f"« {mot} » n’est pas une plage, par exemple « 9:00-12:00 ».")
        try:
            debut = time(int(trouve[1]), int(trouve[2] or 0))
            fin = time(int(trouve[3]), int(trouve[4] or 0))
        except ValueError:
            raise ValueError(f"« {mot} » : cette heure n’existe pas.") from None
        if fin <= debut or (plages and debut < plages[-1][1]):
            raise ValueError(f"« {mot} » : les heures se suivent dans la journée.")
        plages.append((debut, fin))
    return tuple(plages)
