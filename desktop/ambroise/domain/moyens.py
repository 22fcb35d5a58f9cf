"""Several ways to reach a patient in one line: « 06 12 34 56 78 (portable); 04 73 01 02 03 (sa fille) »."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MOYENS_MAXIMUM: Final = 8
_ENTRE = re.compile(r"[;\n]")
_ETIQUETTE = re.compile(r"\(([^()]*[^\W\d_][^()]*)\)")
"""Words in brackets; « +33 (0)4 » has none."""
_NUMERO = re.compile(r"\+?\d(?:[\d .()/-]*[\d)])?", re.ASCII)
_ADRESSE = re.compile(r"[^\s()]+@[^\s()]+")


@dataclass(frozen=True)
class Moyen:
    """A number or an address, and whose or where it is."""

    valeur: str
    etiquette: str = ""


def read_moyens(texte: str) -> tuple[Moyen, ...]:
    """Return the ways of a line; the label stands in brackets, before or after, in any order."""
    return tuple(_read(part) for part in _ENTRE.split(texte) if part.strip())


def write_moyens(moyens: Sequence[Moyen]) -> str:
    """Return the line that :func:`read_moyens` reads back."""
    return "; ".join(f"{m.valeur} ({m.etiquette})" if m.etiquette else m.valeur for m in moyens)


def first_moyen(texte: str) -> str:
    """Return the number or the address to try first, without its label; empty when there is none."""
    moyens = read_moyens(texte)
    return moyens[0].valeur if moyens else ""


def _read(part: str) -> Moyen:
    entre = _ETIQUETTE.search(part)
    if entre:
        return Moyen(_tidy(part[: entre.start()] + part[entre.end() :]), _tidy(entre[1]))
    for forme in (_ADRESSE, _NUMERO):
        trouve = forme.search(part)
        if trouve:
            reste = f"{part[: trouve.start()]} {part[trouve.end() :]}"
            return Moyen(_tidy(trouve[0]), _tidy(reste).strip(":,-() "))
    return Moyen(_tidy(part))


def _tidy(texte: str) -> str:
    return " ".join(texte.split())
