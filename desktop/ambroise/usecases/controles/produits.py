"""What the controls know of a line: the product resolved in the medicines base, or why it could not be."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ambroise.domain.dossier import Allergie
from ambroise.domain.fonction_renale import FonctionRenale
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.medicament import CategorieCondition, ConditionPrescription, Specialite
from ambroise.domain.posologie import Duree
from ambroise.domain.posologie_calcul import compute_bilan
from ambroise.domain.produit_prescrit import (
    ActePrescrit,
    DenominationPrescrite,
    DispositifPrescrit,
    PreparationPrescrite,
    SpecialitePrescrite,
)
from ambroise.domain.type_ordonnance import TypeOrdonnance
from ambroise.usecases.ports_medicaments import BaseMedicaments

AGES_PROCREER = range(10, 56)
"""The ages at which a woman is asked whether she is pregnant."""


@dataclass(frozen=True, slots=True)
class Terrain:
    """What is known of the patient; None means not asked, and is said as such.

    ``aucune_allergie`` is the answer « no known allergy », which is not the absence of an answer.
    """

    date_naissance: date | None = None
    sexe: str = ""
    allergies: tuple[Allergie, ...] = ()
    aucune_allergie: bool = False
    grossesse: bool | None = None
    allaitement: bool | None = None
    poids_kg: Decimal | None = None
    poids_perime_le: date | None = None
    """When the last weight was measured, if it is too old to dose with."""
    fonction_renale: FonctionRenale | None = None
    creatinine_perimee_le: date | None = None
    """When the last creatinine was measured, if it is too old to dose with."""

    def age(self, le: date) -> int | None:
        """Return the age in whole years."""
        born = self.date_naissance
        if born is None:
            return None
        return le.year - born.year - ((le.month, le.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class Produit:
    """One product of the order or of the running treatments, with what the base says of it.

    ``rang`` is the 1-based rank of the line, None for a running treatment.
    """

    ligne: LigneOrdonnance
    rang: int | None
    nom: str
    specialite: Specialite | None
    codes: frozenset[str] = frozenset()
    voies: tuple[str, ...] = ()
    atc: str = ""
    en_cours_jusqu_au: date | None = None
    raison: str = ""

    @property
    def lignes(self) -> tuple[int, ...]:
        """Return the rank as alerts carry it."""
        return () if self.rang is None else (self.rang,)

    @property
    def is_soin(self) -> bool:
        """Tell whether it is a device or an act, which the base of medicines has nothing to say of."""
        return isinstance(self.ligne.produit, ActePrescrit | DispositifPrescrit)

    @property
    def is_exception(self) -> bool:
        """Tell whether it is a médicament d'exception: the base, or who prescribes, says so."""
        return self.ligne.medicament_exception or (
            self.specialite is not None and self.specialite.is_exception
        )

    @property
    def is_controlable(self) -> bool:
        """Tell whether the base knows the product."""
        return self.specialite is not None

    def conditions(self, *categories: CategorieCondition) -> list[ConditionPrescription]:
        """Return its conditions of those categories."""
        if self.specialite is None:
            return []
        return [c for c in self.specialite.conditions if c.categories & set(categories)]

    def has(self, categorie: CategorieCondition) -> bool:
        """Tell whether one condition carries that obligation."""
        return bool(self.conditions(categorie))

    def duree_jours(self) -> int | None:
        """Return how long the line lasts, renewals left out."""
        ligne = self.ligne
        if ligne.posologie is not None:
            bilan = compute_bilan(ligne.posologie, duree=ligne.duree_traitement)
            if bilan.duree_jours is not None:
                return max(bilan.duree_jours, jours(ligne.duree_traitement) or 0)
        return jours(ligne.duree_traitement)


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that the controls look at."""

    base: BaseMedicaments
    produits: tuple[Produit, ...]
    traitements: tuple[Produit, ...]
    terrain: Terrain
    le: date
    specialites_prescripteur: tuple[str, ...] = ()
    exerce_a_l_hopital: bool = False
    sur_papier: bool = False
    pharmacie_designee: str = ""
    type: TypeOrdonnance = TypeOrdonnance.MEDICAMENTS
    actifs: tuple[Produit, ...] = field(default=())

    @property
    def controlables(self) -> tuple[Produit, ...]:
        """Return the lines the base knows."""
        return tuple(p for p in self.produits if p.is_controlable)


def resolve(
    base: BaseMedicaments, ligne: LigneOrdonnance, rang: int | None, jusqu_au: date | None = None
) -> Produit:
    """Return the product of a line; a common name is represented by its first marketed spécialité."""
    produit = ligne.produit
    match produit:
        case SpecialitePrescrite(code_cis=cis):
            specialite = base.find_specialite(cis)
            nom = produit.dci or produit.denomination
            raison = "" if specialite else "produit inconnu de la base en service"
        case DenominationPrescrite(denomination=denomination):
            brands = base.list_specialites(denomination.cle)
            found = [s for b in brands[:10] if (s := base.find_specialite(b.cle)) is not None]
            specialite = next((s for s in found if s.code_atc), found[0] if found else None)
            nom = denomination.libelle.rsplit(",", 1)[0]
            raison = "" if specialite else "dénomination inconnue de la base en service"
        case PreparationPrescrite():
            specialite, nom, raison = None, ligne.libelle, "préparation magistrale"
        case ActePrescrit() | DispositifPrescrit():
            specialite, nom, raison = None, ligne.libelle, ""
        case _:
            specialite, nom, raison = None, ligne.libelle, "ligne en texte libre"
    if specialite is None:
        return Produit(ligne, rang, nom, None, en_cours_jusqu_au=jusqu_au, raison=raison)
    return Produit(
        ligne,
        rang,
        nom,
        specialite,
        specialite.codes_substance,
        specialite.voies,
        specialite.code_atc or "",
        jusqu_au,
    )


def jours(duree: Duree | None) -> int | None:
    """Return a length in whole days."""
    if duree is None:
        return None
    return int(duree.jours.to_integral_value(rounding="ROUND_CEILING"))
