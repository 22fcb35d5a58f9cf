"""The usual names offered while an order of care is typed, and how a few letters find one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ambroise.domain.unites import fold

_MOT = re.compile(r"[^\s(),’']+")


@dataclass(frozen=True, slots=True)
class LibelleActe:
    """A usual name, and the other words it is typed by."""

    nom: str
    autres: str = ""

    @property
    def mots(self) -> tuple[str, ...]:
        """Return every word that finds it, without accents."""
        return tuple(_MOT.findall(fold(f"{self.nom} {self.autres}")))


def find_libelles(libelles: Sequence[LibelleActe], texte: str, limite: int = 8) -> tuple[LibelleActe, ...]:
    """Return the names of which each word typed begins a word, those that begin with it first."""
    tapes = _MOT.findall(fold(texte))
    if not tapes:
        return ()
    trouves = [li for li in libelles if all(any(mot.startswith(t) for mot in li.mots) for t in tapes)]
    return tuple(sorted(trouves, key=lambda li: not fold(li.nom).startswith(tapes[0])))[:limite]


def resolve_libelle(libelles: Sequence[LibelleActe], texte: str) -> str:
    """Return the usual name of what was typed when only one can be meant, else what was typed."""
    tapes = _MOT.findall(fold(texte))
    exacts = [li for li in libelles if tapes and all(t in li.mots for t in tapes)]
    return exacts[0].nom if len(exacts) == 1 else texte.strip()
