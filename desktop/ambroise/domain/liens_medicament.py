"""Where a medicine is described by the State, and where an adverse effect of it is told.

The address of a product is the one the public base itself publishes (CIS_MITM, column 4); its page holds the
summary of characteristics and the leaflet. Telling an effect: CSP L5121-25, portal of the ministry.
"""

from typing import Final

SIGNALEMENT: Final = "https://signalement.social-sante.gouv.fr"


def fiche_publique(code_cis: str) -> str:
    """Return the address of the public page of a product, empty for what is no code of it."""
    if not (len(code_cis) == 8 and code_cis.isascii() and code_cis.isdigit()):
        return ""
    return f"https://base-donnees-publique.medicaments.gouv.fr/extrait.php?specid={code_cis}"
