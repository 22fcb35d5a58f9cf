"""Which level of a pair applies, when the thesaurus gives several and its advice says for what.

« Contre-indication : - avec la rifampicine. Association déconseillée : - avec les autres inducteurs » names
substances or classes level by level. A level is left out only when every item of its clause is a plain list
of terms (« avec », « pour », « entre »), all understood, and none is there. In doubt a level stays.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ambroise.domain.unites import fold

_TITRES = {
    "CI": r"contre- ?indications?",
    "AD": r"associations? deconseillees?",
    "PE": r"precautions? d'emploi",
    "APC": r"a prendre en compte",
}
_UN_TITRE = re.compile("|".join(f"(?P<{level}>{pattern})" for level, pattern in _TITRES.items()))
_LISTE = re.compile(r"^(avec|pour|entre)\s+(.+)$")
_RESERVES = re.compile(r"\b(sont|est|seuls?|seules?|quel|quelle|sauf|hormis|tous|toutes|autres|par voie)\b")
_SUITE = re.compile(r",? (?:en cas|chez|utilisee?s?|lorsqu|si) .*$")
_SIGLES = {"iec": "inhibiteurs de l'enzyme de conversion"}


@dataclass(frozen=True, slots=True)
class Cas:
    """One item: any of the groups, or the first with any of the others (« entre X et Y »).

    A group holds the terms one mention may stand for.
    """

    groupes: tuple[tuple[str, ...], ...]
    entre: bool = False

    def matches(self, presents: Collection[str]) -> bool:
        """Tell whether the item concerns two products answering to those terms."""
        here = [any(terme in presents for terme in groupe) for groupe in self.groupes]
        if not self.entre:
            return any(here)
        return here[0] and (len(here) == 1 or any(here[1:]))


Conditions = dict[str, tuple[Cas, ...]]


class Lexique:
    """The terms of one edition, to be recognised in its sentences."""

    def __init__(self, termes: Iterable[str]) -> None:
        self._termes: dict[str, set[str]] = {sigle: {terme} for sigle, terme in _SIGLES.items()}
        for terme in termes:
            for alias in _aliases(terme):
                self._termes.setdefault(alias, set()).add(terme)
        longest = sorted(self._termes, key=len, reverse=True)
        self._motif = re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, longest))})(?![a-z])")

    def read_conditions(self, niveaux: Iterable[str], conduite: str) -> Conditions:
        """Return, for each level its advice restricts to named terms, the items that name them."""
        found: Conditions = {}
        clauses = _clauses(" ".join(fold(conduite).split()))
        for level in niveaux:
            items = [self._cas(item) for item in clauses.get(level, ())]
            if items and all(item is not None for item in items):
                found[level] = tuple(item for item in items if item is not None)
        return found

    def _cas(self, texte: str) -> Cas | None:
        """Return the item read, or None when it is not a plain list wholly understood."""
        read = _LISTE.match(texte)
        if not read or _RESERVES.search(texte):
            return None
        parts = re.split(r",| et | ou ", _SUITE.sub("", read[2]))
        named = [
            tuple(sorted(term for mention in self._motif.findall(part) for term in self._termes[mention]))
            for part in parts
            if part.strip()
        ]
        if read[1] == "entre":
            # A second part not understood leaves the first to decide alone.
            groups = named if all(named) else named[:1]
            return Cas(tuple(groups), entre=True) if groups and groups[0] else None
        return Cas(tuple(named)) if named and all(named) else None


def kept_levels(
    niveaux: tuple[str, ...], conditions: Conditions, presents: Collection[str]
) -> tuple[str, ...]:
    """Return the levels that may apply, strongest first; the last one always may."""
    kept = list(niveaux)
    while len(kept) > 1:
        items = conditions.get(kept[0])
        if items is None or any(item.matches(presents) for item in items):
            break
        kept.pop(0)
    return tuple(kept)


def _clauses(texte: str) -> dict[str, list[str]]:
    """Return the items of each level: those under its title, or the one before « (title) »."""
    found: dict[str, list[str]] = {}
    titles = list(_UN_TITRE.finditer(texte))
    for rank, title in enumerate(titles):
        level = str(title.lastgroup)
        if texte[: title.start()].endswith("("):
            start = texte.rfind("- ", 0, title.start())
            found.setdefault(level, []).append(texte[start + 2 : title.start() - 1].strip())
            continue
        end = titles[rank + 1].start() if rank + 1 < len(titles) else len(texte)
        body = re.sub(r"^\s*(?:s'applique)?\s*:?", "", texte[title.end() : end])
        items = [re.split(r"\.(?:\s|$)", part)[0].strip(" :-") for part in re.split(r"(?:^|\s)- ", body)]
        found.setdefault(level, []).extend(item for item in items if item)
    return found


def _aliases(terme: str) -> set[str]:
    """Return a term, its form without what is in brackets, and « X (Y de) » turned into « Y de X »."""
    turned = re.fullmatch(r"(.+) \((.+ d(?:e|'))\)", terme)
    if turned:
        return {terme, f"{turned[2]} {turned[1]}".replace("' ", "'")}
    short = re.sub(r"\s*\([^)]*\)", "", terme).strip()
    return {name for name in (terme, short) if len(name) >= 4}
