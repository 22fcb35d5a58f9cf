"""The zones of the order being written, and the order of its lines in them."""

from ambroise.domain.ordonnance import Ordonnance


def arrange(ordonnance: Ordonnance) -> Ordonnance:
    """Return the order with a zone for the long illness when one line is of it (model of CSS R161-45).

    Its lines come first, as on paper: a line has one number on the screen, in the alerts and in print.
    """
    lignes = sorted(ordonnance.lignes, key=lambda ligne: not ligne.en_rapport_ald)
    return ordonnance.edit(lignes=tuple(lignes), bizone=any(ligne.en_rapport_ald for ligne in lignes))
