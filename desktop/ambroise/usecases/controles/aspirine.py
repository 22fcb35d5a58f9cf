"""Acetylsalicylic acid: the thesaurus gives its levels by dose, and the line says the dose.

ANSM, thésaurus de septembre 2023, acide acétylsalicylique: anti-inflammatory from 1 g an intake or 3 g a day,
analgesic from 500 mg an intake, antiplatelet from 50 to 375 mg a day. Without a readable dose the strongest
level stays.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from ambroise.domain.posologie import EtapePosologie
from ambroise.domain.posologie_calcul import prises_par_jour
from ambroise.domain.unites import fold
from ambroise.usecases.controles.produits import Produit
from ambroise.usecases.ports_medicaments import InteractionAnsm

SUBSTANCE = "acide acetylsalicylique"
_ANTI_INFLAMMATOIRE_PRISE, _ANTI_INFLAMMATOIRE_JOUR = Decimal(1000), Decimal(3000)
_ANTALGIQUE_PRISE = Decimal(500)
_ANTIAGREGANT_JOUR = Decimal(375)


def by_dose(one: Produit, other: Produit, found: Iterable[InteractionAnsm]) -> tuple[InteractionAnsm, ...]:
    """Return the interactions, those of acetylsalicylic acid at the levels of the dose prescribed."""
    return tuple(_at_dose(one, other, interaction) for interaction in found)


def doses(produit: Produit) -> tuple[Decimal, Decimal] | None:
    """Return the milligrams of an intake and of a day, or None when the line does not tell."""
    posologie = produit.ligne.posologie
    if posologie is None or not posologie.etapes:
        return None
    totals: dict[int, Decimal] = {}
    heaviest = Decimal(0)
    for etape in posologie.etapes:
        intake, count = _intake(produit, etape), prises_par_jour(etape.rythme)
        if intake is None or count is None:
            return None
        heaviest = max(heaviest, intake)
        totals[etape.sequence] = totals.get(etape.sequence, Decimal(0)) + intake * count
    return heaviest, max(totals.values())


def _at_dose(one: Produit, other: Produit, interaction: InteractionAnsm) -> InteractionAnsm:
    levels = interaction.niveaux
    if len(levels) < 2 or SUBSTANCE not in (interaction.substance_a, interaction.substance_b):
        return interaction
    read = doses(one if interaction.substance_a == SUBSTANCE else other)
    if read is None:
        return interaction
    intake, day = read
    if intake >= _ANTI_INFLAMMATOIRE_PRISE or day >= _ANTI_INFLAMMATOIRE_JOUR:
        kept = levels
    elif intake >= _ANTALGIQUE_PRISE:
        kept = levels[1:] if len(levels) > 2 else levels
    elif day <= _ANTIAGREGANT_JOUR:
        kept = levels[-1:]
    else:
        kept = levels
    return replace(interaction, niveaux=kept)


def _intake(produit: Produit, etape: EtapePosologie) -> Decimal | None:
    dose = etape.dose
    if dose is None:
        return None
    if dose.unite.code_ucum:
        factor = {"mg": Decimal(1), "g": Decimal(1000)}.get(dose.unite.code_ucum)
        return dose.plus_forte * factor if factor else None
    strength = _strength(produit)
    return dose.plus_forte * strength if strength else None


def _strength(produit: Produit) -> Decimal | None:
    """Return the milligrams of acetylsalicylic acid in one unit of the product."""
    for substance in produit.specialite.substances if produit.specialite else ():
        found = re.fullmatch(r"(\d+(?:[.,]\d+)?) (mg|g)", substance.dosage)
        if fold(substance.nom) == SUBSTANCE and found:
            value = Decimal(found[1].replace(",", "."))
            return value * 1000 if found[2] == "g" else value
    return None
