"""The words of a stored document, read once so that the search finds them, or why they cannot be read."""

import unicodedata
from dataclasses import dataclass
from enum import Enum
from typing import Final

TEXTE_MAXIMAL: Final = 100_000
"""Characters kept of a document, about forty pages of print: beyond, it is searched in part."""

TYPES_LUS: Final = ("application/pdf", "text/xml", "text/plain")
"""Types that hold words; a scanned picture holds none."""


class EtatTexte(Enum):
    """What was read of a document."""

    LU = "lu"
    PARTIEL = "lu en partie"
    SANS_TEXTE = "sans texte"
    PROTEGE = "protégé"
    ILLISIBLE = "illisible"


@dataclass(frozen=True)
class TexteDocument:
    """The words of a document; none unless it was read."""

    etat: EtatTexte
    texte: str = ""


@dataclass(frozen=True)
class BilanTextes:
    """How many stored documents are searched by their words, wait for it, or never will be."""

    lus: int = 0
    en_attente: int = 0
    sans_texte: int = 0
    illisibles: int = 0


def make_texte(mots: str, *, is_complet: bool = True) -> TexteDocument:
    """Return the text read, bounded and free of what no engine stores: controls, halves of characters."""
    propre = " ".join("".join(_clean(c) for c in mots[:TEXTE_MAXIMAL]).split())
    if not propre:
        return TexteDocument(EtatTexte.SANS_TEXTE)
    entier = is_complet and len(mots) <= TEXTE_MAXIMAL
    return TexteDocument(EtatTexte.LU if entier else EtatTexte.PARTIEL, propre)


def _clean(caractere: str) -> str:
    genre = unicodedata.category(caractere)
    if genre == "Cf":  # an optional hyphen stands inside a word
        return ""
    return " " if genre[0] == "C" else caractere
