"""What stands beside the title of an order: its day, what it replaces, for whom a locum writes it."""

from ambroise.ui.ordonnances.state import EtatOrdonnance
from ambroise.ui.words import long_date


def write_sous_titre(etat: EtatOrdonnance) -> str:
    """Return « du 4 juin 2026, remplace celle du 2 juin 2026, en remplacement de Dr Jeanne MARTIN »."""
    mots = (f"du {long_date(etat.ordonnance.date)}", _replaced(etat), _remplacant(etat))
    return ", ".join(filter(None, mots))


def _replaced(etat: EtatOrdonnance) -> str:
    if etat.ordonnance.remplace is None:
        return ""
    ancienne = next((o for o in etat.dossier.ordonnances if o.id == etat.ordonnance.remplace), None)
    return f"remplace celle du {long_date(ancienne.date)}" if ancienne else "remplace la précédente"


def _remplacant(etat: EtatOrdonnance) -> str:
    who = etat.ordonnance.prescripteur
    return f"en remplacement de {who.nom_remplace or who.rpps_remplace}" if who.rpps_remplace else ""
