"""How much, when, for how long: the structured posology of one line.

The model is the union of the HAS posology cases carried by the ANS FHIR guide (ePrescription 1.1.0-ballot)
and of the CDA model eP-MED-DM 2024.01: ordered steps, a same ``sequence`` meaning « at the same time ».
"""

from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum


class UniteTemps(StrEnum):
    """Units of time, by their UCUM code."""

    MINUTE = "min"
    HEURE = "h"
    JOUR = "d"
    SEMAINE = "wk"
    MOIS = "mo"
    AN = "a"


_MINUTES = {
    UniteTemps.MINUTE: 1,
    UniteTemps.HEURE: 60,
    UniteTemps.JOUR: 1440,
    UniteTemps.SEMAINE: 7 * 1440,
    UniteTemps.MOIS: 30 * 1440,
    UniteTemps.AN: 365 * 1440,
}


class Moment(StrEnum):
    """Moments of the day: HL7 event-timing codes, and the ANS additions of its additional-when table."""

    MATIN = "MORN"
    MIDI = "NOON"
    APRES_MIDI = "AFT"
    SOIR = "EVE"
    NUIT = "NIGHT"
    COUCHER = "HS"
    LEVER = "WAKE"
    REPAS = "C"
    AVANT_REPAS = "AC"
    APRES_REPAS = "PC"
    PETIT_DEJEUNER = "CM"
    AVANT_PETIT_DEJEUNER = "ACM"
    APRES_PETIT_DEJEUNER = "PCM"
    DEJEUNER = "CD"
    AVANT_DEJEUNER = "ACD"
    APRES_DEJEUNER = "PCD"
    DINER = "CV"
    AVANT_DINER = "ACV"
    APRES_DINER = "PCV"


class JourSemaine(StrEnum):
    """Days of the week, by their FHIR code."""

    LUNDI = "mon"
    MARDI = "tue"
    MERCREDI = "wed"
    JEUDI = "thu"
    VENDREDI = "fri"
    SAMEDI = "sat"
    DIMANCHE = "sun"


class Parite(StrEnum):
    """Even or odd days of the month."""

    PAIRS = "pairs"
    IMPAIRS = "impairs"


@dataclass(frozen=True, slots=True)
class UnitePrise:
    """What is taken: « comprimé », « mg », « application ».

    At most one code: EDQM standard term or UCUM; the other units are words only (ANS FHIR guide).
    """

    libelle: str
    pluriel: str
    feminin: bool = False
    code_edqm: str | None = None
    code_ucum: str | None = None


@dataclass(frozen=True, slots=True)
class Dose:
    """A quantity, or a range of quantities (``maximum``), of one unit."""

    valeur: Decimal
    unite: UnitePrise
    maximum: Decimal | None = None

    def __post_init__(self) -> None:
        if self.valeur <= 0:
            raise ValueError("une dose est positive")
        if self.maximum is not None and self.maximum <= self.valeur:
            raise ValueError("la dose maximale dépasse la dose minimale")

    @property
    def plus_forte(self) -> Decimal:
        """Return the upper end of the range, or the dose."""
        return self.valeur if self.maximum is None else self.maximum


@dataclass(frozen=True, slots=True)
class Duree:
    """A length of time, or a range of them."""

    valeur: Decimal
    unite: UniteTemps
    maximum: Decimal | None = None

    def __post_init__(self) -> None:
        if self.valeur <= 0:
            raise ValueError("une durée est positive")
        if self.maximum is not None and self.maximum <= self.valeur:
            raise ValueError("la durée maximale dépasse la durée minimale")

    @property
    def plus_longue(self) -> Decimal:
        """Return the upper end of the range, or the length."""
        return self.valeur if self.maximum is None else self.maximum

    @property
    def minutes(self) -> Decimal:
        """Return the longest length in minutes, a month counting 30 days."""
        return self.plus_longue * _MINUTES[self.unite]

    @property
    def jours(self) -> Decimal:
        """Return the longest length in days, a month counting 30 days."""
        return self.minutes / 1440


@dataclass(frozen=True, slots=True)
class MomentPrise:
    """A moment, and how long from it (« 30 minutes avant le petit-déjeuner » is ACM with 30)."""

    moment: Moment
    ecart_minutes: int = 0

    def __post_init__(self) -> None:
        if self.ecart_minutes < 0 or (self.ecart_minutes and self.moment.value[:2] not in ("AC", "PC")):
            raise ValueError("seul un moment avant ou après un repas a un écart")


@dataclass(frozen=True, slots=True)
class Rythme:
    """When the dose is taken.

    ``frequence`` intakes per ``periode`` (« toutes les 6 h » is 1 per 6 h); a cycle is ``jours_cycle`` of
    ``longueur_cycle`` days (« un jour sur deux » is day 1 of 2). ``duree_administration`` is how long one
    intake lasts.
    """

    heures: tuple[time, ...] = ()
    moments: tuple[MomentPrise, ...] = ()
    frequence: int | None = None
    frequence_maximale: int | None = None
    periode: Duree | None = None
    jours: tuple[JourSemaine, ...] = ()
    parite: Parite | None = None
    jours_cycle: tuple[int, ...] = ()
    longueur_cycle: int | None = None
    jours_mois: tuple[int, ...] = ()
    duree_administration: Duree | None = None

    def __post_init__(self) -> None:
        if (self.frequence is None) != (self.periode is None):
            raise ValueError("une fréquence va avec une période")
        if self.frequence_maximale is not None and self.frequence_maximale <= (self.frequence or 0):
            raise ValueError("la fréquence maximale dépasse la fréquence minimale")
        if bool(self.jours_cycle) != (self.longueur_cycle is not None):
            raise ValueError("les jours d’un cycle vont avec sa longueur")
        if self.longueur_cycle is not None and any(
            not 1 <= j <= self.longueur_cycle for j in self.jours_cycle
        ):
            raise ValueError("un jour du cycle dépasse sa longueur")

    @property
    def is_quotidien(self) -> bool:
        """Tell whether every day has its intake."""
        return not (self.jours or self.parite or self.jours_cycle or self.jours_mois)


@dataclass(frozen=True, slots=True)
class EtapePosologie:
    """One step: a dose, when, how long, with its limits; steps of one ``sequence`` run together."""

    sequence: int = 1
    dose: Dose | None = None
    rythme: Rythme = Rythme()
    si_besoin: str = ""
    max_par_prise: Dose | None = None
    max_par_24h: Dose | None = None
    max_total: Dose | None = None
    ecart_minimal: Duree | None = None
    par_kg: Dose | None = None
    duree: Duree | None = None
    debut: date | None = None
    fin: date | None = None
    delai: Duree | None = None
    evenement_debut: str = ""
    evenement_arret: str = ""
    voie: str = ""
    code_voie: str | None = None
    site: str = ""
    complement: str = ""

    def __post_init__(self) -> None:
        if self.duree is not None and self.fin is not None:
            raise ValueError("une étape a une durée ou une date de fin, pas les deux")
        if self.debut is not None and self.fin is not None and self.fin < self.debut:
            raise ValueError("une étape finit après son début")
        if any(m and m.maximum for m in (self.max_par_prise, self.max_par_24h, self.max_total)):
            raise ValueError("un maximum est une seule quantité")


@dataclass(frozen=True, slots=True)
class Posologie:
    """The posology of a line: its steps, or a free text that no control can read."""

    etapes: tuple[EtapePosologie, ...] = ()
    texte_libre: str = ""

    def __post_init__(self) -> None:
        if bool(self.etapes) == bool(self.texte_libre.strip()):
            raise ValueError("une posologie est structurée ou en texte libre")

    @property
    def is_structuree(self) -> bool:
        """Tell whether the controls can read it."""
        return bool(self.etapes)


def add_duree(debut: date, duree: Duree) -> date:
    """Return the last day of a treatment started on ``debut``: 7 days from the 1st end on the 7th."""
    return debut + timedelta(days=max(0, int(duree.jours.to_integral_value(rounding="ROUND_CEILING")) - 1))
