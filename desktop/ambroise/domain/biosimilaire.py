"""Groups of biologicals inside which a pharmacist may substitute, and when two of them have one strength.

CSP L5125-23-2 (substitution by a similar biological of the group, unless the prescriber excluded it) and the
order that lists the groups; the list of the ANSM (R5121-9-1) holds others, where no pharmacist may.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ambroise.domain.unites import fold

_TENEUR = re.compile(r"\d[\d \u00a0\u202f]*(?:,\d+)?")
_UI_PAR_ML = re.compile(r"\s*UI\s*/\s*ml", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GroupeBiosimilaire:
    """One group: the brand of reference, the similar ones; ``dispositif`` when the injector changes too."""

    denomination: str
    reference: str
    similaires: tuple[str, ...]
    dispositif: bool = False

    @property
    def noms(self) -> tuple[str, ...]:
        """Return every brand, the reference first."""
        return self.reference, *self.similaires

    def is_reference(self, specialite: str) -> bool:
        """Tell whether a product is one of the brand of reference."""
        return is_named(specialite, self.reference)


@dataclass(frozen=True, slots=True)
class GroupesBiosimilaires:
    """The groups of one text, and its date."""

    texte: str
    date: date
    groupes: tuple[GroupeBiosimilaire, ...]

    def __post_init__(self) -> None:
        noms = [fold(nom) for groupe in self.groupes for nom in groupe.noms]
        if len(set(noms)) != len(noms):
            raise ValueError("un médicament n’est que d’un groupe")

    def find(self, specialite: str) -> GroupeBiosimilaire | None:
        """Return the group of a product by its name."""
        return next((g for g in self.groupes if _is_one_of(specialite, g.noms)), None)


def is_named(specialite: str, nom: str) -> bool:
    """Tell whether a product bears a brand: its name begins with these words."""
    return f"{fold(specialite)} ".startswith(f"{fold(nom)} ")


def teneur(specialite: str, nom: str) -> str:
    """Return the first number that follows the brand in the name of a product, its strength.

    Empty when there is none, or when it is a count of units by millilitre: EPREX 10 000 UI/mL is sold in
    syringes of several volumes, so that this number is not what a syringe holds.
    """
    suite = specialite[len(nom) :]
    trouvee = _TENEUR.search(suite)
    if trouvee is None or _UI_PAR_ML.match(suite, trouvee.end()):
        return ""
    return re.sub(r"\s", "", trouvee.group())


def _is_one_of(specialite: str, noms: Iterable[str]) -> bool:
    return any(is_named(specialite, nom) for nom in noms)
