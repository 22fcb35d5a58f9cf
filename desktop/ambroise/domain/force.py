"""The strength of one unit of intake, read in the name of a product: « SOLUPRED 20 mg, comprimé »."""

import re
from decimal import Decimal
from typing import Final

from ambroise.domain.posologie import Dose
from ambroise.domain.produit_prescrit import DenominationPrescrite, Produit, SpecialitePrescrite
from ambroise.domain.unites import find_unite

_FORCE: Final = re.compile(r"(\d[\d\u00a0 ]*(?:,\d+)?)\s*(mg|g|microgrammes?)(?![a-zà-ÿ])")
_PAR_VOLUME: Final = re.compile(r"\s*/")


def dosage_of(produit: Produit) -> Dose | None:
    """Return the strength of one tablet, capsule… of a product of one substance.

    None when it has several strengths, one for a volume, or is not counted in units.
    """
    if not isinstance(produit, SpecialitePrescrite | DenominationPrescrite):
        return None
    if produit.unite is None or produit.unite.code_ucum is not None:
        return None
    libelle = complete_name(produit)
    forces = list(_FORCE.finditer(libelle))
    if len(forces) != 1 or _PAR_VOLUME.match(libelle, forces[0].end()):
        return None
    unite = find_unite(forces[0][2])
    valeur = Decimal(re.sub(r"\s", "", forces[0][1]).replace(",", "."))
    return Dose(valeur, unite) if unite is not None and valeur > 0 else None


def complete_name(produit: SpecialitePrescrite | DenominationPrescrite) -> str:
    """Return the name of a product with its strength and its form."""
    if isinstance(produit, SpecialitePrescrite):
        return produit.denomination
    return produit.denomination.libelle
