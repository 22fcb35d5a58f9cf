"""From a dispensing to the back of its order: stamp, answers, products, lots, register numbers.

CSP R5132-13: after dispensing the order bears the stamp, the number, the date, the quantity, and the name of
the product given in place of the one prescribed; R5123-2-1: the mention of an exceptional dispensing after
the number of boxes.
"""

from collections.abc import Iterable
from decimal import Decimal

from ambroise.domain.dispensation import (
    MOTIFS_REFUS,
    Delivrance,
    Dispensation,
    DispensationLigne,
    ReponseLigne,
)
from ambroise.domain.marge_etroite import MENTION_MTE_PH
from ambroise.domain.posologie_texte import render_posologie
from ambroise.domain.professionnel import SessionProfessionnel
from ambroise.domain.renouvellement_exceptionnel import MENTION
from ambroise.printing.verso import LigneVerso, PageVerso

_REPONSES = {
    ReponseLigne.TEL_QUEL: "Délivré tel quel",
    ReponseLigne.SUBSTITUE: "Délivré par substitution",
    ReponseLigne.MODIFIE: "Délivré avec modification",
    ReponseLigne.PARTIEL: "Délivré en partie",
    ReponseLigne.REFUSE: "Non délivré",
}


def compose_verso(dispensation: Dispensation, session: SessionProfessionnel, *, specimen: bool) -> PageVerso:
    """Return what is printed on the back of the order of a dispensing."""
    structure = session.situation.structure
    ville = f"{structure.code_postal} {structure.commune}".strip()
    return PageVerso(
        timbre=tuple(filter(None, (structure.nom, structure.adresse, ville, structure.telephone))),
        pharmacien=session.professionnel.nom_affiche,
        patient=dispensation.patient,
        numero=dispensation.numero_ordonnance,
        instant=dispensation.instant,
        lignes=tuple(_line(ligne) for ligne in dispensation.lignes),
        porteur=dispensation.porteur,
        specimen=specimen,
    )


def _line(ligne: DispensationLigne) -> LigneVerso:
    reponse = _REPONSES[ligne.reponse]
    if ligne.motif is not None:
        reponse = f"{reponse}\u00a0: {MOTIFS_REFUS[ligne.motif]}"
    if ligne.accord is not None:
        par = f", par {ligne.accord.moyen}" if ligne.accord.moyen else ""
        reponse = f"{reponse}, accord de {ligne.accord.prescripteur} le {ligne.accord.date:%d/%m/%Y}{par}"
    if ligne.is_exceptionnelle:
        reponse = f"{reponse}, {_boxes(sum(d.boites for d in ligne.delivrances))}, {MENTION}"
    if ligne.mte_ph:
        reponse = f"{reponse}, {MENTION_MTE_PH[0].lower()}{MENTION_MTE_PH[1:]}"
    if ligne.posologie is not None:
        reponse = f"{reponse}\u00a0: {render_posologie(ligne.posologie)}"
    if ligne.boites_dues:
        reponse = f"{reponse}, {_boxes(ligne.boites_dues)} due{'s' if ligne.boites_dues > 1 else ''}"
    if ligne.unites_a_venir:
        reponse = f"{reponse}, par fraction\u00a0: {ligne.unites_a_venir.normalize():f} à venir"
    if ligne.commentaire:
        reponse = f"{reponse}. {ligne.commentaire}"
    return LigneVerso(
        prescrit=ligne.libelle,
        reponse=reponse,
        delivre=tuple(_products(ligne.delivrances)),
        numeros=ligne.numeros_ordonnancier,
    )


def _products(delivrances: Iterable[Delivrance]) -> Iterable[str]:
    """Return one sentence for each product given: its boxes together, each lot once."""
    par_boite: dict[str, list[Delivrance]] = {}
    for delivrance in delivrances:
        par_boite.setdefault(delivrance.code_cip13, []).append(delivrance)
    for boites in par_boite.values():
        lots = dict.fromkeys(d.lot for d in boites if d.lot)
        mots = f"{boites[0].denomination}\u00a0: {_count(boites)}"
        yield f"{mots}, lot{'s' if len(lots) > 1 else ''} {', '.join(lots)}" if lots else mots


def _count(livrees: Iterable[Delivrance]) -> str:
    """Return what left of a pack: boxes, then the units of one that was opened."""
    par_detail = {True: list[Delivrance](), False: list[Delivrance]()}
    for livree in livrees:
        par_detail[livree.is_au_detail].append(livree)
    boites = sum(livree.boites for livree in par_detail[False])
    unites = sum((livree.unites or Decimal(0) for livree in par_detail[True]), Decimal(0))
    detail = f"{unites.normalize():f}\u00a0unité{'s' if unites > 1 else ''} au détail" if unites else ""
    return " et ".join(filter(None, (_boxes(boites) if boites else "", detail)))


def _boxes(combien: int) -> str:
    return f"{combien}\u00a0boîte{'s' if combien > 1 else ''}"
