"""The one entry line of an order: ``doliprane 1000 1-1-1 5j`` is a medicine, then its posology."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_SEPARATEUR = re.compile(r"\s*[·;]\s*")


@dataclass(frozen=True)
class SaisieLigne:
    """What was typed, cut in two; ``posologie`` is empty as long as none is understood."""

    medicament: str
    posologie: str = ""


def split_saisie(texte: str, is_posologie: Callable[[str], bool]) -> SaisieLigne:
    """Cut an entry where its posology begins.

    A typed separator (``·`` or ``;``) always wins. Without one, the longest ending that reads as a posology
    is taken, but never a bare number: ``doliprane 1000`` is a dosage, not a thousand tablets.
    """
    texte = texte.strip()
    morceaux = _SEPARATEUR.split(texte, maxsplit=1)
    if len(morceaux) == 2:
        return SaisieLigne(morceaux[0].strip(), morceaux[1].strip())
    mots = texte.split()
    for rang in range(1, len(mots)):
        fin = " ".join(mots[rang:])
        if _is_dosage(mots[rang]) or not any(c.isdigit() for c in fin):
            continue
        if is_posologie(fin):
            return SaisieLigne(" ".join(mots[:rang]), fin)
    return SaisieLigne(texte)


def _is_dosage(mot: str) -> bool:
    """Tell whether a word that begins an ending looks like the strength of the medicine before it."""
    return (
        re.fullmatch(r"\d{2,}([.,]\d+)?|\d+([.,]\d+)?(mg|g|µg|ug|microg|ml|ui|%).*", mot.lower()) is not None
    )
