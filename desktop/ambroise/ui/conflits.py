"""What another seat wrote first, in the words its own screen shows it by."""

from ambroise.domain.droits import Compte
from ambroise.domain.entrees import RaccourciTexte
from ambroise.domain.modele_ordonnance import ModeleOrdonnance
from ambroise.domain.plan_soins import PlanSoins
from ambroise.ui.words import NBSP

_LONGUEUR = 160


def written_words(actuel: object) -> str:
    """Return what is written now, short enough for a banner; nothing when it is not known."""
    match actuel:
        case RaccourciTexte(mot=mot, texte=texte):
            mots = f";{mot}{NBSP}: {' '.join(texte.split())}"
        case ModeleOrdonnance(nom=nom, lignes=lignes):
            mots = f"{nom}{NBSP}: {', '.join(ligne.libelle for ligne in lignes)}"
        case PlanSoins(actes=actes):
            mots = ", ".join(acte.libelle for acte in actes)
        case Compte():
            mots = ", ".join(filter(None, (actuel.nom, actuel.role, *_dates(actuel))))
        case _:
            mots = getattr(actuel, "libelle", "") or getattr(actuel, "objet", "")
    return mots if len(mots) <= _LONGUEUR else f"{mots[: _LONGUEUR - 1]}…"


def _dates(compte: Compte) -> tuple[str, str]:
    du = f"du {compte.du:%d/%m/%Y}" if compte.du else ""
    au = f"jusqu’au {compte.au:%d/%m/%Y}" if compte.au else ""
    return du, au
