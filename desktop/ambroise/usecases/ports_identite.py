"""What identity asks of the outside beyond INSi: birth places, and the symbols seen in a picture."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from ambroise.domain.lieu import Lieu


class PortLieux(Protocol):
    """The code officiel géographique."""

    def find(self, code: str, naissance: date | None = None) -> Lieu | None:
        """Return the place of a code as it was named on a day; ``None`` when our lists do not know it."""

    def search(self, texte: str, naissance: date | None = None, limite: int = 20) -> Sequence[Lieu]:
        """Find places by the beginning of a name, a code or a postal code; those in force that day first."""


class PortSymboles(Protocol):
    """Reads and draws two-dimensional symbols."""

    def read_symbols(self, image: bytes) -> Sequence[bytes]:
        """Return the content of every symbol of a picture or a PDF. Raises ReponseInvalide."""

    def draw_datamatrix(self, contenu: str) -> bytes:
        """Return a PNG of an ECC 200 datamatrix with its quiet zone."""
