"""French words from values: dates, ages, times and plurals, with where their lines may break."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Final

NBSP: Final = "\u00a0"
NNBSP: Final = "\u202f"

_SEULS: Final = {"": "Ambroise, seul", "outbox": "Boîte d’envoi", "generation": "Cabinet fictif"}
"""What acts without anybody, as the trail names it."""
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_SHORT = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_UNITS: Final = re.compile(
    rf"(?<=\d) (?=(?:mg|g|kg|ml|UI|%|microgrammes?|jours?|mois|{'|'.join(_MONTHS)})\b)"
    rf"|(?<=[a-zéû]) (?=20\d\d\b)"
)
"""The space between a number and its unit, a day and its month, a month and its year."""


def foldable(address: str) -> str:
    """Return an address or a path that a narrow place folds between its parts, as it never does by itself."""
    return re.sub(r"(?<=[/\\@_.])", "\u200b", address)


def foldable_name(name: str) -> str:
    """Return a name that a narrow column folds inside its longest words, rather than being cut."""
    return re.sub(r"(\w{7})(?=\w{3})", "\\1\u200b", name)


def long_date(day: date) -> str:
    """Return « 4 juin 2026 »; the first of a month is « 1er »."""
    return f"{_ordinal(day)}{NBSP}{_MONTHS[day.month - 1]}{NBSP}{day.year}"


def full_date(day: date) -> str:
    """Return « jeudi 4 juin 2026 »."""
    return f"{_DAYS[day.weekday()]}{NBSP}{long_date(day)}"


def short_date(day: date, today: date) -> str:
    """Return « aujourd’hui », « hier », « 12 mars », or « 12 mars 2025 » for another year."""
    distance = (today - day).days
    if distance == 0:
        return "aujourd’hui"
    if distance == 1:
        return "hier"
    words = f"{_ordinal(day)}{NBSP}{_SHORT[day.month - 1]}"
    return words if day.year == today.year else f"{words}{NBSP}{day.year}"


def clock(moment: datetime) -> str:
    """Return « 11 h 29 »; the caller gives the instant in the time zone to show."""
    return f"{moment.hour}{NBSP}h{NBSP}{moment.minute:02d}"


def age(birth: date, today: date) -> str:
    """Return « 50 ans », « 14 mois » below two years, « 12 jours » below two months."""
    months = (today.year - birth.year) * 12 + today.month - birth.month - (today.day < birth.day)
    if months < 2:
        return plural(max((today - birth).days, 0), "jour")
    if months < 24:
        return f"{months}{NBSP}mois"
    return plural(months // 12, "an")


def born(birth: date, today: date) -> str:
    """Return « 31 décembre 1975 · 50 ans »: an age always stands beside its birth date."""
    return f"{long_date(birth)} · {age(birth, today)}"


def plural(count: int, noun: str, several: str = "") -> str:
    """Return « 1 envoi », « 3 envois »; zero is singular in French."""
    return f"{count}{NBSP}{noun if abs(count) < 2 else several or noun + 's'}"


def keep_units(words: str) -> str:
    """Return words whose strengths and dates are never cut between two lines; none begins with « · »."""
    return _UNITS.sub(NBSP, words).replace(" · ", f"{NBSP}· ")


def read_number(texte: str) -> Decimal | None:
    """Return a number typed the French way, None when it is none."""
    try:
        nombre = Decimal(texte.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return nombre if nombre.is_finite() else None


def grouped_matricule(numero: str) -> str:
    """Return a matricule with its key in the groups people read: « 2 75 12 63 220 749 74 ».

    What follows the key in one badly written stands apart: nothing of it is hidden.
    """
    cuts = (0, 1, 3, 5, 7, 10, 13, 15, len(numero))
    return NBSP.join(numero[a:b] for a, b in pairwise(cuts) if numero[a:b])


def author_words(auteur: str, noms: Mapping[str, str]) -> str:
    """Return the name of an author, « RPPS 99700366240 » of an unknown one, or what acted alone."""
    if auteur in noms:
        return noms[auteur]
    if auteur in _SEULS:
        return _SEULS[auteur]
    if auteur.startswith("terminal:"):
        return f"Terminal, {auteur.removeprefix('terminal:')}"
    if len(auteur) == 12 and auteur.isdecimal() and auteur.startswith("8"):
        return f"RPPS {auteur[1:]}"
    return auteur


def _ordinal(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)
