"""What identity asks of the outside: INSi, and the symbols seen in a picture."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

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
    echanges: tuple[EchangeBrut, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class InsAbsente:
    """INSi knows nobody of these traits (code 01)."""

    appels: int = 1
    libelle: str = ""
    echanges: tuple[EchangeBrut, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class InsMultiple:
    """INSi knows several persons of these traits (code 02): complete the given names, then the COG."""

    appels: int = 1
    libelle: str = ""
    echanges: tuple[EchangeBrut, ...] = field(default=(), compare=False)


ResultatInsi = InsTrouvee | InsAbsente | InsMultiple


class PortInsi(Protocol):
    """The INSi téléservice."""

    def find_identite(self, traits: TraitsIdentite) -> ResultatInsi:
        """Raises a ServiceError."""
