"""What the agenda asks of the store: the appointments, and what the office decided of its agendas."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from ambroise.domain.agenda import RendezVous
from ambroise.domain.reglage_agenda import ReglageAgenda


class RendezVousRepository(Protocol):
    """The agendas of the practitioners."""

    def save(self, rendez_vous: RendezVous) -> RendezVous:
        """Write an appointment (version 0) or its next version, and return it.

        Raises CreneauOccupe when another one of this practitioner holds that time, ConflitVersion.
        """

    def get(self, id_: UUID) -> RendezVous:
        """Raises Introuvable."""

    def list(self, du: datetime, au: datetime, praticien: str | None = None) -> Sequence[RendezVous]: ...

    def in_salle(self, salle: str, du: datetime, au: datetime) -> Sequence[RendezVous]:
        """Return what holds a room then; another seat that asks waits until this one has written."""

    def serie(self, id_: UUID) -> Sequence[RendezVous]:
        """Return the appointments given together, in order."""

    def praticiens(self) -> Sequence[str]:
        """Return whose agendas hold something, now or before."""


class ReglageAgendaRepository(Protocol):
    """What the office, and each practitioner, decided of the agendas."""

    def get(self, praticien: str) -> ReglageAgenda:
        """Return the settings of an agenda, of the office when nobody is named; empty before any."""

    def save(self, reglage: ReglageAgenda) -> ReglageAgenda:
        """Raises ConflitVersion."""
