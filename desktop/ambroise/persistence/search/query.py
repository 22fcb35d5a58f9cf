"""Understand what was typed in the search box: words, a birth date in any writing, a number, an address."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ambroise.domain.phonetique import fold
from ambroise.persistence.search.folding import digits

MAX_LENGTH = 200
_MOIS = ("janv", "fev", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
_MOIS_RE = (
    r"janv(?:ier)?|fev(?:rier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|aout|sept(?:embre)?|oct(?:obre)?"
    r"|nov(?:embre)?|dec(?:embre)?"
)
_SEP = r"\s*[-/. ]\s*"
_ISO = re.compile(rf"\b(\d{{4}}){_SEP}(\d{{1,2}}){_SEP}(\d{{1,2}})\b")
_FRANCAISE = re.compile(rf"\b(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}(\d{{4}}|\d{{2}})\b(?!\s*[-/. ]?\s*\d)")
_LETTRES = re.compile(rf"\b(\d{{1,2}})(?:er)?\s+({_MOIS_RE})\.?\s+(\d{{4}}|\d{{2}})\b")
_MOIS_ANNEE = re.compile(rf"(?<![\d/.-])\b(?:({_MOIS_RE})\.?\s+|(\d{{1,2}})/)(\d{{4}})\b")
_COMPACTE = re.compile(r"(?<![\d ])\b(\d{8}|\d{6})\b(?! ?\d)|^(\d{8}|\d{6})$")
_AGE = re.compile(r"\b(\d{1,3})\s*ans?\b")
_NUMERO = re.compile(r"(?:\+|\b)\d(?:[\s.-]?[\dABab]){3,20}\b")
_COURRIEL = re.compile(r"[^\s@<>()]+@[^\s@<>()]*")


@dataclass(frozen=True)
class Demande:
    """What a search asks: folded words, an interval of birth dates, digits of a number, or an address."""

    mots: tuple[str, ...] = ()
    nee_du: date | None = None
    nee_au: date | None = None
    numero: str = ""
    courriel: str = ""

    @property
    def has_dates(self) -> bool:
        """Whether a birth date, a month or an age was typed."""
        return self.nee_du is not None


def parse_query(texte: str, aujourdhui: date) -> Demande:
    """Understand a search; whatever is neither an address, a date, an age nor a number is a word."""
    texte = texte[:MAX_LENGTH]
    if adresse := _COURRIEL.search(texte):
        return Demande(courriel=mail_key(adresse.group()))
    texte = _plain(texte)
    reste, du, au = _take_dates(texte, aujourdhui)
    numero = ""
    if du is None and (trouve := _NUMERO.search(reste)):
        numero = _number(trouve.group())
        reste = reste[: trouve.start()] + " " + reste[trouve.end() :]
    return Demande(tuple(fold(reste).split()), du, au, numero)


def _plain(texte: str) -> str:
    # Accents only, so that the punctuation of dates is still there.
    return " ".join("".join(fold(c) if c.isalpha() else c for c in texte.replace("\x00", " ")).split())


def _take_dates(texte: str, aujourdhui: date) -> tuple[str, date | None, date | None]:
    for motif, lecture in _ECRITURES:
        trouve = motif.search(texte)
        intervalle = lecture(trouve, aujourdhui) if trouve else None
        if trouve and intervalle:
            return texte[: trouve.start()] + " " + texte[trouve.end() :], *intervalle
    return texte, None, None


def _month(mot: str) -> int:
    return next(i for i, debut in enumerate(_MOIS, 1) if mot.startswith(debut))


def _day(annee: str, mois: str, jour: str, aujourdhui: date) -> tuple[date, date] | None:
    try:
        le = date(_year(annee, aujourdhui), int(mois), int(jour))
    except ValueError:
        return None
    return (le, le) if 1850 <= le.year <= aujourdhui.year else None


def _compact(chiffres: str, aujourdhui: date) -> tuple[date, date] | None:
    francaise = _day(chiffres[4:], chiffres[2:4], chiffres[:2], aujourdhui)
    if francaise or len(chiffres) == 6:
        return francaise
    return _day(chiffres[:4], chiffres[4:6], chiffres[6:], aujourdhui)


def _whole_month(annee: str, mois: str, aujourdhui: date) -> tuple[date, date] | None:
    premier = _day(annee, mois, "1", aujourdhui)
    if not premier:
        return None
    debut = premier[0]
    fin = date(debut.year + debut.month // 12, debut.month % 12 + 1, 1)
    return debut, date.fromordinal(fin.toordinal() - 1)


def _ages(age: int, aujourdhui: date) -> tuple[date, date] | None:
    if age > 130:
        return None

    def years_before(n: int) -> date:
        jour = 28 if (aujourdhui.month, aujourdhui.day) == (2, 29) else aujourdhui.day
        return date(aujourdhui.year - n, aujourdhui.month, jour)

    return date.fromordinal(years_before(age + 1).toordinal() + 1), years_before(age)


def _year(annee: str, aujourdhui: date) -> int:
    valeur = int(annee)
    if len(annee) == 2:
        valeur += 1900 if valeur > aujourdhui.year % 100 else 2000
    return valeur


def _number(texte: str) -> str:
    """Keep the digits; a French phone number loses its +33 or 0033 for a 0."""
    if texte.startswith("+33"):
        texte = "0" + texte[3:]
    elif texte.startswith("0033"):
        texte = "0" + texte[4:]
    return "".join(c for c in texte.upper() if c in "0123456789AB")


def phone_key(telephone: str) -> str:
    """Return a phone number as it is searched."""
    return digits(_number(telephone.strip().replace(" ", "").replace(".", "")))


def mail_key(adresse: str) -> str:
    """Return an e-mail address as it is searched."""
    return "".join(c for c in adresse.casefold() if c.isprintable())


_Lecture = Callable[[re.Match[str], date], tuple[date, date] | None]
_ECRITURES: tuple[tuple[re.Pattern[str], _Lecture], ...] = (
    (_ISO, lambda m, auj: _day(m[1], m[2], m[3], auj)),
    (_LETTRES, lambda m, auj: _day(m[3], str(_month(m[2])), m[1], auj)),
    (_FRANCAISE, lambda m, auj: _day(m[3], m[2], m[1], auj)),
    (_COMPACTE, lambda m, auj: _compact(m[1] or m[2], auj)),
    (_MOIS_ANNEE, lambda m, auj: _whole_month(m[3], str(_month(m[1])) if m[1] else m[2], auj)),
    (_AGE, lambda m, auj: _ages(int(m[1]), auj)),
)
