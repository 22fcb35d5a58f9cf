"""What a patient takes at each moment of the day, read from structured posologies: the plan given to him.

HAS, référentiel LAP: a plan of the intakes in plain words. Nothing is guessed: a dose goes into a box of the
day only when its posology names the moment; whatever does not is said in its own words beside the boxes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum

from ambroise.domain.posologie import EtapePosologie, Moment, MomentPrise, Posologie, Rythme
from ambroise.domain.posologie_calcul import compute_bilan, is_jour_de_prise
from ambroise.domain.posologie_mots import write_heure
from ambroise.domain.posologie_texte import render_date, render_dose, render_posologie

PROCHAINES_PRISES = 6
"""Of a treatment that is not taken every day, how many days the plan names."""

_HORIZON = 100
"""The farthest of those days: a monthly intake is named three times."""


class MomentJour(StrEnum):
    """The boxes of a day, in their order."""

    MATIN = "Matin"
    MIDI = "Midi"
    APRES_MIDI = "Après-midi"
    SOIR = "Soir"
    COUCHER = "Coucher"


TOUJOURS = (MomentJour.MATIN, MomentJour.MIDI, MomentJour.SOIR, MomentJour.COUCHER)
"""The boxes of every plan; the afternoon has one when something is taken then."""


@dataclass(frozen=True, slots=True)
class Case:
    """What a box says: « 1 comprimé », and « avant le repas » or « à 8 h »."""

    dose: str
    precision: str = ""


@dataclass(frozen=True, slots=True)
class LignePlan:
    """One treatment, or one step of it: ``phrase`` is its whole posology, ``cases`` what falls in the boxes.

    Without any box, the phrase is all there is. ``prochaines``: the next days of what is not taken every day.
    """

    nom: str
    phrase: str
    cases: tuple[tuple[MomentJour, Case], ...] = ()
    periode: str = ""
    prochaines: tuple[date, ...] = ()
    indication: str = ""
    consigne: str = ""
    si_besoin: bool = False


@dataclass(frozen=True, slots=True)
class PlanPrises:
    """The plan of one patient on a day: what is taken, then what is taken only if needed."""

    le: date
    lignes: tuple[LignePlan, ...]
    si_besoin: tuple[LignePlan, ...] = ()

    @property
    def moments(self) -> tuple[MomentJour, ...]:
        """Return the boxes that the plan shows."""
        pris = {moment for ligne in self.lignes for moment, _case in ligne.cases}
        return tuple(m for m in MomentJour if m in TOUJOURS or m in pris)


@dataclass(frozen=True, slots=True)
class Prise:
    """A treatment to plan: its posology, or its words alone; from when, until when."""

    nom: str
    posologie: Posologie | None
    debut: date
    fin: date | None = None
    mots: str = ""
    indication: str = ""
    consigne: str = ""


_MOMENTS = {
    Moment.LEVER: (MomentJour.MATIN, "au lever"),
    Moment.MATIN: (MomentJour.MATIN, ""),
    Moment.PETIT_DEJEUNER: (MomentJour.MATIN, "au petit-déjeuner"),
    Moment.AVANT_PETIT_DEJEUNER: (MomentJour.MATIN, "avant le petit-déjeuner"),
    Moment.APRES_PETIT_DEJEUNER: (MomentJour.MATIN, "après le petit-déjeuner"),
    Moment.MIDI: (MomentJour.MIDI, ""),
    Moment.DEJEUNER: (MomentJour.MIDI, "au déjeuner"),
    Moment.AVANT_DEJEUNER: (MomentJour.MIDI, "avant le déjeuner"),
    Moment.APRES_DEJEUNER: (MomentJour.MIDI, "après le déjeuner"),
    Moment.APRES_MIDI: (MomentJour.APRES_MIDI, ""),
    Moment.SOIR: (MomentJour.SOIR, ""),
    Moment.DINER: (MomentJour.SOIR, "au dîner"),
    Moment.AVANT_DINER: (MomentJour.SOIR, "avant le dîner"),
    Moment.APRES_DINER: (MomentJour.SOIR, "après le dîner"),
    Moment.COUCHER: (MomentJour.COUCHER, ""),
    Moment.NUIT: (MomentJour.COUCHER, "la nuit"),
}
_REPAS = {
    Moment.REPAS: "au repas",
    Moment.AVANT_REPAS: "avant le repas",
    Moment.APRES_REPAS: "après le repas",
}
_DU_REPAS = (MomentJour.MATIN, MomentJour.MIDI, MomentJour.SOIR)
_HEURES = (
    (time(5), MomentJour.MATIN),
    (time(11), MomentJour.MIDI),
    (time(14), MomentJour.APRES_MIDI),
    (time(17), MomentJour.SOIR),
    (time(21), MomentJour.COUCHER),
)
"""From what hour a clock time falls in each box; before the first of them it is still the night."""


def make_plan(prises: Iterable[Prise], le: date) -> PlanPrises:
    """Return the plan of what is taken on a day and later; steps that are over are left out."""
    lignes = [ligne for prise in prises for ligne in lines_of(prise, le)]
    return PlanPrises(
        le,
        tuple(ligne for ligne in lignes if not ligne.si_besoin),
        tuple(ligne for ligne in lignes if ligne.si_besoin),
    )


def lines_of(prise: Prise, le: date) -> tuple[LignePlan, ...]:
    """Return the lines of one treatment: one, or one for each step that is not over."""
    posologie = prise.posologie
    base = LignePlan(prise.nom, prise.mots, indication=prise.indication, consigne=prise.consigne)
    if posologie is None or not posologie.is_structuree:
        phrase = posologie.texte_libre if posologie else prise.mots
        return (replace(base, phrase=phrase, periode=_periode(None, prise.fin)),)
    return tuple(_lines_of_steps(base, prise, posologie, le))


def _lines_of_steps(base: LignePlan, prise: Prise, posologie: Posologie, le: date) -> Iterable[LignePlan]:
    sequences = sorted({etape.sequence for etape in posologie.etapes})
    is_seule = len(sequences) == 1
    suivant: date | None = prise.debut
    for sequence in sequences:
        groupe = tuple(e for e in posologie.etapes if e.sequence == sequence)
        debut = _start(groupe, suivant)
        fin = (prise.fin if is_seule else None) or _end(groupe, debut)
        if fin is None or fin >= le:
            is_dite = debut is not None and (not is_seule or debut > le)
            periode = _periode(debut if is_dite else None, fin) if debut is not None else "ensuite"
            yield from _lines_of_group(replace(base, periode=periode), groupe, debut, fin, le)
        suivant = fin + timedelta(days=1) if fin is not None else None


def _lines_of_group(
    base: LignePlan, groupe: Sequence[EtapePosologie], debut: date | None, fin: date | None, le: date
) -> Iterable[LignePlan]:
    """Return the lines of steps that run together: one for each set of days, apart what is conditional."""
    jours: dict[tuple[Rythme, bool], list[EtapePosologie]] = {}
    for etape in groupe:
        jours.setdefault((_days_of(etape.rythme), bool(etape.si_besoin)), []).append(etape)
    for (rythme, si_besoin), etapes in jours.items():
        placees = [_place(etape) for etape in etapes]
        cases = () if si_besoin or not all(placees) else tuple(c for cases in placees for c in cases)
        yield replace(
            base,
            phrase=render_posologie(Posologie(tuple(etapes))),
            cases=_joined(cases),
            prochaines=_next_days(rythme, debut, fin, le),
            si_besoin=si_besoin,
        )


def _place(etape: EtapePosologie) -> tuple[tuple[MomentJour, Case], ...]:
    """Return the boxes of a step; none when one of its intakes has no moment of its own."""
    rythme = etape.rythme
    nommees = len(rythme.moments) + len(rythme.heures)
    if etape.dose is None or not nommees or etape.evenement_debut or etape.evenement_arret:
        return ()
    if rythme.frequence is not None and (rythme.frequence_maximale or rythme.frequence) > _count(rythme):
        return ()
    dose = render_dose(etape.dose)
    places = [place for moment in rythme.moments for place in _place_moment(moment)]
    places += [(_box_of(heure), f"à {write_heure(heure)}") for heure in rythme.heures]
    ces_jours = () if rythme.is_quotidien else ("ces jours-là",)
    return tuple(
        (moment, Case(dose, ", ".join(filter(None, (precision, *ces_jours))))) for moment, precision in places
    )


def _count(rythme: Rythme) -> int:
    return len(rythme.heures) + sum(3 if m.moment in _REPAS else 1 for m in rythme.moments)


def _place_moment(prise: MomentPrise) -> list[tuple[MomentJour, str]]:
    avance = f"{prise.ecart_minutes} min " if prise.ecart_minutes else ""
    if prise.moment in _REPAS:
        return [(moment, avance + _REPAS[prise.moment]) for moment in _DU_REPAS]
    moment, precision = _MOMENTS[prise.moment]
    return [(moment, avance + precision)]


def _box_of(heure: time) -> MomentJour:
    return next((moment for debut, moment in reversed(_HEURES) if heure >= debut), MomentJour.COUCHER)


def _joined(cases: Iterable[tuple[MomentJour, Case]]) -> tuple[tuple[MomentJour, Case], ...]:
    """Return the boxes in the order of the day."""
    ordre = list(MomentJour)
    return tuple(sorted(cases, key=lambda c: ordre.index(c[0])))


def _days_of(rythme: Rythme) -> Rythme:
    """Return what a rhythm says of the days alone."""
    return Rythme(
        jours=rythme.jours,
        parite=rythme.parite,
        jours_cycle=rythme.jours_cycle,
        longueur_cycle=rythme.longueur_cycle,
        jours_mois=rythme.jours_mois,
    )


def _next_days(rythme: Rythme, debut: date | None, fin: date | None, le: date) -> tuple[date, ...]:
    if rythme.is_quotidien or debut is None:
        return ()
    premier = max(le, debut)
    jours = (premier + timedelta(days=n) for n in range(_HORIZON))
    pris = [
        jour
        for jour in jours
        if (fin is None or jour <= fin) and is_jour_de_prise(rythme, jour, (jour - debut).days)
    ]
    return tuple(pris[:PROCHAINES_PRISES])


def _start(groupe: Sequence[EtapePosologie], suivant: date | None) -> date | None:
    """Return the first day of steps: the one they say, else the one that follows what was before them."""
    dits = [etape.debut for etape in groupe if etape.debut is not None]
    if dits or suivant is None:
        return min(dits, default=None)
    return suivant + timedelta(
        days=max((int(e.delai.jours) for e in groupe if e.delai is not None), default=0)
    )


def _end(groupe: Sequence[EtapePosologie], debut: date | None) -> date | None:
    """Return the last day of steps that run together; None when nothing says it."""
    fins = [etape.fin for etape in groupe if etape.fin is not None]
    if fins:
        return max(fins)
    if debut is None or any(e.evenement_debut or e.evenement_arret for e in groupe):
        return None
    return compute_bilan(Posologie(tuple(groupe)), debut).fin


def _periode(debut: date | None, fin: date | None) -> str:
    if debut is not None and fin is not None:
        return f"du {render_date(debut)} au {render_date(fin)}" if debut < fin else f"le {render_date(fin)}"
    if debut is not None:
        return f"à partir du {render_date(debut)}"
    return f"jusqu’au {render_date(fin)}" if fin is not None else ""
