"""What the professional asks online: the directory, the state of his boxes and of his login."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Protocol


@dataclass(frozen=True)
class Correspondant:
    """A professional, or a service that has a box, as the national directory knows them."""

    identifiant: str
    nom: str
    prenom: str
    profession: str
    savoir_faire: str
    commune: str
    structure: str
    bal: tuple[str, ...]


@dataclass(frozen=True)
class BilanAnnuaire:
    """What an import of the national files kept."""

    lignes: int
    retenues: int
    ecartees: dict[str, int] = field(default_factory=dict)
    ajoutees: int = 0
    supprimees: int = 0
    correspondants: int = 0
    boites: int = 0


class PortAnnuaire(Protocol):
    """The local index of the national directory."""

    def search(
        self, texte: str, *, profession: str | None = None, commune: str | None = None, limite: int = 30
    ) -> Sequence[Correspondant]:
        """Raises ServiceInjoignable when nothing was imported yet."""

    def import_dossier(
        self, dossier: Path, on_avance: Callable[[int, int], None], annule: Event | None = None
    ) -> BilanAnnuaire:
        """Bring the index up to date with the files of a folder. Raises ReponseInvalide."""

    def date_donnees(self) -> datetime | None:
        """Return the date of the data, None before the first import."""

    def has_nouveautes(self, dossier: Path) -> bool:
        """Tell whether a folder holds a delivery not imported yet. Raises ReponseInvalide."""


@dataclass(frozen=True)
class Structure:
    """A place of care: who runs it, what it offers there, where it is."""

    nom: str
    offre: str
    identifiant: str
    categorie: str
    specialites: tuple[str, ...]
    adresse: str
    code_postal: str
    commune: str
    telephone: str


@dataclass(frozen=True)
class FicheProfessionnel:
    """A professional as the national directory knows him today, with where he practises."""

    correspondant: Correspondant
    lieux: tuple[Structure, ...]


class PortAnnuairesEnLigne(Protocol):
    """The national directories asked online. Each call raises a ServiceError."""

    @property
    def is_annuaire_regle(self) -> bool: ...

    def search(self, nom: str, prenom: str = "") -> Sequence[Correspondant]: ...

    def detail(self, numero_rpps: str) -> FicheProfessionnel | None: ...

    def search_structures(self, nom: str, commune: str = "", rayon_km: int = 15) -> Sequence[Structure]: ...


@dataclass(frozen=True)
class EtatBoite:
    """A box and its two servers; ``constat`` is a sentence when ``etat`` is not ``ok``."""

    adresse: str
    etat: str
    imap: str = ""
    smtp: str = ""
    constat: str = ""
    remede: str = ""
    messages: int | None = None


@dataclass(frozen=True)
class EtatConnexion:
    """The relay of Pro Santé Connect, and the session opened through it."""

    relais: str
    joignable: bool
    constat: str = ""
    identifiant: str | None = None
    nom: str | None = None
    ouverte_le: datetime | None = None
    expire_le: datetime | None = None
    activites: tuple[str, ...] = ()
    """Where Pro Santé Connect says that the professional practises."""
    activite: str | None = None
    """The one of the place of practice chosen for the session; None when it is not among them."""

    @property
    def is_connecte(self) -> bool:
        return self.identifiant is not None
