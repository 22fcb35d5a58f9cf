"""Where a secure sheet wants the number of its lines (CSP R5132-5): each supplier has its own place."""

import re
from dataclasses import dataclass

DISTANCE_MAXIMALE = 100
COTES = (8, 60)
CARRE_USUEL = "12 12 22"


@dataclass(frozen=True, slots=True)
class CarreSecurise:
    """The square of micro-letters, in millimetres from the right and lower edges of the paper."""

    droite: int
    bas: int
    cote: int


def parse_carre(texte: str) -> CarreSecurise | None:
    """Read « 12 12 22 »; None of an empty text: the number is then written by hand.

    Raises:
        ValueError: other than three distances that a sheet has; a French sentence.
    """
    if not texte.strip():
        return None
    lus = [int(n) for n in re.findall(r"\d{1,3}", texte)]
    if len(lus) != 3 or not re.fullmatch(r"[\d\s,;]+", texte):
        raise ValueError("trois nombres sont attendus, comme «\u00a012 12 22\u00a0».")
    droite, bas, cote = lus
    if max(droite, bas) > DISTANCE_MAXIMALE or not COTES[0] <= cote <= COTES[1]:
        raise ValueError(
            f"les distances vont jusqu’à {DISTANCE_MAXIMALE} mm, le côté de {COTES[0]} à {COTES[1]} mm."
        )
    return CarreSecurise(droite, bas, cote)
