"""What the reader of a posology gathers before it builds the steps."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal

from ambroise.domain.posologie import (
    Dose,
    Duree,
    EtapePosologie,
    JourSemaine,
    Moment,
    MomentPrise,
    Parite,
    Rythme,
    UnitePrise,
    UniteTemps,
)


class PosologieIllisible(ValueError):
    """The text is not understood; the message says what, ``position`` where."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


@dataclass
class Etape:
    """A dose and when, as gathered."""

    dose: Dose | None = None
    par_kg: Dose | None = None
    moments: list[MomentPrise] = field(default_factory=list)
    heures: list[time] = field(default_factory=list)
    jours: list[JourSemaine] = field(default_factory=list)
    frequence: int | None = None
    frequence_maximale: int | None = None
    periode: Duree | None = None
    parite: Parite | None = None
    jours_cycle: tuple[int, ...] = ()
    longueur_cycle: int | None = None
    jours_mois: tuple[int, ...] = ()
    duree_administration: Duree | None = None

    @property
    def has_dose(self) -> bool:
        """Tell whether a dose was read."""
        return self.dose is not None or self.par_kg is not None

    @property
    def has_rythme(self) -> bool:
        """Tell whether it is known when to take it."""
        return bool(self.moments or self.heures or self.frequence or self.has_days)

    @property
    def has_days(self) -> bool:
        """Tell whether days were named."""
        return bool(self.jours or self.jours_cycle or self.jours_mois or self.parite)

    def rythme(self) -> Rythme:
        """Return the rhythm gathered."""
        return Rythme(
            heures=tuple(dict.fromkeys(self.heures)),
            moments=without_repeats(self.moments),
            frequence=self.frequence,
            frequence_maximale=self.frequence_maximale,
            periode=self.periode,
            jours=tuple(sorted(set(self.jours), key=list(JourSemaine).index)),
            parite=self.parite,
            jours_cycle=self.jours_cycle,
            longueur_cycle=self.longueur_cycle,
            jours_mois=self.jours_mois,
            duree_administration=self.duree_administration,
        )


@dataclass
class Groupe:
    """Steps taken together and what they share."""

    etapes: list[Etape] = field(default_factory=lambda: [Etape()])
    modificateurs: dict[str, object] = field(default_factory=dict)
    complement: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was read."""
        return not (self.etapes[0].has_dose or self.modificateurs or self.complement)

    @property
    def unite(self) -> UnitePrise | None:
        """Return the unit of the last dose read."""
        for etape in reversed(self.etapes):
            if etape.dose:
                return etape.dose.unite
        return None

    def start(self, dose: Dose) -> None:
        """Begin a step with that dose; a weight-based one waiting for its result takes it."""
        if self.etapes[-1].has_dose:
            self.etapes.append(Etape())
        self.etapes[-1].dose = dose

    def start_par_kg(self, dose: Dose) -> None:
        """Note a dose per kilogram, alone or beside the dose it gives."""
        last = self.etapes[-1]
        if last.has_dose and (last.par_kg or last.has_rythme):
            self.etapes.append(Etape())
        self.etapes[-1].par_kg = dose

    def set(self, name: str, value: object, fail: Callable[[str], None], what: str) -> None:
        """Note a modifier once."""
        if name in self.modificateurs:
            fail(f"La ligne donne {what}.")
        self.modificateurs[name] = value

    def build(self, sequence: int, fail: Callable[[str], None]) -> list[EtapePosologie]:
        """Return the steps; same doses at several moments become one."""
        merged: list[Etape] = []
        for etape in self.etapes:
            twin = next((m for m in merged if _mergeable(m, etape)), None)
            if any(_clash(m, etape) for m in merged):
                fail("La ligne donne deux doses pour le même moment.")
            if twin:
                twin.moments.extend(etape.moments)
                twin.heures.extend(etape.heures)
            else:
                merged.append(etape)
        self._spread_days(merged)
        if len(merged) > 1 and any(not (e.moments or e.heures or e.has_days) for e in merged):
            fail("La ligne donne deux doses sans dire quand prendre chacune.")
        found = []
        for etape in merged:
            named, count = len(set(etape.jours)), etape.frequence or 0
            if named and count > named and etape.periode == Duree(Decimal(1), UniteTemps.SEMAINE):
                fail(f"La ligne donne {count} prises par semaine pour {named} jour nommé.")
            if not etape.has_dose and not self._stands_alone:
                if self.modificateurs or etape.has_rythme:
                    fail("La dose n’est pas indiquée.")
                continue
            try:
                found.append(self._make(etape, sequence))
            except ValueError as error:
                message = str(error)
                fail(f"{message[:1].upper()}{message[1:]}.")
        return found

    def _make(self, etape: Etape, sequence: int) -> EtapePosologie:
        """Return a step. Raises ValueError: what was read contradicts itself."""
        return EtapePosologie(
            sequence=sequence,
            dose=etape.dose,
            par_kg=etape.par_kg,
            rythme=etape.rythme(),
            complement=self.complement,
            **self.modificateurs,  # type: ignore[arg-type]
        )

    @property
    def _stands_alone(self) -> bool:
        """Tell whether a step needs no dose: a sentence, or a condition with its ceilings (HAS case 7)."""
        names = set(self.modificateurs)
        return bool(self.complement) or (
            "si_besoin" in names and bool(names & {"max_par_prise", "max_par_24h"})
        )

    @staticmethod
    def _spread_days(etapes: list[Etape]) -> None:
        """Days named once at the end hold for every dose of the group: « 1 matin 2 soir lun ven »."""
        last = etapes[-1]
        if len(etapes) > 1 and last.has_days and not any(e.has_days for e in etapes[:-1]):
            for etape in etapes[:-1]:
                etape.jours = list(last.jours)
                etape.jours_cycle, etape.longueur_cycle = last.jours_cycle, last.longueur_cycle
                etape.parite, etape.jours_mois = last.parite, last.jours_mois


_PRECISES = {
    Moment.MATIN: ("CM", "ACM", "PCM"),
    Moment.MIDI: ("CD", "ACD", "PCD"),
    Moment.SOIR: ("CV", "ACV", "PCV"),
}


def without_repeats(moments: list[MomentPrise]) -> tuple[MomentPrise, ...]:
    """« Le matin, 30 minutes avant le petit-déjeuner » is one intake: the more precise moment stays."""
    codes = {m.moment.value for m in moments}
    return tuple(m for m in dict.fromkeys(moments) if not codes & set(_PRECISES.get(m.moment, ())))


def _clash(one: Etape, other: Etape) -> bool:
    """Two doses of the same thing at the same moment of the same days."""
    together = set(one.moments) & set(other.moments) or set(one.heures) & set(other.heures)
    same = one.dose is not None and other.dose is not None and one.dose.unite == other.dose.unite
    return bool(together) and same and not (one.has_days or other.has_days)


def _mergeable(one: Etape, other: Etape) -> bool:
    def plain(etape: Etape) -> bool:
        return not (etape.frequence or etape.has_days or etape.duree_administration or etape.par_kg)

    return (
        one.dose == other.dose
        and plain(one)
        and plain(other)
        and bool(one.moments or one.heures)
        and bool(other.moments or other.heures)
    )
