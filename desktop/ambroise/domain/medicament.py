"""What the public medicines base says of a product, from its substances to its price and supply.

Columns and their meaning: « Contenu et format des fichiers téléchargeables dans la BDM », ANSM, 27/08/2025.
A value is kept as the producer writes it once mended; ``None`` says that the base does not tell.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class NatureComposant(StrEnum):
    """Nature of a component, as found in the data (the format document writes ST for FT)."""

    SUBSTANCE_ACTIVE = "SA"
    FRACTION_THERAPEUTIQUE = "FT"


class TypeGenerique(StrEnum):
    """Place of a spécialité in a generic group (CIS_GENER, column 4)."""

    PRINCEPS = "0"
    GENERIQUE = "1"
    COMPLEMENTARITE_POSOLOGIQUE = "2"
    SUBSTITUABLE = "4"


class StatutDisponibilite(StrEnum):
    """Supply state (CIS_CIP_Dispo_Spec, column 3)."""

    RUPTURE = "1"
    TENSION = "2"
    ARRET = "3"
    REMISE_A_DISPOSITION = "4"


class CategorieCondition(StrEnum):
    """What a condition of prescription or dispensing (CIS_CPD) obliges to; one text may carry several."""

    LISTE_I = "liste_1"
    LISTE_II = "liste_2"
    STUPEFIANT = "stupefiant"
    ORDONNANCE_SECURISEE = "ordonnance_securisee"
    TOUTES_LETTRES = "toutes_lettres"
    DELIVRANCE_FRACTIONNEE = "delivrance_fractionnee"
    DUREE_LIMITEE = "duree_limitee"
    RESERVE_HOPITAL = "reserve_hopital"
    PRESCRIPTION_HOSPITALIERE = "prescription_hospitaliere"
    PRESCRIPTION_INITIALE_HOSPITALIERE = "prescription_initiale_hospitaliere"
    PRESCRIPTION_INITIALE = "prescription_initiale"
    RESERVE_SPECIALISTES = "reserve_specialistes"
    RESERVE_PROFESSIONNELS = "reserve_professionnels"
    SURVEILLANCE = "surveillance"
    ACCORD_SOINS = "accord_soins"
    ATTESTATION = "attestation"
    CARNET = "carnet"
    MEDICAMENT_EXCEPTION = "medicament_exception"
    RENOUVELLEMENT_RESTREINT = "renouvellement_restreint"
    AUTRE = "autre"


@dataclass(frozen=True, slots=True)
class Substance:
    """One component of a spécialité: code and name of the base, dosage as written, SA or FT, link number.

    ``dci`` is the name without its salt.

    Two components of the same ``numero_liaison`` are the same thing: the salt (SA) and what it releases (FT).
    """

    code: str
    nom: str
    dosage: str
    reference_dosage: str
    nature: NatureComposant
    numero_liaison: int
    element_forme: str = ""
    dci: str = ""


@dataclass(frozen=True, slots=True)
class Presentation:
    """One pack: its codes, its label, what it costs and what is paid back.

    ``prix_public`` includes the fee; ``None`` means a free price. ``taux_remboursement`` is in percent.
    """

    code_cip13: str
    code_cip7: str
    code_cis: str
    libelle: str
    commercialisee: bool
    agrement_collectivites: bool
    taux_remboursement: int | None
    prix_sans_honoraire: Decimal | None
    prix_public: Decimal | None
    honoraire: Decimal | None
    unites: Decimal | None = None
    declaration: date | None = None
    indications_remboursables: str = ""


@dataclass(frozen=True, slots=True)
class GroupeGenerique:
    """A generic group and the place of one spécialité in it: the place belongs to the pair, not the CIS."""

    numero: str
    libelle: str
    type: TypeGenerique


@dataclass(frozen=True, slots=True)
class ConditionPrescription:
    """One condition of CIS_CPD: the producer's text, and what the software reads in it.

    ``duree_jours`` is a cap, ``fraction_jours`` the length of a fraction, ``periodicite_mois`` the age after
    which a new initial prescription is due.
    """

    texte: str
    categories: frozenset[CategorieCondition]
    duree_jours: int | None = None
    fraction_jours: int | None = None
    periodicite_mois: int | None = None
    specialistes: str = ""


@dataclass(frozen=True, slots=True)
class Disponibilite:
    """A supply difficulty published by ANSM; ``code_cip13`` is None when every pack is concerned."""

    statut: StatutDisponibilite
    libelle: str
    code_cip13: str | None
    debut: date | None
    mise_a_jour: date | None
    retour: date | None
    lien: str


@dataclass(frozen=True, slots=True)
class Specialite:
    """A medicine as authorised: one CIS code and everything the base says of it."""

    code_cis: str
    denomination: str
    forme: str
    voies: tuple[str, ...]
    statut_amm: str
    commercialisee: bool
    titulaires: tuple[str, ...]
    surveillance_renforcee: bool
    code_atc: str | None
    libelle_atc: str | None
    substances: tuple[Substance, ...]
    presentations: tuple[Presentation, ...]
    groupes: tuple[GroupeGenerique, ...]
    conditions: tuple[ConditionPrescription, ...]
    disponibilites: tuple[Disponibilite, ...]
    is_vaccin: bool = False
    date_amm: date | None = None
    cle_dci: str = ""
    libelle_dci: str = ""

    @property
    def dci(self) -> tuple[str, ...]:
        """Return the common names: of each component, the fraction when given, else the substance."""
        return tuple(dict.fromkeys(s.dci or s.nom for s in self.substances_de_reference))

    @property
    def substances_de_reference(self) -> tuple[Substance, ...]:
        """Return one component per link number, preferring the therapeutic fraction (FT) to the salt (SA)."""
        chosen: dict[tuple[str, int], Substance] = {}
        for substance in self.substances:
            key = (substance.element_forme, substance.numero_liaison)
            known = chosen.get(key)
            if known is None or (
                known.nature is NatureComposant.SUBSTANCE_ACTIVE
                and substance.nature is NatureComposant.FRACTION_THERAPEUTIQUE
            ):
                chosen[key] = substance
        return tuple(chosen.values())

    @property
    def codes_substance(self) -> frozenset[str]:
        """Return every substance code, SA and FT, which is what two products are compared by."""
        return frozenset(s.code for s in self.substances)

    def has(self, categorie: CategorieCondition) -> bool:
        """Tell whether one of the conditions carries that obligation."""
        return any(categorie in c.categories for c in self.conditions)

    @property
    def is_stupefiant(self) -> bool:
        """Tell whether the product is a narcotic (CSP R5132-27 to R5132-38)."""
        return self.has(CategorieCondition.STUPEFIANT)

    @property
    def is_exception(self) -> bool:
        """Tell whether the base names the product a médicament d'exception."""
        return self.has(CategorieCondition.MEDICAMENT_EXCEPTION)


@dataclass(frozen=True, slots=True)
class DenominationCommune:
    """A product by its common name, dosage and form, whoever makes it (CSP R5121-1: prescription en DCI).

    ``cle`` gathers the spécialités that share substances, dosage and form in the base.
    """

    cle: str
    libelle: str
    codes_substance: tuple[str, ...]
    forme: str
    specialites: int = 0
    prix_minimal: Decimal | None = None
