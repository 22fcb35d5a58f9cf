"""What a received document proposes to the file; nothing enters it unless someone says so.

Identity first: a document of someone else proposes nothing.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from ambroise.domain.dossier import TypeConstante
from ambroise.domain.entrees import Probleme, ResultatBiologie, TraitementDeclare
from ambroise.domain.fonction_renale import CREATININE_MG_PAR_L


class GenreApport(Enum):
    """The kinds of proposals, with the words above them."""

    RESULTAT = "Résultats"
    TRAITEMENT = "Traitements"
    ALLERGIE = "Allergies"
    PROBLEME = "Problèmes"


@dataclass(frozen=True)
class AllergieProposee:
    """An allergy named by a document."""

    libelle: str
    code: str = ""


Contenu = ResultatBiologie | TraitementDeclare | Probleme | AllergieProposee


@dataclass(frozen=True)
class Apport:
    """One proposal; ``constante`` is the measure of the file that a result also is.

    ``is_connu``: the file already says it.
    """

    genre: GenreApport
    libelle: str
    detail: str
    contenu: Contenu
    constante: tuple[TypeConstante, Decimal] | None = None
    is_connu: bool = False

    @property
    def is_critique(self) -> bool:
        return isinstance(self.contenu, ResultatBiologie) and self.contenu.is_critique

    @property
    def is_anormal(self) -> bool:
        return isinstance(self.contenu, ResultatBiologie) and self.contenu.is_anormal


@dataclass(frozen=True)
class Propositions:
    """What a document proposes to one file; ``ecart`` says why nothing may be taken from it."""

    apports: tuple[Apport, ...] = ()
    ecart: str = ""


_LOINC = {
    "4548-4": (TypeConstante.HBA1C, {"%": Decimal(1)}),
    "17856-6": (TypeConstante.HBA1C, {"%": Decimal(1)}),
    "14682-9": (TypeConstante.CREATININE, {"umol/L": Decimal(1), "µmol/L": Decimal(1)}),
    "2160-0": (
        TypeConstante.CREATININE,
        {"mg/L": CREATININE_MG_PAR_L, "mg/dL": CREATININE_MG_PAR_L * 10, "umol/L": Decimal(1)},
    ),
    "2345-7": (TypeConstante.GLYCEMIE, {"g/L": Decimal(1), "mg/dL": Decimal("0.01")}),
    "1558-6": (TypeConstante.GLYCEMIE, {"g/L": Decimal(1), "mg/dL": Decimal("0.01")}),
    "14771-0": (TypeConstante.GLYCEMIE, {"mmol/L": Decimal("0.18016")}),
    "14749-6": (TypeConstante.GLYCEMIE, {"mmol/L": Decimal("0.18016")}),
    "29463-7": (TypeConstante.POIDS, {"kg": Decimal(1), "g": Decimal("0.001")}),
    "8302-2": (TypeConstante.TAILLE, {"cm": Decimal(1), "m": Decimal(100)}),
    "8306-3": (TypeConstante.TAILLE, {"cm": Decimal(1), "m": Decimal(100)}),
    "8287-5": (TypeConstante.PERIMETRE_CRANIEN, {"cm": Decimal(1)}),
    "8480-6": (TypeConstante.TENSION_SYSTOLIQUE, {"mm[Hg]": Decimal(1), "mmHg": Decimal(1)}),
    "8462-4": (TypeConstante.TENSION_DIASTOLIQUE, {"mm[Hg]": Decimal(1), "mmHg": Decimal(1)}),
    "8867-4": (TypeConstante.FREQUENCE_CARDIAQUE, {"/min": Decimal(1)}),
    "8310-5": (TypeConstante.TEMPERATURE, {"Cel": Decimal(1), "°C": Decimal(1)}),
    "2708-6": (TypeConstante.SATURATION, {"%": Decimal(1)}),
}
"""LOINC code → measure of the file, and what each unit is worth in its unit (glucose: 180.16 g/mol)."""


def constante_of(code: str, valeur: Decimal | None, unite: str) -> tuple[TypeConstante, Decimal] | None:
    """Return the measure of the file that a result is; none for an unknown code or unit, or out of reach."""
    if valeur is None or code not in _LOINC:
        return None
    type_, unites = _LOINC[code]
    if unite not in unites:
        return None
    converti = valeur * unites[unite]
    exact = converti if unites[unite] == 1 else round(converti, 2)
    return (type_, exact) if type_.minimum <= exact <= type_.maximum else None
