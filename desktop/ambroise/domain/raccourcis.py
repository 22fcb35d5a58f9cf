"""Words typed as ``;mot`` in a note, and which text each of them stands for."""

import re
from collections.abc import Iterable
from typing import Final

from ambroise.domain.entrees import RaccourciTexte
from ambroise.domain.unites import fold

LONGUEUR_MOT: Final = 30
LONGUEUR_TEXTE: Final = 20_000

_TAPE: Final = re.compile(rf"(?:^|(?<=\s));([\w-]{{1,{LONGUEUR_MOT}}})$")
_MOT: Final = re.compile(rf"[\w-]{{1,{LONGUEUR_MOT}}}")


def typed_word(avant: str) -> str | None:
    """Return the word of a shortcut that has just been typed, without its semicolon."""
    trouve = _TAPE.search(avant)
    return trouve.group(1) if trouve else None


def is_word(mot: str) -> bool:
    """Whether a word can be typed after a semicolon."""
    return _MOT.fullmatch(mot) is not None


def by_word(raccourcis: Iterable[RaccourciTexte], auteur: str) -> dict[str, RaccourciTexte]:
    """Return what each folded word stands for to somebody: one's own before what others share."""
    utiles = [r for r in raccourcis if r.partage or r.auteur == auteur]
    return {fold(r.mot): r for r in sorted(utiles, key=lambda r: r.auteur == auteur)}


def same_word(a: str, b: str) -> bool:
    """Whether two words are typed the same, accents and case aside."""
    return fold(a) == fold(b)
