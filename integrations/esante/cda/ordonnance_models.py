"""What an order of medicines and devices says (model eP-MED-DM 2024.01), before it is a document."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from esante.cda.models import Code


@dataclass(frozen=True)
class Quantite:
    """A number and its unit: UCUM for a dose (``{tablet}``, ``mg``), EDQM packaging code for boxes."""

    valeur: Decimal
    unite: str
    libelle: str


@dataclass(frozen=True)
class Intervalle:
    """A quantity from low to high (equal when the dose is fixed)."""

    basse: Quantite
    haute: Quantite


@dataclass(frozen=True)
class PhasePosologie:
    """One period of a posology: what is taken, how often, from when and for how long.

    Args:
        texte: the sentence shown in the narrative.
        periode: distance between two takes; ``unite_periode`` is a UCUM time unit (``h``, ``d``, ``wk``…).
    """

    texte: str
    dose: Intervalle | None = None
    periode: Decimal | None = None
    unite_periode: str = "d"
    debut: date | None = None
    duree_jours: int | None = None


@dataclass(frozen=True)
class Substance:
    """An active substance and its strength for one unit."""

    nom: str
    code_sms: str | None = None
    dosage: Quantite | None = None


@dataclass(frozen=True)
class ProduitCda:
    """A medicine: by its codes, or by name alone (common denomination, magistral preparation)."""

    denomination: str
    code_cis: str | None = None
    code_cip13: str | None = None
    libelle_cip: str = ""
    code_mv: str | None = None
    libelle_mv: str = ""
    atc: Code | None = None
    forme: Code | None = None
    substances: tuple[Substance, ...] = ()


@dataclass(frozen=True)
class Rapports:
    """The five yes/no statements carried by a line."""

    ald: bool = False
    at_mp: bool = False
    prevention: bool = False
    non_remboursable: bool = False
    hors_amm: bool = False


@dataclass(frozen=True)
class LigneMedicamentCda:
    """One medicine of the order.

    Args:
        phases: several when the dose changes (tapering, alternating); none when the posology is only text.
        substitution_interdite: the reason of "non substituable", ``None`` when substitution is allowed.
    """

    identifiant: UUID
    produit: ProduitCda
    posologie: str
    rapports: Rapports = Rapports()
    phases: tuple[PhasePosologie, ...] = ()
    debut: date | None = None
    fin: date | None = None
    duree: str = ""
    voie: Code | None = None
    dose_max_par_jour: Quantite | None = None
    quantite: Quantite | None = None
    renouvellements: int = 0
    substitution_interdite: str | None = None
    instructions_patient: str = ""
    instructions_dispensateur: str = ""
    condition: str = ""


@dataclass(frozen=True)
class LigneDispositifCda:
    """One medical device of the order."""

    identifiant: UUID
    libelle: str
    rapports: Rapports = Rapports()
    emdn: Code | None = None
    code_lpp: str | None = None
    libelle_lpp: str = ""
    quantite: int = 1
    renouvellements: int = 0
    debut: date | None = None
    fin: date | None = None
    duree_location_jours: int | None = None
    precisions: str = ""


@dataclass(frozen=True)
class Image:
    """An image or a PDF carried inside the document."""

    media: str
    donnees: bytes


@dataclass(frozen=True)
class OrdonnanceCda:
    """The content of an order: lines, validity, number, copies."""

    debut_validite: datetime
    fin_validite: datetime
    pdf: bytes
    code_2d: Image
    numero_epu: str | None = None
    medicaments: tuple[LigneMedicamentCda, ...] = ()
    dispositifs: tuple[LigneDispositifCda, ...] = ()
    commentaire: str = ""
    bizone: bool = False
    exception: bool = False
    securisee: bool = False
    grand_appareillage: bool = False
    a_domicile: bool = False
    en_urgence: bool = False
    affection_militaire: bool = False
