"""The fonts of printed pages, embedded, with a fallback for missing glyphs; text made safe and wrapped."""

import unicodedata
from functools import lru_cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from ambroise.resources import resource

NORMAL, MOYEN, GRAS = "Ambroise-400", "Ambroise-500", "Ambroise-700"
_FICHIERS = {
    NORMAL: "AtkinsonHyperlegibleNext_400Regular.ttf",
    MOYEN: "AtkinsonHyperlegibleNext_600SemiBold.ttf",
    GRAS: "AtkinsonHyperlegibleNext_700Bold.ttf",
    "Ambroise-repli-400": "SourceSans3_400Regular.ttf",
    "Ambroise-repli-600": "SourceSans3_600SemiBold.ttf",
}
_REPLI = {NORMAL: "Ambroise-repli-400", MOYEN: "Ambroise-repli-600", GRAS: "Ambroise-repli-600"}
# U+202F is in neither font at every weight; the no-break space is its wider twin.
_REMPLACEMENTS = str.maketrans({"\u202f": "\u00a0", "\t": " ", "\u2011": "-", "\u2028": " ", "\u2029": " "})


@lru_cache(maxsize=1)
def register_fonts() -> None:
    """Register the fonts once with reportlab."""
    for name, file in _FICHIERS.items():
        pdfmetrics.registerFont(TTFont(name, str(resource(f"fonts/{file}"))))


@lru_cache(maxsize=4096)
def runs(texte: str, police: str) -> tuple[tuple[str, str], ...]:
    """Return the text cut by the font that has its glyphs; what neither has becomes U+FFFD or « ? »."""
    register_fonts()
    found: list[tuple[str, str]] = []
    for char in clean(texte):
        name, shown = _font_of(char, police)
        if found and found[-1][0] == name:
            found[-1] = (name, found[-1][1] + shown)
        else:
            found.append((name, shown))
    return tuple(found)


def clean(texte: str) -> str:
    """Return the text composed, without control, direction or invisible characters that could disguise it."""
    texte = unicodedata.normalize("NFC", texte).translate(_REMPLACEMENTS)
    return "".join(
        c for c in texte if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )


def width(texte: str, police: str, taille: float) -> float:
    """Return the width of a text, in points."""
    return sum(pdfmetrics.stringWidth(part, name, taille) for name, part in runs(texte, police))


@lru_cache(maxsize=4096)
def wrap(texte: str, police: str, taille: float, largeur: float) -> tuple[str, ...]:
    """Return the lines of a text; a word wider than the column is cut, after a hyphen if it has one."""
    lines: list[str] = []
    for paragraph in clean(texte).split("\n"):
        current = ""
        for word in paragraph.split(" "):
            trial = f"{current} {word}" if current else word
            if width(trial, police, taille) <= largeur:
                current = trial
                continue
            if current:
                lines.append(current)
            current = word
            while width(current, police, taille) > largeur and len(current) > 1:
                head = _cut(current, _fitting(current, police, taille, largeur))
                lines.append(current[:head])
                current = current[head:]
        lines.append(current)
    return tuple(lines)


def _cut(mot: str, tient: int) -> int:
    """Return where to cut a word of which so many characters fit: compound names between their parts."""
    tiret = mot.rfind("-", 1, tient)
    return tiret + 1 if tiret > 0 else tient


def _fitting(mot: str, police: str, taille: float, largeur: float) -> int:
    low, high = 1, len(mot)
    while low < high:
        middle = (low + high + 1) // 2
        if width(mot[:middle], police, taille) <= largeur:
            low = middle
        else:
            high = middle - 1
    return low


@lru_cache(maxsize=4096)
def _font_of(char: str, police: str) -> tuple[str, str]:
    for name in (police, _REPLI[police]):
        if _has(name, char):
            return name, char
    for name in (police, _REPLI[police]):
        if _has(name, "\ufffd"):
            return name, "\ufffd"
    return police, "?"


def _has(name: str, char: str) -> bool:
    face: Any = pdfmetrics.getFont(name)
    face = face.face
    return bool(face.charToGlyph.get(ord(char)))
