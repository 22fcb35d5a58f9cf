"""What a line of an order prescribes: a product by code or common name, a device, an act, free words."""

from dataclasses import dataclass

from ambroise.domain.medicament import DenominationCommune
from ambroise.domain.posologie import UnitePrise


@dataclass(frozen=True, slots=True)
class SpecialitePrescrite:
    """A product by its CIS; the names are copied so that a signed order never depends on a later base."""

    code_cis: str
    denomination: str
    dci: str
    forme: str = ""
    code_cip13: str | None = None
    unite: UnitePrise | None = None


@dataclass(frozen=True, slots=True)
class DenominationPrescrite:
    """A product by its common name (virtual medicine); any spécialité of ``denomination.cle`` answers it."""

    denomination: DenominationCommune
    unite: UnitePrise | None = None


@dataclass(frozen=True, slots=True)
class PreparationPrescrite:
    """A magistral preparation: its full formula (CSP R5132-3, 2°)."""

    formule: str
    unite: UnitePrise | None = None


@dataclass(frozen=True, slots=True)
class DispositifPrescrit:
    """A medical device: precise designation, LPP code if known, quantity, use (CSS R165-38)."""

    designation: str
    code_lpp: str | None = None
    quantite: str = ""
    conditions: str = ""


@dataclass(frozen=True, slots=True)
class ActePrescrit:
    """An act of care, of biology, of imaging, or a transport.

    ``nombre`` acts or sessions, or a duration on the line; ``details`` holds what the kind asks (site,
    region, fasting, clinical context, mode of transport…), label and value.
    """

    libelle: str
    nombre: int | None = None
    frequence: str = ""
    a_domicile: bool = False
    dimanches_et_feries: bool = False
    urgent: bool = False
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ProduitLibre:
    """Free text: no control can read it."""

    texte: str


Produit = (
    SpecialitePrescrite
    | DenominationPrescrite
    | PreparationPrescrite
    | DispositifPrescrit
    | ActePrescrit
    | ProduitLibre
)
