"""What identity asks of the outside: INSi, and the symbols seen in a picture."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from ambroise.domain.entrees import EchangeInsi
from ambroise.domain.identite import IdentiteIns, TraitsIdentite


class PortSymboles(Protocol):
    """Reads and draws two-dimensional symbols."""

    def read_symbols(self, image: bytes) -> Sequence[bytes]:
        """Return the content of every symbol of a picture or a PDF. Raises ReponseInvalide."""

    def draw_datamatrix(self, contenu: str) -> bytes:
        """Return a PNG of an ECC 200 datamatrix with its quiet zone."""


@dataclass(frozen=True)
class EchangeBrut:
    """One call to INSi, as it went over the wire."""

    requete: bytes = field(repr=False)
    reponse: bytes = field(repr=False)


@dataclass(frozen=True)
class InsTrouvee:
    """INSi knows exactly one person of these traits; ``appels`` requests were needed."""

    identite: IdentiteIns
    appels: int = 1
    libelle: str = ""


@dataclass(frozen=True)
class InsAbsente:
    """INSi knows nobody of these traits (code 01)."""

    appels: int = 1
    libelle: str = ""


@dataclass(frozen=True)
class InsMultiple:
    """INSi knows several persons of these traits (code 02): complete the given names, then the COG."""

    appels: int = 1
    libelle: str = ""


ResultatInsi = InsTrouvee | InsAbsente | InsMultiple


class PortInsi(Protocol):
    """The INSi téléservice."""

    def find_identite(
        self, traits: TraitsIdentite, on_echange: Callable[[EchangeBrut], None] = lambda _: None
    ) -> ResultatInsi:
        """Search by traits; ``on_echange`` is given every call, a failed one too. Raises a ServiceError."""


class EchangeInsiRepository(Protocol):
    """What the machine asked INSi on its own: kept for a time, never part of the file."""

    def add(self, echange: EchangeInsi) -> None: ...

    def list(self, patient_id: UUID) -> Sequence[EchangeInsi]:
        """Those of a file and of those it absorbed, newest first."""

    def purge(self, avant: datetime) -> None:
        """Forget those older than an instant."""
