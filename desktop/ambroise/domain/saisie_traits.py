"""Write strict traits as INSi writes them, or say in a sentence why they cannot be.

Guide d'intégration INSi SEL-MP-043 §2, EF_INS01_03, EF_INS10_01, EF_INS10_02; guide d'implémentation INS
v3.0, EXI ID 10 (first birth given name) and EXI ID 11-12 (incomplete dates).
"""

import re
import unicodedata
from datetime import date

from ambroise.domain.identite import Sexe

LONGUEUR_MAXIMALE = 100

_EQUIVALENTS = {
    "œ": "OE",
    "Œ": "OE",
    "æ": "AE",
    "Æ": "AE",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "‐": "-",
    "‑": "-",
    "–": "-",
    "\u00a0": " ",
    "\u202f": " ",
    "\t": " ",
}
_COG = re.compile(r"(?:\d{2}|2[AB])\d{3}")


class TraitInvalide(ValueError):
    """A trait cannot be written as the national identity is; the sentence says why without quoting it."""

    def __init__(self, trait: str, raison: str) -> None:
        super().__init__(raison)
        self.trait = trait
        self.raison = raison


def normalize_nom(texte: str) -> str:
    """Return a birth name in capitals without accents.

    Raises:
        TraitInvalide: a character or a position INSi refuses; nothing is ever dropped silently.
    """
    nom = _transliterate("nom_naissance", "Le nom de naissance", texte)
    if nom[0] == "-":
        raise TraitInvalide("nom_naissance", "Le nom de naissance ne commence pas par un trait d’union.")
    if "---" in nom:
        raise TraitInvalide("nom_naissance", "Le nom de naissance ne porte pas plus de deux traits d’union.")
    return nom


def normalize_prenoms(texte: str) -> str:
    """Return the list of birth given names separated by spaces; the commas of identity cards separate too.

    Raises:
        TraitInvalide: a character or a position INSi refuses.
    """
    prenoms = _transliterate("prenoms_naissance", "Le prénom", texte.replace(",", " "))
    if "--" in prenoms:
        raise TraitInvalide("prenoms_naissance", "Le prénom ne porte pas de double trait d’union.")
    for prenom in prenoms.split():
        if prenom[0] == "-":
            raise TraitInvalide("prenoms_naissance", "Le prénom ne commence pas par un trait d’union.")
        if prenom[-1] in "-'":
            raise TraitInvalide(
                "prenoms_naissance", "Le prénom ne finit ni par un trait d’union ni par une apostrophe."
            )
    return prenoms


def normalize_lieu(texte: str) -> str:
    """Return a COG code of birth place, empty when unknown; codes out of our lists are accepted.

    Raises:
        TraitInvalide: not the five characters of a COG code.
    """
    code = texte.strip().upper()
    if code and not _COG.fullmatch(code):
        raise TraitInvalide(
            "lieu_naissance", "Le lieu de naissance est un code officiel géographique de cinq caractères."
        )
    return code


def normalize_sexe(texte: str) -> Sexe:
    """Return the sex from its letter.

    Raises:
        TraitInvalide: not M, F or I.
    """
    try:
        return Sexe(texte.strip().upper())
    except ValueError:
        raise TraitInvalide("sexe", "Le sexe s’écrit M, F, ou I quand il est indéterminé.") from None


def complete_date(annee: int, mois: int | None, jour: int | None) -> tuple[date, bool]:
    """Return the birth date to record and whether it is estimated (EXI ID 11-12).

    Day unknown: the 1st of the month; month unknown: the day in January; both: 31 December.

    Raises:
        TraitInvalide: what is known does not exist in the calendar.
    """
    try:
        if mois is None and jour is None:
            return date(annee, 12, 31), True
        return date(annee, mois or 1, jour or 1), mois is None or jour is None
    except ValueError:
        raise TraitInvalide("date_naissance", "Cette date n’existe pas au calendrier.") from None


def begins_list(premier_prenom: str, prenoms_naissance: str) -> bool:
    """Whether the first given name begins the list, hyphens and apostrophes read as spaces (EXI ID 10)."""
    premier, liste = _words(premier_prenom), _words(prenoms_naissance)
    return bool(premier) and liste[: len(premier)] == premier


def _words(texte: str) -> list[str]:
    return re.sub(r"[-' ]+", " ", texte).split()


def _transliterate(trait: str, sujet: str, texte: str) -> str:
    resultat = re.sub(r" {2,}", " ", "".join(_letter(trait, sujet, c) for c in texte)).strip()
    if not any(c.isalpha() for c in resultat):
        raise TraitInvalide(trait, f"{sujet} est vide.")
    if len(resultat) > LONGUEUR_MAXIMALE:
        raise TraitInvalide(trait, f"{sujet} compte au plus {LONGUEUR_MAXIMALE} caractères.")
    if any(paire in resultat for paire in ("''", " '", "' ")):
        raise TraitInvalide(
            trait, f"{sujet}\u00a0: l’apostrophe ne se double pas et ne touche pas une espace."
        )
    return resultat


def _letter(trait: str, sujet: str, caractere: str) -> str:
    if caractere in _EQUIVALENTS:
        return _EQUIVALENTS[caractere]
    if caractere in " '-":
        return caractere
    # Decomposed, not upper-cased at once: « ß » would silently become « SS ».
    decompose = unicodedata.normalize("NFD", caractere)
    base, marques = decompose[0], decompose[1:]
    if unicodedata.combining(caractere):
        return ""
    if ("A" <= base <= "Z" or "a" <= base <= "z") and all(unicodedata.combining(m) for m in marques):
        return base.upper()
    if caractere.isdigit():
        raise TraitInvalide(trait, f"{sujet} ne contient pas de chiffre.")
    if caractere.isalpha():
        raise TraitInvalide(
            trait, f"{sujet} contient une lettre sans équivalent\u00a0: recopiez-le d’un titre d’identité."
        )
    raise TraitInvalide(
        trait, f"{sujet} n’admet que des lettres, l’espace, l’apostrophe et le trait d’union."
    )
