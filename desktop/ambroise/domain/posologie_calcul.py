"""Count what a posology consumes: units a day, in all, boxes, last day.

An open treatment has no total; a conditional one counts its ceiling when it has one. A month counts 30 days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from ambroise.domain.posologie import (
    Dose,
    Duree,
    EtapePosologie,
    JourSemaine,
    Moment,
    Parite,
    Posologie,
    Rythme,
    UnitePrise,
    UniteTemps,
)

_REPAS = {Moment.REPAS, Moment.AVANT_REPAS, Moment.APRES_REPAS}
_JOURS = list(JourSemaine)
# A Monday, odd, first of its month: weekdays, parity and days of the month count alike from it.
LUNDI_DE_REFERENCE = date(2029, 1, 1)
JOURS_MAXIMUM = 3660


@dataclass(frozen=True, slots=True)
class Bilan:
    """What a posology amounts to; None where it cannot be counted.

    ``unite`` is that of the totals. ``duree_jours`` adds the steps; ``par_jour_maximum`` is the heaviest day.
    """

    unite: UnitePrise | None
    total: Decimal | None
    duree_jours: int | None
    par_jour_maximum: Decimal | None
    fin: date | None = None


def compute_bilan(
    posologie: Posologie,
    debut: date | None = None,
    duree: Duree | None = None,
    dosage: Dose | None = None,
    unite_prise: UnitePrise | None = None,
) -> Bilan:
    """Return totals and end of a posology.

    Args:
        posologie: its steps; a free text gives nothing.
        debut: first day, for an end date and exact weekdays.
        duree: length of the line, for a posology that has none.
        dosage: strength of one unit (« 10 mg »), to count tablets when doses are written in milligrams.
        unite_prise: that unit.
    """
    if not posologie.is_structuree:
        days = _days(duree)
        return Bilan(None, None, days, None, _end(debut, days))
    groups: dict[int, list[EtapePosologie]] = {}
    for etape in posologie.etapes:
        groups.setdefault(etape.sequence, []).append(etape)
    unites = {
        _unit(e.dose or e.max_par_24h, dosage, unite_prise)
        for e in posologie.etapes
        if e.dose or e.max_par_24h
    }
    unite = unites.pop() if len(unites) == 1 else None
    start = debut or LUNDI_DE_REFERENCE
    day, total, heaviest, whole = start, Decimal(0), Decimal(0), 0
    known_total: bool = unite is not None
    known_length = True
    for sequence in sorted(groups):
        etapes = [e for e in groups[sequence] if e.dose or e.max_par_24h]
        lengths = [n for e in groups[sequence] if (n := _length(e, day)) is not None]
        length = max(lengths) if lengths else (_days(duree) if len(groups) == 1 else None)
        daily = _daily(etapes, dosage)
        if not etapes and not lengths:
            continue
        if daily is None:
            known_total = False
        else:
            heaviest = max(heaviest, daily, *(units_of(e.dose, dosage) for e in etapes if e.dose))
        if length is None:
            known_length = known_total = False
            continue
        if daily is not None:
            total += _sum(etapes, day, length, dosage)
        whole += length
        day = min(day + timedelta(days=length), date.max - timedelta(days=JOURS_MAXIMUM))
    days = whole if known_length and whole else None
    counted = known_total and days is not None
    return Bilan(
        unite,
        total if counted else None,
        days,
        heaviest or None,
        _end(debut or _first_start(posologie), days),
    )


def count_boites(total: Decimal, unites_par_boite: Decimal) -> int:
    """Return how many whole packs hold that many units."""
    if unites_par_boite <= 0:
        raise ValueError("une boîte contient au moins une unité")
    return max(1, int((total / unites_par_boite).to_integral_value(rounding=ROUND_CEILING)))


def prises_par_jour(rythme: Rythme) -> Decimal | None:
    """Return how many intakes on a day that has some; None when it is not said."""
    named = sum(3 if m.moment in _REPAS else 1 for m in rythme.moments) + len(rythme.heures)
    if rythme.frequence is not None and rythme.periode is not None:
        count = Decimal(rythme.frequence_maximale or rythme.frequence)
        if rythme.jours and rythme.periode.unite is UniteTemps.SEMAINE and rythme.periode.valeur == 1:
            return max(Decimal(1), count / len(rythme.jours))
        days = Duree(rythme.periode.valeur, rythme.periode.unite).jours
        if named and days == 1:
            return Decimal(max(named, int(count)))
        return count / days
    if named:
        return Decimal(named)
    return None if rythme == Rythme(duree_administration=rythme.duree_administration) else Decimal(1)


def is_jour_de_prise(rythme: Rythme, jour: date, rang: int) -> bool:
    """Tell whether a day has its intake; ``rang`` counts the days of the step from 0."""
    if rythme.jours and _JOURS[jour.weekday()] not in rythme.jours:
        return False
    if rythme.parite and (jour.day % 2 == 0) != (rythme.parite is Parite.PAIRS):
        return False
    if rythme.longueur_cycle and rang % rythme.longueur_cycle + 1 not in rythme.jours_cycle:
        return False
    return not rythme.jours_mois or jour.day in rythme.jours_mois


def units_of(dose: Dose, dosage: Dose | None) -> Decimal:
    """Return the units a dose takes: itself, or as many tablets as its milligrams need."""
    if _converts(dose, dosage):
        assert dosage is not None
        return dose.plus_forte / dosage.valeur
    return dose.plus_forte


def _converts(dose: Dose, dosage: Dose | None) -> bool:
    return (
        dosage is not None and bool(dose.unite.code_ucum) and dose.unite.code_ucum == dosage.unite.code_ucum
    )


def _unit(dose: Dose | None, dosage: Dose | None, unite_prise: UnitePrise | None) -> UnitePrise | None:
    if dose is None:
        return None
    return unite_prise if _converts(dose, dosage) else dose.unite


def _daily(etapes: Iterable[EtapePosologie], dosage: Dose | None) -> Decimal | None:
    """Return the most a day of these steps takes, or None when a step does not tell."""
    total = Decimal(0)
    for etape in etapes:
        units = _step_daily(etape, dosage)
        if units is None:
            return None
        total += units
    return total


def _step_daily(etape: EtapePosologie, dosage: Dose | None) -> Decimal | None:
    if etape.max_par_24h:
        return units_of(etape.max_par_24h, dosage)
    count = prises_par_jour(etape.rythme)
    if etape.dose is None or (count is None and etape.si_besoin):
        return None
    # A dose without any moment is one intake a day (« 30 mg pendant 5 jours »).
    return units_of(etape.dose, dosage) * max(Decimal(1) if count is None else count, Decimal(0))


def _sum(etapes: Iterable[EtapePosologie], start: date, length: int, dosage: Dose | None) -> Decimal:
    total = Decimal(0)
    for etape in etapes:
        daily = _step_daily(etape, dosage) or Decimal(0)
        if etape.rythme.is_quotidien:
            units = daily * length
            if etape.dose and daily and _spaced(etape.rythme):
                one = units_of(etape.dose, dosage)
                units = (units / one).to_integral_value(rounding=ROUND_CEILING) * one
        else:
            days = sum(
                is_jour_de_prise(etape.rythme, start + timedelta(days=n), n)
                for n in range(min(length, JOURS_MAXIMUM))
            )
            units = daily * days
        if etape.max_total:
            units = min(units, units_of(etape.max_total, dosage))
        total += units
    return total.quantize(Decimal("0.01")).normalize() + Decimal(0)


def _spaced(rythme: Rythme) -> bool:
    return rythme.periode is not None and rythme.periode.jours > 1


def _length(etape: EtapePosologie, start: date) -> int | None:
    if etape.duree:
        return _days(etape.duree)
    if etape.fin:
        return (etape.fin - (etape.debut or start)).days + 1 if etape.fin >= (etape.debut or start) else None
    return None


def _days(duree: Duree | None) -> int | None:
    if duree is None:
        return None
    return max(1, int(duree.jours.to_integral_value(rounding=ROUND_CEILING)))


def _first_start(posologie: Posologie) -> date | None:
    return next((e.debut for e in posologie.etapes if e.debut), None)


def _end(debut: date | None, jours: int | None) -> date | None:
    return None if debut is None or jours is None else debut + timedelta(days=jours - 1)
