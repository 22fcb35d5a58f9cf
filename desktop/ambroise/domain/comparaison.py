"""Two writings of one trait side by side: which characters differ, and the word that says how."""

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher

_RESSEMBLANCE_MINIMALE = 0.5


@dataclass(frozen=True)
class Morceau:
    """A run of characters of one side; an empty one that differs stands where the other side has more."""

    texte: str
    differe: bool


@dataclass(frozen=True)
class Comparaison:
    """Both sides cut in runs, and the French words of the comparison."""

    gauche: tuple[Morceau, ...]
    droite: tuple[Morceau, ...]
    identique: bool
    mot: str


def compare_texts(gauche: str, droite: str) -> Comparaison:
    """Compare two writings character by character; very different ones are lit whole."""
    if gauche == droite:
        return Comparaison((Morceau(gauche, False),), (Morceau(droite, False),), True, "Identique")
    alignement = SequenceMatcher(None, gauche, droite, autojunk=False)
    mot = _word(gauche, droite)
    if alignement.ratio() < _RESSEMBLANCE_MINIMALE:
        return Comparaison((Morceau(gauche, True),), (Morceau(droite, True),), False, mot)
    a: list[Morceau] = []
    b: list[Morceau] = []
    for operation, i1, i2, j1, j2 in alignement.get_opcodes():
        differe = operation != "equal"
        a.append(Morceau(gauche[i1:i2], differe))
        b.append(Morceau(droite[j1:j2], differe))
    return Comparaison(tuple(a), tuple(b), False, mot)


def _word(gauche: str, droite: str) -> str:
    """Name the difference when it has a name, from the point of view of the left side."""
    if not gauche:
        return "Absent du dossier"
    if not droite:
        return "Absent de l’INSi"
    if sorted(gauche.split()) == sorted(droite.split()):
        return "Ordre différent"
    if _unaccented(gauche) == _unaccented(droite):
        return "Accents ou casse"
    for signe, absent, en_trop in (
        ("'", "Apostrophe absente", "Apostrophe en trop"),
        ("-", "Trait d’union absent", "Trait d’union en trop"),
    ):
        if _spaced(gauche, signe) == _spaced(droite, signe):
            return absent if gauche.count(signe) < droite.count(signe) else en_trop
    if re.sub(r"[-' ]", "", gauche) == re.sub(r"[-' ]", "", droite):
        return "Séparation différente"
    if f" {droite} ".startswith(f" {gauche} ") or f" {gauche} " in f" {droite} ":
        return "Incomplet"
    if abs(len(gauche) - len(droite)) <= 1 and _edits(gauche, droite) == 1:
        return "Un caractère diffère"
    return "Différent"


def _spaced(texte: str, signe: str) -> str:
    return re.sub(r" +", " ", texte.replace(signe, " ")).strip()


def _unaccented(texte: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", texte.upper()) if not unicodedata.combining(c))


def _edits(gauche: str, droite: str) -> int:
    """Return 1 when one insertion, removal or replacement is enough, else 2."""
    debut = 0
    while debut < min(len(gauche), len(droite)) and gauche[debut] == droite[debut]:
        debut += 1
    reste_a, reste_b = gauche[debut:], droite[debut:]
    if reste_a[1:] == reste_b[1:] or reste_a[1:] == reste_b or reste_a == reste_b[1:]:
        return 1
    return 2
