"""The agenda as iCalendar (RFC 5545), in and out, by the ``icalendar`` library.

Going out, an appointment says its time and reason, and the patient's name only when asked: calendars end up
in telephones. Coming in, recurring events are unrolled over a bounded time.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

import icalendar
from dateutil.rrule import rrule, rrulestr

from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.usecases.errors import ReponseInvalide

TAILLE_MAXIMALE = 5_000_000
OCCURRENCES_MAXIMALES = 20_000
_FREQUENCES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_ANCIENNETE = timedelta(days=40 * 366)
_PARIS = ZoneInfo("Europe/Paris")


def write_calendar(rendez_vous: Iterable[RendezVous], nom: Callable[[UUID], str] = lambda _id: "") -> bytes:
    """Return the calendar of some appointments; ``nom`` gives what may be shown of a patient."""
    calendrier = icalendar.Calendar()
    calendrier.add("prodid", "-//Ambroise//Agenda//FR")
    calendrier.add("version", "2.0")
    for rdv in rendez_vous:
        evenement = icalendar.Event()
        evenement.add("uid", f"{rdv.id}@ambroise")
        evenement.add("dtstamp", rdv.debut.astimezone(UTC))
        evenement.add("dtstart", rdv.debut.astimezone(UTC))
        evenement.add("dtend", rdv.fin.astimezone(UTC))
        qui = nom(rdv.patient_id) if rdv.patient_id else ""
        evenement.add("summary", " – ".join(filter(None, (qui, rdv.motif))) or "Rendez-vous")
        evenement.add("status", "CANCELLED" if rdv.etat is EtatRendezVous.ANNULE else "CONFIRMED")
        evenement.add("class", "PRIVATE")
        calendrier.add_component(evenement)
    return bytes(calendrier.to_ical())


def read_calendar(octets: bytes, du: datetime, au: datetime) -> Sequence[RendezVous]:
    """Return the times a calendar takes between two instants, in order, without any patient.

    The same event always gets the same identifier, so that a second import changes rather than doubles.

    Raises:
        ReponseInvalide: no calendar, or one too large.
    """
    if len(octets) > TAILLE_MAXIMALE:
        raise ReponseInvalide("Ce calendrier est trop volumineux.", code="calendrier_illisible")
    try:
        calendrier = icalendar.Calendar.from_ical(octets)
        trouves = [r for e in calendrier.walk("VEVENT") for r in _occurrences(e, du, au)]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError) as erreur:
        raise ReponseInvalide(
            "Ce fichier n’est pas un calendrier lisible.",
            code="calendrier_illisible",
            remede="Exportez-le de nouveau au format iCalendar (.ics).",
        ) from erreur
    return sorted(trouves, key=lambda r: (r.debut, r.id))


def _occurrences(evenement: Any, du: datetime, au: datetime) -> Iterator[RendezVous]:
    if str(evenement.get("status", "")).upper() == "CANCELLED" or "dtstart" not in evenement:
        return
    debut = _instant(evenement.decoded("dtstart"))
    if "dtend" in evenement:
        duree = _instant(evenement.decoded("dtend")) - debut
    elif "duration" in evenement:
        duree = evenement.decoded("duration")
    else:
        duree = (
            timedelta(days=1)
            if not isinstance(evenement.decoded("dtstart"), datetime)
            else timedelta(minutes=15)
        )
    if duree <= timedelta(0):
        return
    uid, motif = str(evenement.get("uid", "")), str(evenement.get("summary", "")).strip()[:500]
    for instant in _starts(evenement, debut, du - duree, au):
        if instant < au and instant + duree > du:
            id_ = uuid5(NAMESPACE_URL, f"ical:{uid}:{instant.astimezone(UTC).isoformat()}")
            yield RendezVous(id_, instant, instant + duree, motif or "Occupé")


def _starts(evenement: Any, debut: datetime, du: datetime, au: datetime) -> Iterator[datetime]:
    if "rrule" not in evenement:
        yield debut
        return
    regle = evenement["rrule"]
    if isinstance(regle, list):
        regle = regle[0]
    exclus = {_instant(d.dt) for liste in _as_list(evenement.get("exdate")) for d in liste.dts}
    if str(regle.get("freq", [""])[0]).upper() not in _FREQUENCES:
        raise ValueError("fréquence")
    fuseau = debut.tzinfo
    if debut < du - _ANCIENNETE:
        raise ValueError("ancienneté")
    sans_fin = icalendar.vRecur({k: v for k, v in regle.items() if k.upper() not in ("COUNT", "UNTIL")})
    # Without an end of ours, a rule that never falls would be followed to the year 9999.
    fin = min([_instant(valeur) for valeur in regle.get("until", [])] + [au]).astimezone(fuseau)
    naif_debut, naive_fin = debut.replace(tzinfo=None), fin.replace(tzinfo=None)
    texte: bytes = cast(Any, sans_fin).to_ical()
    suite = rrulestr(texte.decode(), dtstart=naif_debut, ignoretz=True)
    if not isinstance(suite, rrule):
        raise ValueError("règle")
    combien = int(regle.get("count", [OCCURRENCES_MAXIMALES])[0])
    for rang, naif in enumerate(suite.replace(until=naive_fin)):
        if rang >= combien:
            return
        instant = naif.replace(tzinfo=fuseau)
        if rang >= OCCURRENCES_MAXIMALES:
            raise ValueError("occurrences")
        if instant >= du and instant not in exclus:
            yield instant


def _as_list(valeur: Any) -> list[Any]:
    if valeur is None:
        return []
    return valeur if isinstance(valeur, list) else [valeur]


def _instant(valeur: date | datetime) -> datetime:
    if not isinstance(valeur, datetime):
        return datetime.combine(valeur, time(), _PARIS)
    return valeur if valeur.tzinfo else valeur.replace(tzinfo=_PARIS)
