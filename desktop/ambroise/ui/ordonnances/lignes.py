"""Make the lines of an order: new, renewed, free; and tell whether the order has two zones."""

from dataclasses import replace
from uuid import UUID

from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import Ordonnance, TypeOrdonnance
from ambroise.domain.posologie import Duree, Posologie
from ambroise.domain.produit_prescrit import ActePrescrit, DispositifPrescrit, Produit, ProduitLibre
from ambroise.domain.traitement import TraitementEnCours


def new_line(id_: UUID, produit: Produit, posologie: Posologie | None) -> LigneOrdonnance:
    """Return a new line, its length taken from the posology when it says one."""
    duree: Duree | None = None
    if posologie is not None and len(posologie.etapes) == 1:
        duree = posologie.etapes[0].duree
    return LigneOrdonnance(id_, produit, posologie, duree)


def renewed(traitement: TraitementEnCours, id_: UUID) -> LigneOrdonnance:
    """Return the line of a running treatment, prescribed again from today."""
    return replace(
        traitement.ligne,
        id=id_,
        ligne_renouvelee=traitement.ligne.id,
        date_debut=None,
        instructions_patient="",
    )


def produit_libre(type_: TypeOrdonnance, texte: str) -> Produit:
    """Return what a line of free words is, for a kind of order that is not of medicines."""
    if type_ is TypeOrdonnance.DISPOSITIFS:
        return DispositifPrescrit(texte)
    return ProduitLibre(texte) if type_ is TypeOrdonnance.LIBRE else ActePrescrit(texte)


def is_bizone(ordonnance: Ordonnance) -> bool:
    """Tell whether the order has a zone for the long illness (model of CSS R161-45): one line is enough."""
    return any(ligne.en_rapport_ald for ligne in ordonnance.lignes)
