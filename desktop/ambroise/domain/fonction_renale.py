"""The renal function of an adult, from the creatinine: estimated filtration rate and clearance.

Filtration rate by CKD-EPI 2009 without the ethnic factor, which HAS recommends (« Évaluation du débit de
filtration glomérulaire et du dosage de la créatininémie », December 2011); the 2021 equation is beside it.
Clearance by Cockcroft and Gault, which most product summaries quote, when the weight is known. None holds for
a child or in a pregnancy.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

AGE_ADULTE = 18
MICROMOLES_PAR_MG_DL = 88.4
CREATININE_MG_PAR_L = Decimal("8.84")
"""One mg/L of creatinine in µmol/L (113.12 g/mol)."""
DFG_DIMINUE = 60
"""Below, the filtration rate is lowered (HAS, parcours de soins, maladie rénale chronique de l'adulte)."""


@dataclass(frozen=True, slots=True)
class FonctionRenale:
    """Both estimates in mL/min, the filtration rate for 1.73 m²; the clearance asks for the weight."""

    creatinine: Decimal
    mesuree_le: date
    dfg: int
    dfg_2021: int
    clairance: int | None = None

    @property
    def is_diminuee(self) -> bool:
        """Whether the filtration rate is lowered."""
        return self.dfg < DFG_DIMINUE


def estimate(
    creatinine: Decimal, mesuree_le: date, age: int, sexe: str, poids_kg: Decimal | None = None
) -> FonctionRenale | None:
    """Return the renal function of an adult; None for a child or an unknown sex.

    Args:
        creatinine: in µmol/L.
        sexe: ``M`` or ``F``.
    """
    if age < AGE_ADULTE or sexe not in ("M", "F") or creatinine <= 0:
        return None
    feminin = sexe == "F"
    kappa = 0.7 if feminin else 0.9
    rapport = float(creatinine) / MICROMOLES_PAR_MG_DL / kappa
    bas, haut = min(rapport, 1.0), max(rapport, 1.0)
    alpha_2009, alpha_2021 = (-0.329, -0.241) if feminin else (-0.411, -0.302)
    dfg = 141 * bas**alpha_2009 * haut**-1.209 * 0.993**age * (1.018 if feminin else 1)
    dfg_2021 = 142 * bas**alpha_2021 * haut**-1.200 * 0.9938**age * (1.012 if feminin else 1)
    clairance = None
    if poids_kg is not None:
        clairance = round((140 - age) * float(poids_kg) * (1.04 if feminin else 1.23) / float(creatinine))
    return FonctionRenale(creatinine, mesuree_le, round(dfg), round(dfg_2021), clairance)


def render_fonction(fonction: FonctionRenale) -> str:
    """Return « DFG 62 mL/min/1,73 m², clairance 71 mL/min »."""
    mots = f"DFG {fonction.dfg}\u00a0mL/min/1,73\u00a0m²"
    if fonction.clairance is not None:
        mots += f", clairance {fonction.clairance}\u00a0mL/min"
    return mots
