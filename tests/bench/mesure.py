"""Measure a piece of work against its floor: the raw library call doing the same, interleaved in one run."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mesure:
    """One line of the table. Durations are medians in seconds; ``cible`` is the ratio aimed at, if any.

    ``valeur`` replaces the ratio for what has no floor (memory, size), already with its unit.
    """

    nom: str
    sujet_s: float = 0.0
    plancher_s: float = 0.0
    cible: float | None = None
    plancher: str = ""
    valeur: str = ""
    p95_s: float | None = None
    plancher_p95_s: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the floor the work costs."""
        return self.sujet_s / self.plancher_s if self.plancher_s else None


def percentile(durees: list[float], part: float) -> float:
    """Return the value under which that part of the durations stands."""
    return sorted(durees)[min(len(durees) - 1, int(part * len(durees)))]


def compare(
    nom: str,
    sujet: Callable[[], object],
    plancher: Callable[[], object],
    *,
    contre: str,
    cible: float | None = None,
    tours: int = 15,
    echauffement: int = 2,
) -> Mesure:
    """Run both in turn, so that the noise of the machine falls on both, and compare the medians."""
    durees: tuple[list[float], list[float]] = ([], [])
    for tour in range(tours + echauffement):
        for travail, liste in zip((sujet, plancher), durees, strict=True):
            gc.collect()
            debut = time.perf_counter()
            travail()
            if tour >= echauffement:
                liste.append(time.perf_counter() - debut)
    return Mesure(
        nom,
        statistics.median(durees[0]),
        statistics.median(durees[1]),
        cible,
        contre,
        p95_s=percentile(durees[0], 0.95),
        plancher_p95_s=percentile(durees[1], 0.95),
    )
