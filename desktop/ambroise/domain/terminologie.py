"""A terminology: words under codes, found by the beginning of each word."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ambroise.domain.phonetique import fold


@dataclass(frozen=True)
class Terme:
    """One concept: its code in its terminology, and its label there, never altered."""

    code: str
    libelle: str


class Terminologie:
    """Terms kept in memory, folded once; a shorter label comes first."""

    def __init__(self, termes: Iterable[Terme] = ()) -> None:
        ranges = sorted(termes, key=lambda t: (len(t.libelle), t.code))
        self._termes = [(f" {fold(t.code)} {fold(t.libelle)}", t) for t in ranges]
        self._par_libelle = {fold(t.libelle): t for t in reversed(ranges)}

    def __len__(self) -> int:
        return len(self._termes)

    def search(self, texte: str, limite: int = 6) -> Sequence[Terme]:
        """Return the terms that hold every word typed, as the beginning of one of theirs."""
        debuts = [f" {mot}" for mot in fold(texte).split()]
        if not debuts:
            return []
        trouves = (t for plie, t in self._termes if all(debut in plie for debut in debuts))
        return [t for _, t in zip(range(limite), trouves, strict=False)]

    def find(self, libelle: str) -> Terme | None:
        """Return the term of this very label, accents and case aside."""
        return self._par_libelle.get(fold(libelle))
