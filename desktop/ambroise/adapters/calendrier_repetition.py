"""When an event of a calendar happens: its instants, its time zone, its repetitions, all bounded."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import icalendar
from dateutil.rrule import rrule, rrulestr

OCCURRENCES_MAXIMALES = 20_000
_FREQUENCES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_ANCIENNETE = timedelta(days=40 * 366)
_PARIS = ZoneInfo("Europe/Paris")


class EvenementRefuse(ValueError):
    """The event cannot be kept; the message is the sentence to show."""


def instant_of(evenement: Any, propriete: str) -> datetime:
    """Return a date or a time of an event; a floating time is that of Paris, a day begins at its midnight.

    Raises:
        EvenementRefuse: its time zone is unknown, and guessing the hour would be worse.
    """
    valeur = evenement.decoded(propriete)
    if isinstance(valeur, datetime):
        fuseau = str(evenement[propriete].params.get("TZID", ""))
        if valeur.tzinfo is None and fuseau:
            raise EvenementRefuse(f"Son fuseau horaire est inconnu\u00a0: «\u00a0{fuseau[:60]}\u00a0».")
        return valeur if valeur.tzinfo else valeur.replace(tzinfo=_PARIS)
    return datetime.combine(valeur, time(), _PARIS)


def starts(evenement: Any, debut: datetime, du: datetime, au: datetime) -> Iterator[datetime]:
    """Yield when a recurring event begins, from an instant to another.

    Raises:
        EvenementRefuse: a rule that would be followed too far.
    """
    regle = evenement["rrule"]
    if isinstance(regle, list):
        regle = regle[0]
    if str(regle.get("freq", [""])[0]).upper() not in _FREQUENCES:
        raise EvenementRefuse("Il se répète plus souvent que chaque jour.")
    if debut < du - _ANCIENNETE:
        raise EvenementRefuse("Il se répète depuis plus de quarante ans.")
    exclus = {_exact(d.dt) for liste in _as_list(evenement.get("exdate")) for d in liste.dts}
    fuseau = debut.tzinfo
    # Without an end of ours, a rule that never falls would be followed to the year 9999.
    fin = min([_exact(valeur) for valeur in regle.get("until", [])] + [au]).astimezone(fuseau)
    combien = int(regle["count"][0]) if "count" in regle else None
    for rang, naif in enumerate(_rule(regle, debut).replace(until=fin.replace(tzinfo=None))):
        if rang >= OCCURRENCES_MAXIMALES:
            raise EvenementRefuse("Il se répète trop souvent.")
        if rang == combien:
            return
        instant = naif.replace(tzinfo=fuseau)
        if instant >= du and instant not in exclus:
            yield instant


def _rule(regle: Any, debut: datetime) -> rrule:
    """Return the rule without its end, on the clock of its own time zone."""
    sans_fin = icalendar.vRecur({k: v for k, v in regle.items() if k.upper() not in ("COUNT", "UNTIL")})
    texte: bytes = cast(Any, sans_fin).to_ical()
    suite = rrulestr(texte.decode(), dtstart=debut.replace(tzinfo=None), ignoretz=True)
    if not isinstance(suite, rrule):
        raise EvenementRefuse("Sa règle de répétition ne se lit pas.")
    return suite


def _as_list(valeur: Any) -> list[Any]:
    if valeur is None:
        return []
    return valeur if isinstance(valeur, list) else [valeur]


def _exact(valeur: Any) -> datetime:
    """Return an end or an exception of a rule, a bare day being its midnight in Paris."""
    if not isinstance(valeur, datetime):
        return datetime.combine(valeur, time(), _PARIS)
    return valeur if valeur.tzinfo else valeur.replace(tzinfo=_PARIS)
