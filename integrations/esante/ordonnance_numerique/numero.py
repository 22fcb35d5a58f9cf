"""The unique number of an ordonnance numérique, made by the prescriber's software and never by the server.

Public facts: 18 characters, four numbers written in base 32 and put end to end. The width and the meaning of
the four numbers, and a possible check digit, stand in SEL-SFG-023, which is not public; the two published
samples (``01S2TBPZ2JCNZZYGHZ``, ``03UE8SP00UGBYH4JF7``) show digits and capitals without I, L, O and Q. A
publisher's agreement therefore replaces :class:`RandomNumeroGenerator`, and nothing else.
"""

import re
import secrets
from collections.abc import Callable
from typing import NewType

from esante.errors import Malformed

NumeroOrdonnance = NewType("NumeroOrdonnance", str)

ALPHABET = "0123456789ABCDEFGHJKMNPRSTUVWXYZ"
"""The 32 characters seen in the published samples."""

LENGTH = 18

_NUMERO = re.compile(r"[0-9A-Z]{18}")


class RandomNumeroGenerator:
    """Ninety random bits in base 32: two of our numbers never meet, and none tells anything about the
    patient."""

    def __init__(self, draw: Callable[[int], int] = secrets.randbelow) -> None:
        self._draw = draw

    def __call__(self) -> NumeroOrdonnance:
        return NumeroOrdonnance("".join(ALPHABET[self._draw(len(ALPHABET))] for _ in range(LENGTH)))


def parse_numero(text: str) -> NumeroOrdonnance:
    """Read a number typed by hand or scanned: spaces are dropped, letters become capitals.

    Raises:
        Malformed: not 18 digits or unaccented letters.
    """
    compact = "".join(text.split()).upper()
    if not _NUMERO.fullmatch(compact):
        raise Malformed("numéro d’ordonnance numérique illisible\u00a0: 18 chiffres ou lettres attendus")
    return NumeroOrdonnance(compact)
