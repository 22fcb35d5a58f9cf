"""One line of an order: what, how, how long, how many times, who pays, who may substitute."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from ambroise.domain.posologie import Duree, Posologie, UniteTemps
from ambroise.domain.posologie_calcul import compute_bilan
from ambroise.domain.produit_prescrit import (
    ActePrescrit,
    DenominationPrescrite,
    DispositifPrescrit,
    PreparationPrescrite,
    Produit,
    ProduitLibre,
    SpecialitePrescrite,
)


class MentionNonSubstituable(StrEnum):
    """The three lawful reasons to forbid substitution (arrêté du 12/11/2019)."""

    MTE = "MTE"
    EFG = "EFG"
    CIF = "CIF"


@dataclass(frozen=True, slots=True)
class LigneOrdonnance:
    """One line: what, how, how long, how many times, and who pays, who may substitute."""

    id: UUID
    produit: Produit
    posologie: Posologie | None = None
    duree_traitement: Duree | None = None
    date_debut: date | None = None
    boites: int | None = None
    renouvellements: int = 0
    renouvellement_interdit: bool = False
    en_rapport_ald: bool = False
    accident_travail: bool = False
    non_remboursable: bool = False
    hors_amm: bool = False
    prevention: bool = False
    medicament_exception: bool = False
    mention_non_substituable: MentionNonSubstituable | None = None
    indication: str = ""
    instructions_patient: str = ""
    instructions_dispensateur: str = ""
    fraction_jours: int | None = None
    delivrance_unique: bool = False
    chevauchement_autorise: bool = False
    date_prochain_diagnostic: date | None = None
    ligne_renouvelee: UUID | None = None

    def __post_init__(self) -> None:
        if self.boites is not None and self.boites <= 0:
            raise ValueError("un nombre de boîtes est positif")
        if self.renouvellements < 0:
            raise ValueError("un nombre de renouvellements n’est pas négatif")

    @property
    def libelle(self) -> str:
        """Return the name of the product, common name first as the law wants (décret 2014-1359)."""
        match self.produit:
            case SpecialitePrescrite(dci=dci, denomination=denomination):
                return f"{dci} ({denomination})" if dci else denomination
            case DenominationPrescrite(denomination=denomination):
                return denomination.libelle
            case PreparationPrescrite(formule=formule):
                return formule
            case DispositifPrescrit(designation=designation):
                return designation
            case ActePrescrit(libelle=libelle):
                return libelle
            case ProduitLibre(texte=texte):
                return texte

    @property
    def nom_court(self) -> str:
        """Return the name and its strength, without form nor brand: what a narrow list has room for."""
        match self.produit:
            case SpecialitePrescrite(dci=dci, denomination=denomination):
                # A common name without strength would make two strengths of one product read the same.
                return (dci if any(map(str.isdigit, dci)) else denomination).partition(",")[0]
            case DenominationPrescrite(denomination=denomination):
                return denomination.libelle.partition(",")[0]
            case _:
                return self.libelle

    @property
    def is_duree_dite(self) -> bool:
        """Tell whether a length or a number of packs is written: the law wants one (CSP R5132-3)."""
        return self.duree_traitement is not None or self.boites is not None

    @property
    def is_medicament(self) -> bool:
        """Tell whether the line is a medicine, even one the base does not know."""
        return isinstance(self.produit, SpecialitePrescrite | DenominationPrescrite | PreparationPrescrite)

    def with_duree(self, le: date) -> "LigneOrdonnance":
        """Return the line, written on a day, with the length its posology says when it says none itself."""
        if self.duree_traitement is not None or self.posologie is None:
            return self
        jours = compute_bilan(self.posologie, self.date_debut or le).duree_jours
        return replace(self, duree_traitement=Duree(Decimal(jours), UniteTemps.JOUR)) if jours else self
