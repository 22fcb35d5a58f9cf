"""Whether the order being written has two zones."""

from ambroise.domain.ordonnance import Ordonnance


def is_bizone(ordonnance: Ordonnance) -> bool:
    """Tell whether the order has a zone for the long illness (model of CSS R161-45): one line is enough."""
    return any(ligne.en_rapport_ald for ligne in ordonnance.lignes)
