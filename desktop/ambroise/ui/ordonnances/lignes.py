"""What a line of free words is; and whether the order has two zones."""

from ambroise.domain.ordonnance import Ordonnance, TypeOrdonnance
from ambroise.domain.produit_prescrit import ActePrescrit, DispositifPrescrit, Produit, ProduitLibre


def produit_libre(type_: TypeOrdonnance, texte: str) -> Produit:
    """Return what a line of free words is, for a kind of order that is not of medicines."""
    if type_ is TypeOrdonnance.DISPOSITIFS:
        return DispositifPrescrit(texte)
    return ProduitLibre(texte) if type_ is TypeOrdonnance.LIBRE else ActePrescrit(texte)


def is_bizone(ordonnance: Ordonnance) -> bool:
    """Tell whether the order has a zone for the long illness (model of CSS R161-45): one line is enough."""
    return any(ligne.en_rapport_ald for ligne in ordonnance.lignes)
