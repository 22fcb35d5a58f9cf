"""What delivering asks: the outbox in the store, and who carries each type of envoi."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from ambroise.domain.envoi import Envoi, EnvoiNomme, EtatEnvoi


class EnvoiRepository(Protocol):
    """The outbox; ``take`` is atomic between threads, processes and seats."""

    def add(self, envoi: Envoi) -> None: ...
    def get(self, id_: UUID) -> Envoi: ...

    def list(
        self, etats: Iterable[EtatEnvoi] = (), limite: int | None = 500, patient_id: UUID | None = None
    ) -> Sequence[Envoi]: ...

    def list_named(self, patient_id: UUID | None = None, limite: int = 500) -> Sequence[EnvoiNomme]:
        """Return the newest first with the name of their patient, without their content; one query."""

    def take(self, maintenant: datetime, reprise_avant: datetime) -> Envoi | None:
        """Mark the next due envoi ``en_cours``, counting the try, and return it.

        An envoi left ``en_cours`` by a dead process since before ``reprise_avant`` is due again. An envoi
        whose ``apres`` is not ``remis`` is not due.
        """

    def save(self, envoi: Envoi) -> None:
        """Raises ConflitVersion."""

    def followers(self, id_: UUID) -> Sequence[Envoi]:
        """Envois that wait for this one to be ``remis``."""

    def next_due(self) -> datetime | None:
        """Return when the next waiting envoi becomes due, None when none waits for a date."""

    def count(self) -> dict[EtatEnvoi, int]: ...


class Transmetteur(Protocol):
    """Delivers the envois of one type."""

    def is_deja_recu(self, envoi: Envoi) -> bool:
        """Ask the receiver whether it holds this identifier already; asked before any second try.

        A receiver that cannot tell answers False. Raises a ServiceError.
        """

    def transmettre(self, envoi: Envoi) -> str:
        """Send and return the receiver's acknowledgement. Raises a ServiceError."""
