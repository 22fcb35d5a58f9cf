"""The agenda as iCalendar (RFC 5545), in and out, by the ``icalendar`` library.

Going out, an appointment says its time and reason, and the patient's name only when asked: calendars end up
in telephones. Coming in, recurring events are unrolled over a bounded time, and an event that cannot be kept
is told with its reason while the others are.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import icalendar

from ambroise.adapters.calendrier_repetition import EvenementRefuse, instant_of, starts
from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.usecases.errors import ReponseInvalide
from ambroise.usecases.import_agenda import CalendrierLu, LigneRefusee

TAILLE_MAXIMALE = 5_000_000
COMPOSANTS_MAXIMAUX = 20_000
TOTAL_MAXIMAL = 20_000
_PROFONDEUR_MAXIMALE = 8
_BORNE = re.compile(rb"^(BEGIN|END):", re.MULTILINE | re.IGNORECASE)
_SUFFIXE = "@ambroise"
_ILLISIBLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)
"""What the library raises of values that are not those of the standard."""


def write_calendar(rendez_vous: Iterable[RendezVous], nom: Callable[[UUID], str] = lambda _id: "") -> bytes:
    """Return the calendar of some appointments; ``nom`` gives what may be shown of a patient."""
    calendrier = icalendar.Calendar()
    calendrier.add("prodid", "-//Ambroise//Agenda//FR")
    calendrier.add("version", "2.0")
    for rdv in rendez_vous:
        evenement = icalendar.Event()
        evenement.add("uid", f"{rdv.id}{_SUFFIXE}")
        evenement.add("dtstamp", rdv.debut.astimezone(UTC))
        evenement.add("dtstart", rdv.debut.astimezone(UTC))
        evenement.add("dtend", rdv.fin.astimezone(UTC))
        qui = nom(rdv.patient_id) if rdv.patient_id else ""
        evenement.add("summary", " – ".join(filter(None, (qui, rdv.motif))) or "Rendez-vous")
        if rdv.lieu:
            evenement.add("location", rdv.lieu)
        evenement.add("status", "CANCELLED" if rdv.etat is EtatRendezVous.ANNULE else "CONFIRMED")
        evenement.add("class", "PRIVATE")
        calendrier.add_component(evenement)
    return bytes(calendrier.to_ical())


def read_calendar(octets: bytes, du: datetime, au: datetime) -> CalendrierLu:
    """Return the times a calendar takes between two instants, in order, without any patient.

    The same event always gets the same identifier, so that a second import changes rather than doubles; what
    went out of here keeps the one it had.

    Raises:
        ReponseInvalide: no calendar, or one too large.
    """
    _check_size(octets)
    try:
        evenements = icalendar.Calendar.from_ical(octets).walk("VEVENT")
    except (*_ILLISIBLE, OSError) as erreur:  # a time zone is looked up as a file
        raise _unreadable("Ce fichier n’est pas un calendrier lisible.") from erreur
    rendez_vous: dict[UUID, RendezVous] = {}
    refus: list[LigneRefusee] = []
    deplaces = _overridden(evenements)
    for evenement in evenements:
        try:
            for rdv in _occurrences(evenement, du, au, deplaces):
                rendez_vous[rdv.id] = rdv
                if len(rendez_vous) > TOTAL_MAXIMAL:
                    raise _unreadable("Ce calendrier compte trop de rendez-vous.")
        except EvenementRefuse as raison:
            refus.append(LigneRefusee(_title(evenement), str(raison)))
        except _ILLISIBLE:
            refus.append(LigneRefusee(_title(evenement), "Cet événement ne se lit pas."))
    return CalendrierLu(tuple(sorted(rendez_vous.values(), key=lambda r: (r.debut, r.id))), tuple(refus))


def _check_size(octets: bytes) -> None:
    """Refuse what would take the library too long, before giving it anything."""
    if len(octets) > TAILLE_MAXIMALE:
        raise _unreadable("Ce calendrier est trop volumineux.")
    profondeur = composants = 0
    for borne in _BORNE.finditer(octets):
        ouvre = borne[1].upper() == b"BEGIN"
        composants += ouvre
        profondeur += 1 if ouvre else -1
        if profondeur > _PROFONDEUR_MAXIMALE:
            raise _unreadable("Ce fichier n’est pas un calendrier lisible.")
        if composants > COMPOSANTS_MAXIMAUX:
            raise _unreadable("Ce calendrier compte trop d’événements.")


def _unreadable(phrase: str) -> ReponseInvalide:
    return ReponseInvalide(
        phrase,
        code="calendrier_illisible",
        remede="Exportez de nouveau, au format iCalendar (.ics), une période plus courte.",
    )


def _title(evenement: Any) -> str:
    return str(evenement.get("summary", "")).strip()[:120] or "Sans titre"


def _overridden(evenements: Iterable[Any]) -> dict[str, set[datetime]]:
    """Return, by series, the occurrences that an event of their own replaces (RFC 5545 §3.8.4.4)."""
    deplaces: dict[str, set[datetime]] = {}
    for evenement in evenements:
        if "recurrence-id" in evenement:
            try:
                instant = instant_of(evenement, "recurrence-id")
            except _ILLISIBLE:
                continue  # told when the event itself is read
            deplaces.setdefault(str(evenement.get("uid", "")), set()).add(instant)
    return deplaces


def _occurrences(
    evenement: Any, du: datetime, au: datetime, deplaces: dict[str, set[datetime]]
) -> Iterator[RendezVous]:
    if "dtstart" not in evenement:
        raise EvenementRefuse("Il n’a pas de début.")
    if "rdate" in evenement:
        raise EvenementRefuse("Il a des dates ajoutées une à une, qui ne sont pas lues ici.")
    debut = instant_of(evenement, "dtstart")
    duree = _length(evenement, debut)
    uid = str(evenement.get("uid", ""))
    motif = str(evenement.get("summary", "")).strip()[:500] or "Occupé"
    annule = str(evenement.get("status", "")).upper() == "CANCELLED"
    etat = EtatRendezVous.ANNULE if annule else EtatRendezVous.ATTENDU
    for instant, cle in _instants(evenement, debut, du - duree, au, deplaces.get(uid, set())):
        if instant < au and instant + duree > du:
            yield RendezVous(_identifier(uid, cle), instant, instant + duree, motif, etat=etat)


def _instants(
    evenement: Any, debut: datetime, du: datetime, au: datetime, deplaces: set[datetime]
) -> Iterator[tuple[datetime, datetime | None]]:
    """Yield when an event happens, with what tells it from the others of its series."""
    if "recurrence-id" in evenement:
        yield debut, instant_of(evenement, "recurrence-id")
    elif "rrule" in evenement:
        yield from ((i, i) for i in starts(evenement, debut, du, au) if i not in deplaces)
    else:
        yield debut, None


def _length(evenement: Any, debut: datetime) -> timedelta:
    if "dtend" in evenement:
        duree = instant_of(evenement, "dtend") - debut
    elif "duration" in evenement:
        duree = evenement.decoded("duration")
    elif isinstance(evenement.decoded("dtstart"), datetime):
        duree = timedelta(minutes=15)
    else:
        duree = timedelta(days=1)
    if not isinstance(duree, timedelta) or duree <= timedelta(0):
        raise EvenementRefuse("Il finit avant de commencer.")
    return duree


def _identifier(uid: str, instant: datetime | None) -> UUID:
    if instant is None and uid.endswith(_SUFFIXE):
        try:
            return UUID(uid.removesuffix(_SUFFIXE))
        except ValueError:
            pass
    precision = instant.astimezone(UTC).isoformat() if instant is not None else ""
    return uuid5(NAMESPACE_URL, f"ical:{uid}:{precision}")
