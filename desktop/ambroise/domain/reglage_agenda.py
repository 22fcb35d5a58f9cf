"""What an office decides of its agendas: types of appointment, places, opening hours at each place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from ambroise.domain.horaires import Horaires, parse_horaires

MINUTES_MINIMALES, MINUTES_MAXIMALES = 5, 480


class Teinte(StrEnum):
    """The colour of a type of appointment, by the name of its token; red is kept for what is wrong."""

    ACCENT = "accent"
    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    SECONDARY = "secondary"


@dataclass(frozen=True)
class TypeRendezVous:
    """A kind of appointment: what it is called, how long it lasts, its colour."""

    cle: str
    nom: str
    minutes: int = 20
    teinte: Teinte = Teinte.ACCENT
    teleconsultation: bool = False

    def __post_init__(self) -> None:
        if not self.cle or not self.nom.strip():
            raise ValueError("Un type de rendez-vous porte un nom.")
        if not MINUTES_MINIMALES <= self.minutes <= MINUTES_MAXIMALES:
            raise ValueError(f"Un rendez-vous dure de {MINUTES_MINIMALES} à {MINUTES_MAXIMALES} minutes.")


TYPES_PROPOSES = (
    TypeRendezVous("consultation", "Consultation", 20, Teinte.ACCENT),
    TypeRendezVous("court", "Renouvellement", 15, Teinte.SUCCESS),
    TypeRendezVous("long", "Première consultation", 30, Teinte.INFO),
    TypeRendezVous("visite", "Visite à domicile", 30, Teinte.WARNING),
    TypeRendezVous("video", "Téléconsultation", 15, Teinte.INFO, teleconsultation=True),
)
"""Those an office starts with, until it writes its own."""


@dataclass(frozen=True)
class HorairesLieu:
    """The opening hours at one place, as they were typed; an empty place is anywhere."""

    lieu: str
    texte: str

    def __post_init__(self) -> None:
        parse_horaires(self.texte)

    @property
    def horaires(self) -> Horaires:
        """The hours understood."""
        return parse_horaires(self.texte)


@dataclass(frozen=True)
class ReglageAgenda:
    """The settings of one agenda, or of the whole office when ``praticien`` is empty.

    The office holds the types and the places, each practitioner his own hours.
    """

    praticien: str = ""
    types: tuple[TypeRendezVous, ...] = ()
    lieux: tuple[str, ...] = ()
    salles: tuple[str, ...] = ()
    """The rooms and machines of these places that hold one appointment at a time."""
    horaires: tuple[HorairesLieu, ...] = ()
    id: UUID | None = None
    version: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        cles = [t.cle for t in self.types]
        if len(cles) != len(set(cles)):
            raise ValueError("Deux types de rendez-vous portent la même clé.")

    @property
    def endroits(self) -> tuple[str, ...]:
        """Every place where an appointment may be given."""
        return tuple(dict.fromkeys((*self.lieux, *self.salles)))

    def find_type(self, cle: str) -> TypeRendezVous | None:
        """Return a type by its key, None when it was withdrawn or never given."""
        return next((t for t in self.types if t.cle == cle), None)


def open_times(horaires: Iterable[HorairesLieu], jour: date) -> Iterator[tuple[str, datetime, datetime]]:
    """Yield the place, the opening and the closing of each open part of a day."""
    for plage in horaires:
        for debut, fin in plage.horaires.plages(jour):
            yield plage.lieu, debut, fin
