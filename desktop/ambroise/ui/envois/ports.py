"""What following the outbox needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from ambroise.domain.envoi import Envoi


@dataclass(frozen=True)
class EnvoiSuivi:
    """A row of the outbox with the words people know it by."""

    envoi: Envoi
    nom: str = ""
    prenom: str = ""
    destinataire: str = ""
    remis_le: datetime | None = None


class Envois(Protocol):
    """The outbox as the user follows it."""

    def list(self) -> Sequence[EnvoiSuivi]: ...

    def retry(self, id_: UUID) -> Envoi:
        """Return the envoi as it is now: cancelled when it bore another INS than its patient's."""

    def cancel(self, id_: UUID) -> None: ...
