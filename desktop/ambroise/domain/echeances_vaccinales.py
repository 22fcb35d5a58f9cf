"""Where one person stands against the vaccination calendar: done, late, due now, due later.

A dose of a first course is recognised by its rank, a booster by the age at which it was given. The answer is
only as good as the file: an adult about whom nothing is written is told so, never called late.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from ambroise.domain.calendrier_vaccinal import (
    CalendrierVaccinal,
    DoseAttendue,
    SaisonVaccinale,
    SchemaVaccinal,
    SerieVaccinale,
    VaccinDeGrossesse,
)
from ambroise.domain.entrees import Vaccination
from ambroise.domain.regles_delivrance import add_mois

ADULTE_MOIS: Final = 18 * 12
SA_DU_TERME: Final = 41
"""French weeks of amenorrhoea at the expected date of delivery."""


class EtatEcheance(StrEnum):
    """Where a dose stands on a day."""

    FAIT = "fait"
    EN_RETARD = "en retard"
    A_FAIRE = "à faire"
    A_VENIR = "à venir"


@dataclass(frozen=True)
class EcheanceVaccinale:
    """One dose: of what, which, and when it was or is to be given.

    Args:
        sans_trace: nothing of this disease is written in the file of an adult: ask before anything else.
    """

    libelle: str
    dose: str
    etat: EtatEcheance
    le: date
    obligatoire: bool = False
    sans_trace: bool = False
    abrege: str = ""


@dataclass(frozen=True)
class Grossesse:
    """A pregnancy under way, and its expected end when it is known."""

    terme: date | None = None


def assess_vaccinations(
    calendrier: CalendrierVaccinal,
    naissance: date,
    vaccinations: Iterable[Vaccination],
    le: date,
    grossesse: Grossesse | None = None,
) -> tuple[EcheanceVaccinale, ...]:
    """Return the doses given, then for each disease the next one the calendar waits for."""
    injections: dict[str, list[date]] = {}
    for vaccination in sorted(vaccinations, key=lambda v: v.le):
        for valence in calendrier.valences(vaccination):
            injections.setdefault(valence, []).append(vaccination.le)
    echeances: list[EcheanceVaccinale] = []
    for serie in calendrier.series:
        if serie.nes_depuis is None or naissance >= serie.nes_depuis:
            echeances += _Suivi(serie, naissance, injections.get(serie.valence, []), le).echeances()
    for saison in calendrier.saisons:
        echeances += _season(saison, naissance, injections.get(saison.valence, []), le)
    if grossesse is not None:
        for vaccin in calendrier.grossesses:
            echeances += _pregnancy(vaccin, injections.get(vaccin.valence, []), grossesse, le)
    return tuple(echeances)


def unknown_vaccines(
    calendrier: CalendrierVaccinal, vaccinations: Iterable[Vaccination]
) -> tuple[Vaccination, ...]:
    """Return the injections whose valences nothing tells: the calendar cannot count them."""
    return tuple(v for v in vaccinations if not calendrier.valences(v))


class _Suivi:
    """One course of one person on a day."""

    def __init__(self, serie: SerieVaccinale, naissance: date, injections: Sequence[date], le: date) -> None:
        self._serie, self._naissance, self._le = serie, naissance, le
        self._injections = injections
        self._doses = self._schema().doses
        self._faites = self._match()

    def echeances(self) -> list[EcheanceVaccinale]:
        faites = [
            self._echeance(dose, EtatEcheance.FAIT, self._faites[rang])
            for rang, dose in enumerate(self._doses)
            if rang in self._faites
        ]
        prochaine = self._next()
        return [*faites, prochaine] if prochaine is not None else faites

    def _at(self, mois: int) -> date:
        return add_mois(self._naissance, mois)

    def _schema(self) -> SchemaVaccinal:
        debut = self._injections[0] if self._injections else self._le
        schemas = self._serie.schemas
        return next((s for s in schemas if s.avant is None or debut < self._at(s.avant)), schemas[-1])

    def _match(self) -> dict[int, date]:
        """Tell which dose each injection was: a booster by age, else the next one of the first course."""
        faites: dict[int, date] = {}
        primo = [rang for rang, dose in enumerate(self._doses) if not dose.rappel]
        rappels = [rang for rang, dose in enumerate(self._doses) if dose.rappel]
        for injection in self._injections:
            atteints = [r for r in rappels if injection >= self._at(self._doses[r].des)]
            if atteints:
                faites.setdefault(atteints[-1], injection)
            elif primo:
                faites[primo.pop(0)] = injection
        return faites

    def _next(self) -> EcheanceVaccinale | None:
        if self._is_closed():
            return None
        for rang, dose in enumerate(self._doses):
            if rang not in self._faites and not self._is_past(rang):
                return self._wait(dose)
        return None

    def _is_closed(self) -> bool:
        fin = self._serie.jusque
        if fin is None or self._le < self._at(fin):
            return False
        return not (self._serie.acheve and self._injections)

    def _is_past(self, rang: int) -> bool:
        """Whether a dose is not proposed any more: its age is over, or a later booster stands for it."""
        dose = self._doses[rang]
        if any(self._doses[fait].rappel for fait in self._faites if fait > rang):
            return True
        suivants = [d.age for d in self._doses[rang + 1 :] if d.rappel and dose.rappel]
        fin = min([*suivants, *([dose.jusque] if dose.jusque is not None else [])], default=None)
        return fin is not None and self._le >= self._at(fin)

    def _wait(self, dose: DoseAttendue) -> EcheanceVaccinale:
        due = self._at(dose.age)
        derniere = self._injections[-1] if self._injections else None
        if derniere is not None and dose.intervalle:
            due = max(due, add_mois(derniere, dose.intervalle))
        if self._le < due:
            return self._echeance(dose, EtatEcheance.A_VENIR, due)
        tard = max([due, *self._lates(dose, derniere)])
        en_retard = (dose.retard is not None or dose.delai is not None) and self._le >= tard
        if self._is_untold():
            return self._echeance(dose, EtatEcheance.A_FAIRE, due, sans_trace=True)
        return self._echeance(dose, EtatEcheance.EN_RETARD if en_retard else EtatEcheance.A_FAIRE, due)

    def _lates(self, dose: DoseAttendue, derniere: date | None) -> list[date]:
        dates = [self._at(dose.retard)] if dose.retard is not None else []
        if dose.delai is not None and derniere is not None:
            dates.append(add_mois(derniere, dose.delai))
        return dates

    def _is_untold(self) -> bool:
        return not self._injections and self._le >= self._at(ADULTE_MOIS)

    def _echeance(
        self, dose: DoseAttendue, etat: EtatEcheance, le: date, *, sans_trace: bool = False
    ) -> EcheanceVaccinale:
        depuis = self._serie.obligatoire_nes_depuis
        obligatoire = depuis is not None and self._naissance >= depuis and not dose.rappel
        return EcheanceVaccinale(
            self._serie.libelle, dose.nom, etat, le, obligatoire, sans_trace, self._serie.abrege
        )


def _season(
    saison: SaisonVaccinale, naissance: date, injections: Sequence[date], le: date
) -> list[EcheanceVaccinale]:
    """Return the winter under way, or the next one."""
    annee = le.year if le >= date(le.year, *saison.compte) else le.year - 1
    debut, fin = date(annee, *saison.debut), date(annee + (saison.fin < saison.debut), *saison.fin)
    faites = [jour for jour in injections if jour >= date(annee, *saison.compte)]
    if faites:
        hiver = f"hiver {annee}–{annee + 1}"
        return [EcheanceVaccinale(saison.libelle, hiver, EtatEcheance.FAIT, faites[-1])]
    if le > fin:
        annee, debut = annee + 1, date(annee + 1, *saison.debut)
    if max(le, debut) < add_mois(naissance, saison.age):
        return []
    etat = EtatEcheance.A_FAIRE if le >= debut else EtatEcheance.A_VENIR
    return [EcheanceVaccinale(saison.libelle, f"hiver {annee}–{annee + 1}", etat, debut)]


def _pregnancy(
    vaccin: VaccinDeGrossesse, injections: Sequence[date], grossesse: Grossesse, le: date
) -> list[EcheanceVaccinale]:
    semaines = f"entre {vaccin.de_sa} et {vaccin.a_sa} SA"
    if grossesse.terme is None:
        recentes = [jour for jour in injections if jour > le - timedelta(weeks=SA_DU_TERME)]
        etat = EtatEcheance.FAIT if recentes else EtatEcheance.A_FAIRE
        return [EcheanceVaccinale(vaccin.libelle, semaines, etat, recentes[-1] if recentes else le)]
    conception = grossesse.terme - timedelta(weeks=SA_DU_TERME)
    faites = [jour for jour in injections if jour >= conception]
    if faites:
        return [EcheanceVaccinale(vaccin.libelle, semaines, EtatEcheance.FAIT, faites[-1])]
    debut = conception + timedelta(weeks=vaccin.de_sa)
    if le < debut:
        return [EcheanceVaccinale(vaccin.libelle, semaines, EtatEcheance.A_VENIR, debut)]
    if le > conception + timedelta(weeks=vaccin.a_sa):
        return []
    return [EcheanceVaccinale(vaccin.libelle, semaines, EtatEcheance.A_FAIRE, debut)]
