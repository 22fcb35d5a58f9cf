"""What identity asks of the outside beyond INSi: the symbols seen in a picture."""

from collections.abc import Sequence
from typing import Protocol


class PortSymboles(Protocol):
    """Reads and draws two-dimensional symbols."""

    def read_symbols(self, image: bytes) -> Sequence[bytes]:
        """Return the content of every symbol of a picture or a PDF. Raises ReponseInvalide."""

    def draw_datamatrix(self, contenu: str) -> bytes:
        """Return a PNG of an ECC 200 datamatrix with its quiet zone."""
