"""What the agenda needs: the days of the agendas chosen, and what may be done there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from ambroise.domain.agenda import CreneauLibre, EtatRendezVous, RendezVous
from ambroise.domain.reglage_agenda import ReglageAgenda
from ambroise.ui.journee.place import Recherche
from ambroise.ui.journee.ports import RendezVousDuJour
from ambroise.usecases.agenda import NouveauRendezVous
from ambroise.usecases.agendas import Agenda, JourAgenda
from ambroise.usecases.edition_agenda import Edition
from ambroise.usecases.import_agenda import ApercuImport, BilanAgenda
from ambroise.usecases.ports import ResultatPatient
from ambroise.usecases.suite_agenda import Deplace


@dataclass(frozen=True)
class ColonneAgenda:
    """A day of one practitioner, with the names of who comes."""

    jour: JourAgenda
    entrees: tuple[RendezVousDuJour, ...] = ()
    ailleurs: frozenset[UUID] = frozenset()
    """The appointments that stand at another place than the one chosen."""


@dataclass(frozen=True)
class AgendaCharge:
    """All that the agenda shows."""

    agendas: tuple[Agenda, ...]
    cabinet: ReglageAgenda
    colonnes: tuple[ColonneAgenda, ...] = ()


class PortAgenda(Protocol):
    """The agendas of the office, as the screen asks them."""

    def read(self, jours: Sequence[date], praticiens: Sequence[str]) -> AgendaCharge:
        """Return these days of these agendas; nobody named is one's own, or the first one."""

    def search(self, texte: str) -> Sequence[ResultatPatient]: ...

    def give(self, nouveau: NouveauRendezVous) -> Sequence[UUID]:
        """Write an appointment or a whole series. Raises CreneauOccupe: then nothing is written."""

    def move(
        self, vu: RendezVous, debut: datetime, fin: datetime, praticien: str, *, malgre_salle: bool = False
    ) -> RendezVous:
        """Put an appointment, as it was seen, elsewhere. Raises CreneauOccupe, AmbroiseError."""

    def edit(self, demande: Edition) -> Sequence[Deplace]:
        """Write what changed. Raises CreneauOccupe, SalleOccupee, ConflitVersion, AmbroiseError."""

    def set_etat(self, rendez_vous_id: UUID, etat: EtatRendezVous, *, malgre_salle: bool = False) -> None:
        """Say where it stands. Raises CreneauOccupe, SalleOccupee."""

    def cancel(self, ids: Sequence[UUID]) -> None: ...

    def restore(self, ids: Sequence[UUID], *, malgre_salle: bool = False) -> None:
        """Put cancelled appointments back. Raises CreneauOccupe, SalleOccupee."""

    def following(self, rendez_vous_id: UUID) -> Sequence[UUID]:
        """Return this appointment and those of its series that follow it."""

    def move_following(self, modele: Deplace, *, malgre_salle: bool = False) -> Sequence[Deplace]:
        """Change the rest of a series as one of it was. Raises CreneauOccupe, SalleOccupee."""

    def put_back(self, deplaces: Sequence[Deplace]) -> None:
        """Put appointments back where they were. Raises CreneauOccupe, AmbroiseError."""

    def next_free(self, voulu: Recherche) -> CreneauLibre:
        """Return the first free time that suits. Raises AmbroiseError."""

    def block(self, du: date, au: date, motif: str, praticien: str) -> UUID:
        """Keep whole days for no patient. Raises CreneauOccupe."""

    def reglage(self, praticien: str) -> ReglageAgenda: ...
    def save_reglage(self, reglage: ReglageAgenda) -> ReglageAgenda: ...

    def preview(self, chemin: Path, praticien: str) -> ApercuImport:
        """Read a calendar without writing anything. Raises AmbroiseError."""

    def bring_in(self, apercu: ApercuImport) -> BilanAgenda:
        """Write what the preview found new or changed."""

    def write_out(self, chemin: Path, du: date, au: date, praticien: str, *, noms: bool) -> int:
        """Write a calendar and return how many appointments it holds. Raises AmbroiseError."""

    def print_day(self, jour: date, praticiens: Sequence[str]) -> bytes:
        """Return the pages of a day, as PDF."""
