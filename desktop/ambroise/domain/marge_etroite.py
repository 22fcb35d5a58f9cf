"""The medicines of narrow therapeutic margin, and when a pharmacist may himself exclude their substitution.

Arrêté of 12/11/2019 (CSS L162-16, CSP L5125-23), completed early 2020 (JO of 06/02/2020) for the pharmacist's
mention « non substituable (MTE-PH) »: the reference product is given though the prescriber wrote nothing. The
arrêté wants it written by hand on the paper order, and the prescriber told.
"""

from typing import Final

from ambroise.domain.medicament import Specialite
from ambroise.domain.unites import fold

SOURCE: Final = "arrêté du 12/11/2019"
MTE_PH: Final = "MTE-PH"
MENTION_MTE_PH: Final = f"Non substituable ({MTE_PH})"

MARGE_ETROITE: Final = (
    "lamotrigine",
    "pregabaline",
    "zonisamide",
    "levetiracetam",
    "topiramate",
    "valproate de sodium",
    "valproique",
    "levothyroxine",
    "mycophenolate mofetil",
    "mycophenolique",
    "mycophenolate sodique",
    "buprenorphine",
    "azathioprine",
    "ciclosporine",
    "everolimus",
)
"""The list published with the arrêté; later amendments are not open data."""


def is_marge_etroite(specialite: Specialite) -> bool:
    """Tell whether a product holds a substance of the list."""
    noms = " ".join(fold(substance.nom) for substance in specialite.substances)
    return any(nom in noms for nom in MARGE_ETROITE)


def find_refus_mte_ph(*, exclue_par_prescripteur: bool, marge_etroite: bool, reference: bool) -> str:
    """Return why the mention may not be written, empty when it may.

    Args:
        reference: the product given is the reference of a generic group.
    """
    if exclue_par_prescripteur:
        return "Le prescripteur a déjà exclu la substitution\u00a0: sa mention suffit."
    if not marge_etroite:
        return f"{MTE_PH} ne vaut que pour une substance de la liste à marge thérapeutique étroite."
    if not reference:
        return f"{MTE_PH} accompagne la référence d’un groupe générique, pas un générique."
    return ""
