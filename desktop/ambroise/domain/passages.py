"""What a search in the notes finds: the passage, with the words searched marked as they were written."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import islice
from typing import Final
from uuid import UUID

from ambroise.domain.phonetique import fold

LARGEUR: Final = 140
"""Characters of an excerpt, about."""

TROUVES_MAXIMAUX: Final = 500
"""Words found that are looked at: a common one stands thousands of times in a long document."""

_MOT: Final = re.compile(r"\w+")


class GenrePassage(Enum):
    """Where words are written."""

    CONSULTATION = "Consultation"
    DOCUMENT = "Document"
    COURRIER = "Courrier"
    SUIVI = "Suivi"


@dataclass(frozen=True)
class FiltrePassages:
    """What a search keeps; nothing chosen keeps everything. ``auteur`` is an account."""

    genre: GenrePassage | None = None
    depuis: date | None = None
    auteur: str = ""


SANS_FILTRE: Final = FiltrePassages()


@dataclass(frozen=True)
class Passage:
    """One text that holds every word searched."""

    objet_id: UUID
    patient_id: UUID | None
    genre: GenrePassage
    le: date | None
    titre: str
    texte: str
    auteur: str


@dataclass(frozen=True)
class Morceau:
    """A piece of an excerpt; ``trouve`` when it begins with a word searched."""

    texte: str
    trouve: bool = False


def is_matching(texte: str, recherche: str) -> bool:
    """Whether a text holds every word typed, as the beginning of one of its own."""
    mots = fold(texte).split()
    return all(any(mot.startswith(debut) for mot in mots) for debut in fold(recherche).split())


def excerpt(texte: str, recherche: str, largeur: int = LARGEUR) -> tuple[Morceau, ...]:
    """Return the part of a text where the words searched stand closest, on one line, each of them marked."""
    ligne = " ".join(texte.split())
    debuts = tuple(fold(recherche).split())
    mots = (mot.span() for mot in _MOT.finditer(ligne) if debuts and _begins(mot.group(), debuts))
    trouves = list(islice(mots, TROUVES_MAXIMAUX))
    debut, fin = _window(ligne, trouves, largeur)
    morceaux = [Morceau("…")] if debut else []
    position = debut
    for a, b in trouves:
        if debut <= a and b <= fin:
            morceaux += [Morceau(ligne[position:a]), Morceau(ligne[a:b], trouve=True)]
            position = b
    morceaux.append(Morceau(ligne[position:fin] + ("…" if fin < len(ligne) else "")))
    return tuple(morceau for morceau in morceaux if morceau.texte)


def _begins(mot: str, debuts: tuple[str, ...]) -> bool:
    """Whether a word, as written, begins with one searched; most are told by their first letter alone."""
    premiere = fold(mot[0])[:1]
    if premiere and "_" not in mot and not any(debut[0] == premiere for debut in debuts):
        return False
    return any(partie.startswith(debuts) for partie in fold(mot).split())


def _window(ligne: str, trouves: list[tuple[int, int]], largeur: int) -> tuple[int, int]:
    """Return the bounds that hold the most words found, cut between words."""
    if not trouves:
        return 0, _cut(ligne, largeur)
    departs = [a for a, _ in trouves]
    rang = max(range(len(departs)), key=lambda n: (bisect_left(departs, departs[n] + largeur) - n, -n))
    depart = departs[rang]
    debut = max(depart - largeur // 4, 0)
    if debut:
        debut = ligne.find(" ", debut, depart) + 1 or depart
    return debut, _cut(ligne, max(debut + largeur, depart + 1))


def _cut(ligne: str, fin: int) -> int:
    if fin >= len(ligne):
        return len(ligne)
    espace = ligne.find(" ", fin)
    return len(ligne) if espace < 0 else espace
