"""What the directory says of professionals and boxes."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class BalAnnuaire:
    """A box published in the directory."""

    adresse: str
    type: str


@dataclass(frozen=True)
class FicheAnnuaire:
    """One answer of a search: a professional, or a structure that has a box (``nom`` is then its name)."""

    identifiant: str
    nom: str
    prenom: str
    civilite: str
    profession: str
    libelle_profession: str
    savoir_faire: str
    communes: tuple[str, ...]
    structures: tuple[str, ...]
    bal: tuple[BalAnnuaire, ...]

    @property
    def numero_rpps(self) -> str | None:
        return self.identifiant[1:] if len(self.identifiant) == 12 and self.identifiant[0] == "8" else None


@dataclass(frozen=True)
class ActiviteAnnuaire:
    """One activity of a professional: where, how, in which sector."""

    profession: str
    savoir_faire: str
    mode_exercice: str
    secteur: str
    structure: str
    raison_sociale: str
    adresse: str
    code_postal: str
    commune: str
    telephone: str


@dataclass(frozen=True)
class RapportImport:
    """What an import read, kept and left out, with the reasons counted."""

    lignes: int
    retenues: int
    ecartees: dict[str, int] = field(default_factory=dict)
    ajoutees: int = 0
    supprimees: int = 0
    professionnels: int = 0
    bal: int = 0
    date_donnees: datetime | None = None
