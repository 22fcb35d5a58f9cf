"""The strict traits of a person, and how those of two sources compare."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

COG_INCONNU = "99999"


class Sexe(StrEnum):
    """INSi only knows M and F; I is local, cannot be queried nor put in a datamatrix."""

    MASCULIN = "M"
    FEMININ = "F"
    INDETERMINE = "I"


CleHomonyme = tuple[str, str, Sexe, date]


@dataclass(frozen=True)
class TraitsIdentite:
    """Strict traits, written as INSi writes them (capitals, no accent).

    ``prenoms_naissance`` is the whole list separated by spaces; ``premier_prenom`` begins it.
    ``lieu_naissance`` is a COG code (commune or 99xxx country), empty when unknown.
    """

    nom_naissance: str
    prenoms_naissance: str
    sexe: Sexe
    date_naissance: date
    lieu_naissance: str = ""
    premier_prenom: str = ""
    date_estimee: bool = False

    def __post_init__(self) -> None:
        if not self.premier_prenom:
            object.__setattr__(self, "premier_prenom", self.prenoms_naissance.partition(" ")[0])

    @property
    def cle_homonyme(self) -> CleHomonyme:
        """What two entries of the same person share: birth name, first given name, sex, birth date."""
        return self.nom_naissance, self.premier_prenom, self.sexe, self.date_naissance

    def age(self, le: date) -> int:
        """Return the age in completed years on a day."""
        anniversaire_passe = (le.month, le.day) >= (self.date_naissance.month, self.date_naissance.day)
        return le.year - self.date_naissance.year - (0 if anniversaire_passe else 1)


STRICTS = ("nom_naissance", "premier_prenom", "sexe", "date_naissance", "lieu_naissance")


def differing_traits(local: TraitsIdentite, ins: TraitsIdentite) -> tuple[str, ...]:
    """Name the strict traits that differ; an empty birth place from INSi is tolerated (RNIV)."""

    def same(nom: str) -> bool:
        ici, la = getattr(local, nom), getattr(ins, nom)
        if nom == "lieu_naissance":
            return not la or ici == la
        if nom == "premier_prenom":
            return spaced(ici) == spaced(la)
        return bool(ici == la)

    return tuple(nom for nom in STRICTS if not same(nom))


def spaced(texte: str) -> str:
    """Return names with hyphens and apostrophes read as spaces (EXI ID 10)."""
    return re.sub(r"[-' ]+", " ", texte).strip()
