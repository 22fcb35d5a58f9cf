"""Growth of a child measured against the references of the WHO: z-scores and percentiles by the LMS method.

Sources: WHO Child Growth Standards (2006), chapter 7, « Computation of centiles and z-scores »: beyond three
standard deviations the score of weight and BMI is counted in the width between the second and the third; WHO
Growth Reference 5–19 years (2007): between two months the parameters are interpolated.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from statistics import NormalDist
from typing import Final

from ambroise.domain.dossier import Constante, TypeConstante
from ambroise.domain.identite import Sexe

JOURS_PAR_MOIS: Final = 30.4375
CINQ_ANS_JOURS: Final = 1856
"""The last day of the standards of the first five years; the reference by month takes over."""
PERCENTILES: Final = (3, 15, 50, 85, 97)

_NORMALE: Final = NormalDist()


class MesureCroissance(Enum):
    """What is followed: code of the tables, words, unit."""

    POIDS = ("poids", "Poids", "kg")
    TAILLE = ("taille", "Taille", "cm")
    IMC = ("imc", "IMC", "kg/m²")
    PERIMETRE_CRANIEN = ("pc", "Périmètre crânien", "cm")

    def __init__(self, code: str, libelle: str, unite: str) -> None:
        self.code = code
        self.libelle = libelle
        self.unite = unite


_BORNEES: Final = (MesureCroissance.POIDS, MesureCroissance.IMC)
_DIRECTES: Final = {
    MesureCroissance.POIDS: TypeConstante.POIDS,
    MesureCroissance.TAILLE: TypeConstante.TAILLE,
    MesureCroissance.PERIMETRE_CRANIEN: TypeConstante.PERIMETRE_CRANIEN,
}


@dataclass(frozen=True, slots=True)
class Lms:
    """The three parameters of one age: skewness, median, coefficient of variation."""

    l: float  # noqa: E741 - the letters of the method
    m: float
    s: float

    def value(self, z: float) -> float:
        """Return the measure that stands at so many standard deviations."""
        if self.l == 0:
            return self.m * math.exp(self.s * z)
        return float(self.m * (1 + self.l * self.s * z) ** (1 / self.l))

    def score(self, value: float) -> float:
        """Return how many standard deviations a measure stands at."""
        if self.l == 0:
            return math.log(value / self.m) / self.s
        return float(((value / self.m) ** self.l - 1) / (self.l * self.s))

    def score_bounded(self, value: float) -> float:
        """Return the same, but beyond ±3 in the width of the last standard deviation."""
        z = self.score(value)
        if z > 3:
            return 3 + (value - self.value(3)) / (self.value(3) - self.value(2))
        if z < -3:
            return -3 + (value - self.value(-3)) / (self.value(-2) - self.value(-3))
        return z


@dataclass(frozen=True)
class PointCroissance:
    """One measure of a child: its day, its value, where it stands; None outside the reference."""

    le: date
    valeur: float
    z: float | None = None

    @property
    def percentile(self) -> float | None:
        """Return the share of children below, in hundredths."""
        return None if self.z is None else 100 * _NORMALE.cdf(self.z)


@dataclass(frozen=True)
class ReferenceCroissance:
    """The tables: by day until five years, by month after; ``ages`` are sorted."""

    jours: Mapping[tuple[MesureCroissance, Sexe], tuple[Lms, ...]]
    mois: Mapping[tuple[MesureCroissance, Sexe], tuple[tuple[int, ...], tuple[Lms, ...]]]

    def parameters(self, mesure: MesureCroissance, sexe: Sexe, jours: int) -> Lms | None:
        """Return the parameters at an age in days, None where the reference says nothing."""
        if jours < 0:
            return None
        if jours <= CINQ_ANS_JOURS:
            table = self.jours.get((mesure, sexe), ())
            return table[jours] if jours < len(table) else None
        ages, parametres = self.mois.get((mesure, sexe), ((), ()))
        age = jours / JOURS_PAR_MOIS
        rang = bisect_right(ages, age) - 1
        if rang < 0 or age > ages[-1]:
            return None
        if rang == len(ages) - 1:
            return parametres[rang]
        return _between(
            parametres[rang], parametres[rang + 1], (age - ages[rang]) / (ages[rang + 1] - ages[rang])
        )

    def curve(
        self, mesure: MesureCroissance, sexe: Sexe, percentile: int, jours: Iterable[int]
    ) -> tuple[tuple[int, float], ...]:
        """Return the values of a percentile at these ages in days, where the reference has them."""
        z = _NORMALE.inv_cdf(percentile / 100)
        parametres = ((jour, self.parameters(mesure, sexe, jour)) for jour in jours)
        return tuple((jour, p.value(z)) for jour, p in parametres if p is not None)

    def place(
        self, mesure: MesureCroissance, sexe: Sexe, naissance: date, le: date, valeur: float
    ) -> PointCroissance:
        """Return a measure with its score."""
        parametres = self.parameters(mesure, sexe, (le - naissance).days)
        if parametres is None or valeur <= 0:
            return PointCroissance(le, valeur)
        score = parametres.score_bounded if mesure in _BORNEES else parametres.score
        return PointCroissance(le, valeur, score(valeur))


def growth_points(
    reference: ReferenceCroissance,
    mesure: MesureCroissance,
    sexe: Sexe,
    naissance: date,
    constantes: Iterable[Constante],
) -> tuple[PointCroissance, ...]:
    """Return every measure of a kind, the oldest first; the BMI is that of weight and height of one day."""
    par_jour: dict[date, dict[TypeConstante, float]] = {}
    for constante in sorted(constantes, key=lambda c: c.mesuree_le):
        par_jour.setdefault(constante.mesuree_le.astimezone().date(), {})[constante.type] = float(
            constante.valeur
        )
    points = []
    for le, valeurs in par_jour.items():
        valeur = _value(mesure, valeurs)
        if valeur is not None and le >= naissance:
            points.append(reference.place(mesure, sexe, naissance, le, valeur))
    return tuple(points)


def _value(mesure: MesureCroissance, valeurs: Mapping[TypeConstante, float]) -> float | None:
    if mesure is not MesureCroissance.IMC:
        return valeurs.get(_DIRECTES[mesure])
    poids, taille = valeurs.get(TypeConstante.POIDS), valeurs.get(TypeConstante.TAILLE)
    return None if poids is None or taille is None else poids / (taille / 100) ** 2


def _between(avant: Lms, apres: Lms, part: float) -> Lms:
    return Lms(
        avant.l + part * (apres.l - avant.l),
        avant.m + part * (apres.m - avant.m),
        avant.s + part * (apres.s - avant.s),
    )
