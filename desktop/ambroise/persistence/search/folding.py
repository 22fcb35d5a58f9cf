"""Reduce names to what people type: no case, no accent, no ligature, no punctuation."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i"})
_SEPARATEURS = re.compile(r"[\W_]+")


def fold(texte: str) -> str:
    """Return the words of a text, folded, separated by one space."""
    texte = unicodedata.normalize("NFKD", texte.lower().translate(_LIGATURES))
    texte = "".join(c for c in texte if not unicodedata.combining(c))
    return _SEPARATEURS.sub(" ", texte).strip()


def digits(texte: str) -> str:
    """Return the digits of a text."""
    return "".join(c for c in texte if c in "0123456789")
