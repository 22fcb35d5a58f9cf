"""What the day needs: the agenda, what waits, the state of the seat."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Protocol
from uuid import UUID

from ambroise.domain.agenda import CreneauLibre, EtatRendezVous, RendezVous
from ambroise.domain.dossier import Allergie
from ambroise.domain.patient import Patient
from ambroise.domain.reglage_agenda import ReglageAgenda
from ambroise.ui.tokens import Tone
from ambroise.usecases.agenda import NouveauRendezVous
from ambroise.usecases.agendas import Agenda
from ambroise.usecases.edition_agenda import Edition
from ambroise.usecases.ports import ResultatPatient
from ambroise.usecases.suite_agenda import Deplace


@dataclass(frozen=True)
class RendezVousDuJour:
    """An appointment with the file it is for, None for a pause."""

    rendez_vous: RendezVous
    patient: Patient | None = None
    allergies: tuple[Allergie, ...] = ()
    ald: str = ""
    avec: str = ""
    """The practitioner, named where the list is that of several."""


class GenreTache(Enum):
    """What waits for the professional, the most dangerous first: icon and ink of its line."""

    ALERTE = ("octagon-alert", "danger")
    ENVOI_REFUSE = ("circle-x", "danger")
    IDENTITE = ("users", "warning")
    SAUVEGARDE = ("hard-drive", "warning")
    RESULTAT = ("flask-conical", "secondary")
    DOCUMENT = ("file-text", "secondary")
    RENOUVELLEMENT = ("refresh-cw", "secondary")
    ENVOI_EN_ATTENTE = ("clock", "secondary")

    def __init__(self, icone: str, ton: Tone) -> None:
        self.icone = icone
        self.ton = ton


@dataclass(frozen=True)
class TacheAFaire:
    """One line of « À faire »: of whom, what, since when, and the word of its one action."""

    cle: str
    genre: GenreTache
    objet: str
    detail: str = ""
    nom: str = ""
    prenom: str = ""
    le: datetime | None = None
    action: str = ""
    patient_id: UUID | None = None


@dataclass(frozen=True)
class JourneeChargee:
    """All that the home of the day shows."""

    jour: date
    rendez_vous: tuple[RendezVousDuJour, ...] = ()
    creneaux: tuple[CreneauLibre, ...] = ()
    taches: tuple[TacheAFaire, ...] = ()
    agendas: tuple[Agenda, ...] = ()
    cabinet: ReglageAgenda = field(default_factory=ReglageAgenda)


class AgendaDuJour(Protocol):
    """The day of the professional logged in."""

    def load(self, jour: date) -> JourneeChargee: ...
    def set_etat(self, rendez_vous_id: UUID, etat: EtatRendezVous, *, malgre_salle: bool = False) -> None:
        """Say where it stands. Raises CreneauOccupe, SalleOccupee."""

    def search(self, texte: str) -> Sequence[ResultatPatient]: ...

    def give(self, nouveau: NouveauRendezVous) -> Sequence[UUID]:
        """Write an appointment or a whole series. Raises CreneauOccupe: then nothing is written."""

    def cancel(self, ids: Sequence[UUID]) -> None: ...

    def move(self, vu: RendezVous, debut: datetime, *, malgre_salle: bool = False) -> RendezVous:
        """Put an appointment, as it was seen, at another time. Raises CreneauOccupe, SalleOccupee."""

    def edit(self, demande: Edition) -> Sequence[Deplace]:
        """Write what changed. Raises CreneauOccupe, SalleOccupee, ConflitVersion, AmbroiseError."""

    def put_back(self, deplaces: Sequence[Deplace]) -> None:
        """Put appointments back as they were. Raises CreneauOccupe, AmbroiseError."""

    def next_free(
        self, apres: datetime, duree: timedelta, praticien: str = "", lieu: str = ""
    ) -> CreneauLibre:
        """Return the first free time of a length, whatever the day. Raises AmbroiseError."""

    def block(self, du: date, au: date, motif: str = "") -> UUID:
        """Keep whole days for no patient. Raises CreneauOccupe."""
