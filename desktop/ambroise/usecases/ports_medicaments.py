"""What the use cases ask of a medicines base; an approved commercial one may take the public one's place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Protocol

from ambroise.domain.avis_medicament import AvisMedicament
from ambroise.domain.medicament import (
    DenominationCommune,
    Presentation,
    Specialite,
    StatutDisponibilite,
    TypeGenerique,
)


class SorteMedicament(StrEnum):
    """What a line of a search is."""

    DCI = "dci"
    SPECIALITE = "specialite"


class ResumeMedicament(NamedTuple):
    """One line of a search: enough to choose without opening the product; a tuple, made twenty times a key.

    ``cle`` is a CIS, or the key of a common name; ``nombre`` how many spécialités a common name gathers;
    ``prix`` is the lowest public price of a marketed pack, None when free; ``termes`` the words that matched.
    """

    sorte: SorteMedicament
    cle: str
    denomination: str
    dci: str
    forme: str
    cle_dci: str
    is_generique: bool
    commercialise: bool
    surveillance_renforcee: bool
    prix: Decimal | None
    taux: int | None
    unites_par_boite: Decimal | None
    disponibilite: StatutDisponibilite | None
    nombre: int = 1
    termes: tuple[str, ...] = ()
    sens_approche: bool = False


@dataclass(frozen=True, slots=True)
class ChoixGenerique:
    """A pack that may be given instead: reference first, then price, then name; never a commercial order."""

    specialite: str
    code_cis: str
    type: TypeGenerique
    groupe: str
    presentation: Presentation


@dataclass(frozen=True, slots=True)
class InteractionAnsm:
    """A pair of the thesaurus met by two products; ``niveaux`` from the strongest, among CI AD PE APC."""

    terme_a: str
    terme_b: str
    substance_a: str
    substance_b: str
    niveaux: tuple[str, ...]
    libelle: str
    mecanisme: str
    conduite: str


@dataclass(frozen=True, slots=True)
class EditionSource:
    """One source of the base: its date, its rows, the defects the import mended."""

    nom: str
    edition: date | None
    lignes: int
    defauts: tuple[tuple[str, int], ...] = ()


AGE_MAXIMAL_JOURS = 60
"""The base is said old beyond this: the BDPM is updated every month."""


def edition_base(editions: Iterable[EditionSource]) -> date | None:
    """Return the date of the base: that of its list of products."""
    return next((e.edition for e in editions if e.nom == "CIS_bdpm.txt"), None)


def is_ancienne(edition: date | None, le: date) -> bool:
    """Tell whether a base of that date is old; one without a date is not known to be."""
    return edition is not None and (le - edition).days > AGE_MAXIMAL_JOURS


class BaseMedicaments(Protocol):
    """A medicines base. Reads only; every answer is a value."""

    def search(self, texte: str, limite: int = 20) -> Sequence[ResumeMedicament]:
        """Find by brand, common name, CIS, CIP7, CIP13 or ATC; partial words in any order, typos mended."""

    def find_specialite(self, code_cis: str) -> Specialite | None: ...
    def find_presentation(self, code_cip: str) -> Presentation | None:
        """Find a pack by its CIP13 or CIP7."""

    def find_denomination(self, cle: str) -> DenominationCommune | None: ...

    def list_specialites(self, cle_dci: str) -> Sequence[ResumeMedicament]:
        """Return the marketed spécialités of a common name, by name."""

    def read_avis(self, code_cis: str) -> AvisMedicament:
        """Return every opinion of HAS and information of ANSM the base holds on a spécialité."""
        ...

    def list_generiques(self, code_cis: str) -> Sequence[ChoixGenerique]:
        """Return the packs of the generic groups of that spécialité, itself included."""

    def find_interactions(
        self, codes_a: frozenset[str], voies_a: Sequence[str], codes_b: frozenset[str], voies_b: Sequence[str]
    ) -> Sequence[InteractionAnsm]:
        """Return the pairs met between two products given by their substance codes and routes."""

    def is_substance_couverte(self, code: str) -> bool:
        """Tell whether the interaction source knows that substance."""

    def find_substances(self, texte: str) -> frozenset[str]:
        """Return the codes of the substances whose name holds every word, for an allergy typed in words."""

    def list_atc(self, codes: frozenset[str]) -> frozenset[str]:
        """Return the ATC codes of the products made of one of those substances alone."""
        ...

    def libelle_atc(self, code: str) -> str | None: ...

    @property
    def edition_interactions(self) -> str:
        """Return the edition of the interaction source, in French (« septembre 2023 »)."""

    def editions(self) -> Sequence[EditionSource]: ...
