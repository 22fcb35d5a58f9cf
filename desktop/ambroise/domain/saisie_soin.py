"""Read an act of care typed in one line: ``pansement jambe droite 1/2j 7h30 3s``, ``pilulier lun 8h 3m``.

What is not a rhythm, an hour, a length or a code of act is the name of the act; words in brackets are its
precision. A line that does not say until when, or says two things at once, is refused with a sentence.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Final
from uuid import UUID

from ambroise.domain.plan_soins import ActePlan
from ambroise.domain.posologie_valeurs import flatten
from ambroise.domain.regles_delivrance import add_mois

LONGUEUR_MAXIMALE: Final = 300
JOURS_MAXIMUM: Final = 366
"""An order of nurse acts runs a year at most."""
FOIS_MAXIMUM: Final = 6

HEURES: Final = {
    1: (time(8),),
    2: (time(8), time(18)),
    3: (time(8), time(12), time(18)),
    4: (time(8), time(12), time(18), time(21)),
}
"""The hours of an act of which only the number a day is said."""
_MOMENTS: Final = {"matin": time(8), "midi": time(12), "soir": time(18), "coucher": time(21)}
_JOURS: Final = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_NOMS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


class SoinIllisible(ValueError):
    """A line that cannot be read; the message is the French sentence to show."""


@dataclass
class _Lu:
    """What was found so far."""

    jour: date
    heures: list[time] = field(default_factory=list)
    jours: set[int] = field(default_factory=set)
    sauf: set[int] = field(default_factory=set)
    tous_les: int | None = None
    fois: int | None = None
    du: date | None = None
    au: date | None = None
    duree: tuple[int, str] | None = None
    nombre: int | None = None
    precision: str = ""
    cotation: str = ""


def parse_soin(texte: str, jour: date, id_: UUID) -> ActePlan:
    """Return the act typed.

    Args:
        texte: the line.
        jour: the first day of care when the line says none.

    Raises:
        SoinIllisible: with a French sentence.
    """
    if len(texte) > LONGUEUR_MAXIMALE:
        raise SoinIllisible("Cette ligne est trop longue pour être un soin.")
    lu = _Lu(jour)
    reste, plat = texte, flatten(texte)
    for motif, read in _MOTIFS:
        while found := motif.search(plat):
            read(lu, found, reste[found.start() : found.end()])
            vide = " " * (found.end() - found.start())
            reste = reste[: found.start()] + vide + reste[found.end() :]
            plat = plat[: found.start()] + vide + plat[found.end() :]
    libelle = re.sub(r"\s+", " ", reste).strip(" ,;:.-–")
    if not libelle:
        raise SoinIllisible("Quel soin\u202f?")
    du = lu.du or jour
    jours = tuple(sorted(lu.jours or (set(range(1, 8)) - lu.sauf if lu.sauf else set())))
    return ActePlan(
        id_,
        libelle[0].upper() + libelle[1:],
        _hours(lu),
        du,
        _end(lu, du, jours),
        jours,
        lu.tous_les or 1,
        lu.precision,
        lu.cotation,
    )


def render_rythme(acte: ActePlan) -> str:
    """Return « tous les 2 jours à 7 h 30 », « lundi et jeudi à 8 h »."""
    if acte.jours:
        jours = _several([_NOMS[jour - 1] for jour in acte.jours])
        manque = set(range(1, 8)) - set(acte.jours)
        if len(manque) == 1:
            jours = f"tous les jours sauf le {_NOMS[min(manque) - 1]}"
    elif acte.tous_les == 1:
        jours = "tous les jours"
    else:
        jours = f"tous les {acte.tous_les}\u00a0jours"
    return f"{jours} à {_several([render_heure(heure) for heure in acte.heures])}"


def render_heure(heure: time) -> str:
    """Return « 7 h 30 », « 8 h »."""
    return f"{heure.hour}\u00a0h" + (f"\u00a0{heure.minute:02d}" if heure.minute else "")


def write_soin(acte: ActePlan) -> str:
    """Return the line that :func:`parse_soin` reads back as this act."""
    mots = [acte.libelle]
    if acte.precision:
        mots.append(f"({acte.precision})")
    if acte.cotation:
        mots.append(acte.cotation)
    if acte.jours:
        mots += [_JOURS[jour - 1] for jour in acte.jours]
    elif acte.tous_les > 1:
        mots.append(f"1/{acte.tous_les}j")
    mots += [f"{heure:%Hh%M}" for heure in acte.heures]
    return " ".join((*mots, f"du {acte.du:%d/%m/%Y} au {acte.au:%d/%m/%Y}"))


def _several(mots: list[str]) -> str:
    return mots[0] if len(mots) == 1 else ", ".join(mots[:-1]) + f" et {mots[-1]}"


def _hours(lu: _Lu) -> tuple[time, ...]:
    heures = tuple(sorted(set(lu.heures)))
    if lu.fois is None:
        return heures or HEURES[1]
    if heures and len(heures) != lu.fois:
        raise SoinIllisible("Le nombre de fois par jour et les heures ne vont pas ensemble.")
    if not heures and lu.fois not in HEURES:
        raise SoinIllisible(f"{lu.fois} fois par jour\u00a0: dites à quelles heures.")
    return heures or HEURES[lu.fois]


def _end(lu: _Lu, du: date, jours: tuple[int, ...]) -> date:
    dits = [valeur for valeur in (lu.au, lu.duree, lu.nombre) if valeur is not None]
    if not dits:
        raise SoinIllisible("Jusqu’à quand\u202f? Tapez 10j, 3s, 3m, x10 ou une date.")
    if len(dits) > 1:
        raise SoinIllisible("La durée est dite deux fois.")
    fin = _said_end(lu, du, jours)
    if fin < du:
        raise SoinIllisible("La fin précède le début.")
    if (fin - du).days > JOURS_MAXIMUM:
        raise SoinIllisible("Une prescription de soins ne dépasse pas un an.")
    return fin


def _said_end(lu: _Lu, du: date, jours: tuple[int, ...]) -> date:
    if lu.au is not None:
        return lu.au
    if lu.duree is not None:
        return _after(du, *lu.duree)
    assert lu.nombre is not None
    return _nth(du, jours, lu.tous_les or 1, lu.nombre)


def _after(du: date, nombre: int, unite: str) -> date:
    if nombre < 1 or nombre > JOURS_MAXIMUM:
        raise SoinIllisible("Cette durée n’est pas celle d’un soin.")
    fin = add_mois(du, nombre) if unite == "m" else du + timedelta(days=nombre * (7 if unite == "s" else 1))
    return fin - timedelta(days=1)


def _nth(du: date, jours: tuple[int, ...], tous_les: int, nombre: int) -> date:
    """Return the day of the last of a number of acts."""
    if not 1 <= nombre <= JOURS_MAXIMUM:
        raise SoinIllisible("Ce nombre de soins n’est pas compris.")
    if not jours:
        return du + timedelta(days=tous_les * (nombre - 1))
    le = du - timedelta(days=1)
    while nombre:
        le += timedelta(days=1)
        nombre -= le.isoweekday() in jours
    return le


def _read_precision(lu: _Lu, _found: re.Match[str], mots: str) -> None:
    lu.precision = mots.strip("() ")


def _read_cotation(lu: _Lu, found: re.Match[str], _mots: str) -> None:
    lu.cotation = f"{found['lettre'].upper()} {found['coef'].replace('.', ',')}"


def _read_every(lu: _Lu, found: re.Match[str], _mots: str) -> None:
    if lu.tous_les is not None:
        raise SoinIllisible("Le rythme est dit deux fois.")
    mots = found["n"] or found["m"] or found["sur"]
    lu.tous_les = 2 if mots == "deux" else int(mots)
    if not 1 <= lu.tous_les <= 90:
        raise SoinIllisible("Ce rythme n’est pas compris.")


def _read_daily(lu: _Lu, _found: re.Match[str], _mots: str) -> None:
    lu.tous_les = 1


def _read_times(lu: _Lu, found: re.Match[str], _mots: str) -> None:
    lu.fois = int(found["n"])
    if not 1 <= lu.fois <= FOIS_MAXIMUM:
        raise SoinIllisible("Un soin se fait de 1 à 6 fois par jour.")


def _read_hour(lu: _Lu, found: re.Match[str], mots: str) -> None:
    try:
        lu.heures.append(time(int(found["h"]), int(found["min"] or 0)))
    except ValueError:
        raise SoinIllisible(f"«\u00a0{mots.strip()}\u00a0» n’est pas une heure.") from None


def _read_moment(lu: _Lu, found: re.Match[str], _mots: str) -> None:
    lu.heures.append(_MOMENTS[found["moment"]])


def _read_except(lu: _Lu, found: re.Match[str], _mots: str) -> None:
    lu.sauf.add(_JOURS.index(found["jour"][:3]) + 1)


def _read_weekday(lu: _Lu, found: re.Match[str], _mots: str) -> None:
    if lu.tous_les not in (None, 1):
        raise SoinIllisible("Le rythme est dit deux fois.")
    lu.jours.add(_JOURS.index(found["jour"][:3]) + 1)


def _read_date(nom: str) -> Callable[[_Lu, re.Match[str], str], None]:
    def read(lu: _Lu, found: re.Match[str], mots: str) -> None:
        if getattr(lu, nom) is not None:
            raise SoinIllisible("La même date est dite deux fois.")
        annee = int(found["annee"] or lu.jour.year)
        mois, jour = int(found["mois"]), int(found["jour"])
        if nom == "au" and not found["annee"] and (mois, jour) < (lu.jour.month, lu.jour.day):
            annee += 1
        try:
            setattr(lu, nom, date(annee + 2000 if annee < 100 else annee, mois, jour))
        except ValueError:
            raise SoinIllisible(f"«\u00a0{mots.strip()}\u00a0» n’est pas une date.") from None

    return read


def _read_length(lu: _Lu, found: re.Match[str], _mots: str) -> None:
    if lu.duree is not None:
        raise SoinIllisible("La durée est dite deux fois.")
    lu.duree = int(found["n"]), found["unite"][0]


def _read_count(lu: _Lu, found: re.Match[str], _mots: str) -> None:
    lu.nombre = int(found["n"] or found["m"])


_DATE: Final = r"(?P<jour>\d{1,2})/(?P<mois>\d{1,2})(?:/(?P<annee>\d{4}|\d{2}))?(?!\d)"
_NOM_JOUR: Final = (
    r"(?P<jour>lun(?:di)?s?|mar(?:di)?s?|mer(?:credi)?s?|jeu(?:di)?s?|ven(?:dredi)?s?|sam(?:edi)?s?"
    r"|dim(?:anche)?s?)\b"
)
_Read = Callable[[_Lu, re.Match[str], str], None]
_MOTIFS: Final[tuple[tuple[re.Pattern[str], _Read], ...]] = tuple(
    (re.compile(motif, re.ASCII), read)
    for motif, read in (
        (r"\([^()]*\)", _read_precision),
        (
            r"\b(?P<lettre>ami|amx|ais|bsa|bsb|bsc|di|tla|mci|mau)\s?(?P<coef>\d(?:[.,]\d{1,2})?)(?!\d|/|j\b|h)",
            _read_cotation,
        ),
        (r"\b(?:a partir )?du " + _DATE, _read_date("du")),
        (r"\b(?:jusqu.?au|au) " + _DATE, _read_date("au")),
        (
            r"\btous les (?P<n>\d+) ?j(?:ours?)?\b|\b1/(?P<m>\d+) ?j(?:ours?)?\b"
            r"|\b(?:un|1) jour sur (?P<sur>deux|\d+)\b",
            _read_every,
        ),
        (r"\b(?:tous les jours|tlj|chaque jour)\b", _read_daily),
        (r"\b(?P<n>\d+)(?: ?/ ?j(?:our)?\b| fois par jour\b)", _read_times),
        (r"\bsauf (?:les? )?" + _NOM_JOUR + r"(?: et (?:jours )?feries)?", _read_except),
        (r"\b(?P<n>\d+) (?:fois|seances|passages|actes)\b|\bx ?(?P<m>\d+)\b", _read_count),
        (r"\b(?:pendant |pour )?(?P<n>\d+) ?(?P<unite>jours?|semaines?|mois|j|s|m)\b", _read_length),
        (r"\b(?:et |a )?(?P<h>\d{1,2}) ?h(?: ?(?P<min>\d{2}))?\b", _read_hour),
        (r"\b(?:et |le |au )?(?P<moment>matin|midi|soir|coucher)\b", _read_moment),
        (r"\b(?:et )?(?:les? )?" + _NOM_JOUR, _read_weekday),
    )
)
"""In the order they are looked for: what holds digits of its own before what is only digits and a letter."""
