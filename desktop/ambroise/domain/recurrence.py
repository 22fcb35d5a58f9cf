"""When an appointment comes back: the part of the rules of RFC 5545 that a care plan is written in.

A nurse's tour is « every day », « Monday, Wednesday and Friday », « every other week », so many times or
until a day. The dates are those of RFC 5545 §3.3.10: weeks begin on Monday, a month without the day is left
out.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

FOIS_MAXIMUM: Final = 400
INTERVALLE_MAXIMUM: Final = 366
JOURS_RFC: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_PARTIE: Final = re.compile(r"([A-Z]+)=([A-Z0-9,]+)")


class Frequence(StrEnum):
    """How often; the value is the word of RFC 5545."""

    JOUR = "DAILY"
    SEMAINE = "WEEKLY"
    MOIS = "MONTHLY"


@dataclass(frozen=True)
class Recurrence:
    """A rule that ends: ``fois`` times, or on ``jusqua`` at the latest.

    ``jours`` are days of the week, Monday is 0; without any, those of the first date.
    """

    frequence: Frequence = Frequence.JOUR
    intervalle: int = 1
    jours: frozenset[int] = frozenset()
    fois: int | None = None
    jusqua: date | None = None

    def __post_init__(self) -> None:
        if (self.fois is None) == (self.jusqua is None):
            raise ValueError("Une série finit\u00a0: après un nombre de fois, ou à une date.")
        if self.fois is not None and not 1 <= self.fois <= FOIS_MAXIMUM:
            raise ValueError(f"Une série compte de 1 à {FOIS_MAXIMUM} rendez-vous.")
        if not 1 <= self.intervalle <= INTERVALLE_MAXIMUM:
            raise ValueError("L’intervalle d’une série va d’un jour à un an.")
        if self.jours and (self.frequence is not Frequence.SEMAINE or not self.jours <= set(range(7))):
            raise ValueError("Les jours de la semaine ne se choisissent que chaque semaine.")

    def dates(self, premier: date) -> Iterator[date]:
        """Yield the dates from a first day on, that day included when the rule falls on it.

        Raises:
            ValueError: the series is longer than ``FOIS_MAXIMUM``.
        """
        for donnes, jour in enumerate(self._candidates(premier)):
            if donnes == self.fois or (self.jusqua is not None and jour > self.jusqua):
                return
            if donnes == FOIS_MAXIMUM:
                raise ValueError(f"Une série compte de 1 à {FOIS_MAXIMUM} rendez-vous.")
            yield jour

    def to_rrule(self) -> str:
        """Return the rule as RFC 5545 writes it."""
        parties = [f"FREQ={self.frequence}"]
        if self.intervalle > 1:
            parties.append(f"INTERVAL={self.intervalle}")
        if self.jours:
            parties.append("BYDAY=" + ",".join(JOURS_RFC[jour] for jour in sorted(self.jours)))
        parties.append(f"COUNT={self.fois}" if self.fois else f"UNTIL={self.jusqua:%Y%m%d}")
        return ";".join(parties)

    def _candidates(self, premier: date) -> Iterator[date]:
        match self.frequence:
            case Frequence.JOUR:
                return _every(premier, self.intervalle)
            case Frequence.SEMAINE:
                return _weekly(premier, self.intervalle, self.jours or {premier.weekday()})
            case Frequence.MOIS:
                return _monthly(premier, self.intervalle)


def parse_rrule(texte: str) -> Recurrence:
    """Understand « FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=12 ».

    Raises:
        ValueError: not understood, endless, or a part of RFC 5545 that is not kept here.
    """
    parties: dict[str, str] = {}
    for mot in texte.strip().upper().removeprefix("RRULE:").split(";"):
        trouve = _PARTIE.fullmatch(mot)
        if trouve is None or trouve[1] in parties:
            raise ValueError(
                f"«\u00a0{mot[:40]}\u00a0» n’est pas une partie de règle, comme «\u00a0COUNT=12\u00a0»."
            )
        parties[trouve[1]] = trouve[2]
    if inconnues := set(parties) - {"FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL"}:
        raise ValueError(f"«\u00a0{min(inconnues)[:40]}\u00a0» n’est pas pris en charge dans une règle.")
    jours = [jour for jour in parties.get("BYDAY", "").split(",") if jour]
    if parties.get("FREQ") not in list(Frequence) or not set(jours) <= set(JOURS_RFC):
        raise ValueError(
            "La règle revient par jour, par semaine ou par mois\u00a0: FREQ=DAILY, WEEKLY, MONTHLY."
        )
    return Recurrence(
        Frequence(parties["FREQ"]),
        _number(parties.get("INTERVAL", "1")),
        frozenset(JOURS_RFC.index(jour) for jour in jours),
        _number(parties["COUNT"]) if "COUNT" in parties else None,
        _until(parties["UNTIL"]) if "UNTIL" in parties else None,
    )


def _every(premier: date, pas: int) -> Iterator[date]:
    jour = premier
    while jour <= date.max - timedelta(days=pas):
        yield jour
        jour += timedelta(days=pas)


def _weekly(premier: date, pas: int, jours: frozenset[int] | set[int]) -> Iterator[date]:
    lundi = premier - timedelta(days=premier.weekday())
    for semaine in _every(lundi, 7 * pas):
        for rang in sorted(jours):
            if (jour := semaine + timedelta(days=rang)) >= premier:
                yield jour


def _monthly(premier: date, pas: int) -> Iterator[date]:
    mois = premier.year * 12 + premier.month - 1
    while mois // 12 < date.max.year:
        annee, rang = divmod(mois, 12)
        if premier.day <= calendar.monthrange(annee, rang + 1)[1]:
            yield date(annee, rang + 1, premier.day)
        mois += pas


def _number(texte: str) -> int:
    if not texte.isascii() or not texte.isdigit() or len(texte) > 6:
        raise ValueError(f"«\u00a0{texte[:40]}\u00a0» n’est pas un nombre.")
    return int(texte)


def _until(texte: str) -> date:
    jour = texte.partition("T")[0]
    if len(jour) != 8 or not jour.isdigit():
        raise ValueError(f"«\u00a0{texte[:40]}\u00a0» n’est pas une date, comme 20261231.")
    return date(int(jour[:4]), int(jour[4:6]), int(jour[6:]))
