"""Make dosages comparable: « 1 g », « 1 000 mg » and « 1000,00 mg » are one strength."""

import re
from decimal import Decimal
from functools import lru_cache

from ambroise.domain.unites import fold

_MICROGRAMMES = {
    "g": Decimal(1_000_000),
    "gramme": Decimal(1_000_000),
    "grammes": Decimal(1_000_000),
    "mg": Decimal(1000),
    "milligramme": Decimal(1000),
    "milligrammes": Decimal(1000),
    "microgramme": Decimal(1),
    "microgrammes": Decimal(1),
    "µg": Decimal(1),
    "μg": Decimal(1),
    "mcg": Decimal(1),
    "microg": Decimal(1),
}
# « 100 UI », « 100 unités », « 100 unités d'insuline asparte » are one strength.
_INTERNATIONALES = re.compile(r"^(?:u\.?i\.?|unites?(?: internationales?)?(?: d'insuline.*)?)$")
_DOSAGE = re.compile(r"^\s*(\d[\d\s\u00a0]*(?:[.,]\d+)?)\s*([^\d\s].*)?$")

_FORMES_FONDUES = (
    r"\bpellicule\b",
    r"\benrobe\b",
    r"\bdrageifie\b",
    r"\b(bi|tri|quadri)?secable\b",
    r"\(e\)",
    r"\(s\)",
)


def plain(valeur: Decimal) -> str:
    """Return a decimal in French, without useless zeros nor exponent."""
    return f"{valeur.normalize():f}".replace(".", ",")


def read_dosage(texte: str) -> tuple[Decimal, str] | None:
    """Return a strength as (quantity, unit), masses in micrograms; None when not one figure and unit."""
    found = _DOSAGE.match(texte)
    if not found:
        return None
    value = Decimal(re.sub(r"[\s\u00a0]", "", found[1]).replace(",", "."))
    unite = (found[2] or "").strip().rstrip(".")
    factor = _MICROGRAMMES.get(unite if unite in _MICROGRAMMES else fold(unite))
    if factor:
        return value * factor, "microg"
    return value, "ui" if _INTERNATIONALES.match(fold(unite)) else fold(unite)


@lru_cache(maxsize=16384)
def norm_dosage(texte: str) -> str:
    """Return a key that two writings of one strength share."""
    read = read_dosage(texte)
    return f"{plain(read[0])} {read[1]}".strip() if read else fold(texte)


def write_dosage(texte: str) -> str:
    """Return a strength as printed: milligrams from one milligram up, « microgrammes » in words below."""
    read = read_dosage(texte)
    if not read:
        return texte
    value, unite = read
    if unite == "ui":
        return f"{plain(value)} UI"
    if unite != "microg":
        written = _DOSAGE.sub(r"\2", texte).strip()
        return f"{plain(value)} {written}".strip()
    return f"{plain(value / 1000)} mg" if value >= 1000 else f"{plain(value)} microgrammes"


@lru_cache(maxsize=4096)
def norm_forme(forme: str) -> str:
    """Return the form of a common name: coating and scoring left out, as virtual medicines do."""
    texte = forme
    for fragment in _FORMES_FONDUES:
        texte = _sub_folded(fragment, texte)
    return " ".join(texte.split())


def _sub_folded(fragment: str, texte: str) -> str:
    """Remove what matches in the accentless text, keeping the accents of the rest (same length)."""
    folded = fold(texte)
    if len(folded) != len(texte):
        return texte
    kept, end = [], 0
    for found in re.finditer(fragment, folded):
        kept.append(texte[end : found.start()])
        end = found.end()
    return "".join((*kept, texte[end:]))


def dose_tokens(texte: str) -> str:
    """Return the other writings of the doses in a name, so that « 1 g » is found as « 1000 mg »."""
    tokens = []
    for number, unite in re.findall(r"(\d+(?:[.,]\d+)?)\s*(mg|g)\b", texte.replace("\u00a0", " ")):
        value = Decimal(number.replace(",", "."))
        if unite == "g" and value < 100:
            tokens.append(f"{plain(value * 1000)} mg")
        elif unite == "mg" and value >= 500 and value % 100 == 0:
            tokens.append(f"{plain(value / 1000)} g")
    return " ".join(tokens)
