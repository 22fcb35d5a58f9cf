"""The day of an office: appointments, who waits since when, and the free time between them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class EtatRendezVous(StrEnum):
    """Where an appointment stands; the word is the one shown."""

    ATTENDU = "attendu"
    EN_SALLE = "en salle"
    EN_CONSULTATION = "en consultation"
    VU = "vu"
    A_FACTURER = "vu, à facturer"
    ANNULE = "annulé"
    ABSENT = "absent"


PASSES = frozenset(
    {EtatRendezVous.VU, EtatRendezVous.A_FACTURER, EtatRendezVous.ANNULE, EtatRendezVous.ABSENT}
)


LIBERES = frozenset({EtatRendezVous.ANNULE, EtatRendezVous.ABSENT})
"""The states that leave the time to another appointment."""


@dataclass(frozen=True)
class RendezVous:
    """One appointment; without ``patient_id`` it is a pause or a reserved time, said by ``motif``.

    ``praticien`` is whose agenda it stands in, ``type`` the key of a ``TypeRendezVous``, ``serie`` is shared
    by those that were given together, ``notes`` is for who receives: what to bring, whom to call.
    """

    id: UUID
    debut: datetime
    fin: datetime
    motif: str
    patient_id: UUID | None = None
    etat: EtatRendezVous = EtatRendezVous.ATTENDU
    arrive_le: datetime | None = None
    teleconsultation: bool = False
    praticien: str = ""
    lieu: str = ""
    type: str = ""
    serie: UUID | None = None
    notes: str = ""
    version: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        if self.debut.tzinfo is None or self.fin.tzinfo is None:
            raise ValueError("un rendez-vous porte son fuseau")
        if self.fin <= self.debut:
            raise ValueError("un rendez-vous finit après son début")

    @property
    def is_pause(self) -> bool:
        """Whether the time is kept for no patient."""
        return self.patient_id is None

    @property
    def is_libre(self) -> bool:
        """Whether it leaves its time to others."""
        return self.etat in LIBERES

    def attente(self, maintenant: datetime) -> timedelta | None:
        """Return for how long the patient has been waiting, None when not in the room."""
        if self.etat is not EtatRendezVous.EN_SALLE or self.arrive_le is None:
            return None
        return max(timedelta(0), maintenant - self.arrive_le)


@dataclass(frozen=True)
class CreneauLibre:
    """Time nobody has taken yet."""

    debut: datetime
    fin: datetime
    lieu: str = ""


def next_rendez_vous(rendez_vous: Sequence[RendezVous]) -> RendezVous | None:
    """Return whom to call: first in the room by appointment time, else the next expected."""
    for etat in (EtatRendezVous.EN_SALLE, EtatRendezVous.ATTENDU):
        prets = [r for r in rendez_vous if r.etat is etat and not r.is_pause]
        if prets:
            return min(prets, key=lambda r: r.debut)
    return None


def find_creneaux_libres(
    rendez_vous: Iterable[RendezVous],
    ouverture: datetime,
    fermeture: datetime,
    duree: timedelta,
    lieu: str = "",
) -> tuple[CreneauLibre, ...]:
    """Return the free times of one length of the day; a cancelled appointment frees its time.

    Raises:
        ValueError: a length that is not positive.
    """
    if duree <= timedelta(0):
        raise ValueError("un créneau a une durée positive")
    occupes = sorted(((r.debut, r.fin) for r in rendez_vous if not r.is_libre), key=lambda o: o[0])
    libres: list[CreneauLibre] = []
    debut = ouverture
    for occupe_debut, occupe_fin in (*occupes, (fermeture, fermeture)):
        while debut + duree <= min(occupe_debut, fermeture):
            libres.append(CreneauLibre(debut, debut + duree, lieu))
            debut += duree
        debut = max(debut, occupe_fin)
    return tuple(libres)


def find_conflits(
    rendez_vous: Sequence[RendezVous],
    voisins: Sequence[RendezVous] = (),
    salles: Collection[str] = (),
) -> dict[UUID, tuple[str, ...]]:
    """Return, by appointment, the sentences that say with what it collides.

    ``voisins`` are those of the other agendas of the office: one patient cannot be with two of them at once,
    nor two patients in one of the ``salles``, which hold one appointment at a time.
    """
    tenus = sorted((r for r in (*rendez_vous, *voisins) if not r.is_libre), key=lambda r: (r.debut, r.id))
    phrases: dict[UUID, list[str]] = {}
    encours: list[RendezVous] = []
    for rdv in tenus:
        encours = [autre for autre in encours if autre.fin > rdv.debut]
        for autre in encours:
            for un, avec in ((rdv, autre), (autre, rdv)):
                phrase = _collision(un, avec, salles)
                if phrase and un.etat not in PASSES:
                    phrases.setdefault(un.id, []).append(phrase)
        encours.append(rdv)
    return {rdv.id: tuple(phrases[rdv.id]) for rdv in rendez_vous if rdv.id in phrases}


def find_ailleurs(
    rendez_vous: Iterable[RendezVous],
    ouvertures: Sequence[tuple[str, datetime, datetime]],
    salles: Collection[str] = (),
) -> dict[UUID, str]:
    """Return, by appointment, the sentence that says the practitioner receives at another place at that time.

    A room belongs to every place; a time outside of the opening hours is nowhere in particular.
    """
    phrases = {}
    for rdv in rendez_vous:
        if not rdv.lieu or rdv.lieu in salles or rdv.is_libre:
            continue
        lieux = [lieu for lieu, debut, fin in ouvertures if debut < rdv.fin and rdv.debut < fin]
        if any(lieux) and rdv.lieu not in lieux:
            phrases[rdv.id] = (
                f"Donné à «\u00a0{rdv.lieu}\u00a0», pendant les heures à «\u00a0{lieux[0]}\u00a0»"
            )
    return phrases


def _collision(un: RendezVous, avec: RendezVous, salles: Collection[str]) -> str:
    debut, fin = avec.debut.astimezone(), avec.fin.astimezone()
    quand = f"de {debut:%H:%M} à {fin:%H:%M}"
    if un.praticien == avec.praticien:
        if avec.is_pause:
            return f"Pendant «\u00a0{avec.motif}\u00a0», {quand}"
        return f"En même temps qu’un autre rendez-vous, {quand}"
    if un.patient_id is not None and un.patient_id == avec.patient_id:
        return f"Ce patient a un autre rendez-vous au cabinet {quand}"
    if un.lieu in salles and un.lieu == avec.lieu:
        return f"«\u00a0{un.lieu}\u00a0» est déjà occupée {quand}"
    return ""
