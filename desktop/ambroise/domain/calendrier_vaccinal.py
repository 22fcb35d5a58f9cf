"""The vaccination calendar as data: courses, winters, pregnancies, read from the edition that is shipped.

Source: « Calendrier des vaccinations et recommandations vaccinales », ministère chargé de la Santé.
"""

from dataclasses import dataclass
from datetime import date

from ambroise.domain.entrees import Vaccination
from ambroise.domain.phonetique import fold


@dataclass(frozen=True)
class DoseAttendue:
    """One dose of a course; ages and intervals in months, None when the calendar gives none.

    Args:
        retard: age from which it is late; ``delai``, time since the former dose from which it is.
        rappel: recognised by the age at injection, from ``des`` on, not by rank.
        jusque: age from which it is not proposed any more.
    """

    nom: str
    age: int = 0
    retard: int | None = None
    intervalle: int = 0
    delai: int | None = None
    rappel: bool = False
    des: int = 0
    jusque: int | None = None


@dataclass(frozen=True)
class SchemaVaccinal:
    """The doses of who starts before an age, in months; None for any age."""

    doses: tuple[DoseAttendue, ...]
    avant: int | None = None


@dataclass(frozen=True)
class SerieVaccinale:
    """One disease, or those that one vaccine carries, counted on one valence.

    Args:
        jusque: age from which nothing is proposed, but to end a course begun when ``acheve``.
    """

    libelle: str
    valence: str
    schemas: tuple[SchemaVaccinal, ...]
    jusque: int | None = None
    acheve: bool = False
    nes_depuis: date | None = None
    obligatoire_nes_depuis: date | None = None
    abrege: str = ""


@dataclass(frozen=True)
class SaisonVaccinale:
    """One injection every winter from an age on; days of the year are (month, day)."""

    libelle: str
    valence: str
    age: int
    compte: tuple[int, int]
    debut: tuple[int, int]
    fin: tuple[int, int]


@dataclass(frozen=True)
class VaccinDeGrossesse:
    """One injection every pregnancy, between two weeks of amenorrhoea."""

    libelle: str
    valence: str
    de_sa: int
    a_sa: int


@dataclass(frozen=True)
class CalendrierVaccinal:
    """One edition of the calendar; ``vaccins`` gives the valences of each folded name."""

    edition: str
    publie_le: date
    series: tuple[SerieVaccinale, ...]
    saisons: tuple[SaisonVaccinale, ...] = ()
    grossesses: tuple[VaccinDeGrossesse, ...] = ()
    vaccins: tuple[tuple[str, frozenset[str]], ...] = ()
    complement: str = ""

    def valences(self, vaccination: Vaccination) -> frozenset[str]:
        """Return what an injection protects from, as noted or as its name tells; nothing when unknown."""
        if vaccination.valences:
            return frozenset(fold(valence) for valence in vaccination.valences)
        mots = f" {fold(vaccination.vaccin)} "
        trouves = [(len(nom), valences) for nom, valences in self.vaccins if f" {nom} " in mots]
        return max(trouves, key=lambda trouve: trouve[0])[1] if trouves else frozenset()
