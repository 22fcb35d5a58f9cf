"""An invented product of the medicines base, with what a rule reads of it."""

from dataclasses import replace
from typing import Any

from ambroise.domain.medicament import CategorieCondition, ConditionPrescription, Specialite

ALPHAMOL = Specialite(
    code_cis="60000001",
    denomination="ALPHAMOL 5 mg, comprimé",
    forme="comprimé",
    voies=("orale",),
    statut_amm="Autorisation active",
    commercialisee=True,
    titulaires=("LABO",),
    surveillance_renforcee=False,
    code_atc=None,
    libelle_atc=None,
    substances=(),
    presentations=(),
    groupes=(),
    conditions=(),
    disponibilites=(),
)


def make_specialite(*conditions: ConditionPrescription, **changes: Any) -> Specialite:
    """Return that product with its conditions of dispensing."""
    return replace(ALPHAMOL, conditions=conditions, **changes)


def condition(categorie: CategorieCondition, jours: int | None = None) -> ConditionPrescription:
    """Return one condition of CIS_CPD, with its cap when it has one."""
    return ConditionPrescription(categorie.value, frozenset({categorie}), duree_jours=jours)
