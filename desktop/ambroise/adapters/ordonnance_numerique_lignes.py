"""The lines of an order as the ordonnance numérique service takes them."""

from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.posologie_texte import render_posologie
from ambroise.domain.produit_prescrit import (
    ActePrescrit,
    DispositifPrescrit,
    ProduitLibre,
    SpecialitePrescrite,
)
from esante.ordonnance_numerique import systems
from esante.ordonnance_numerique.models import Code, LigneDeposee, TypeLigne


def deposited_lines(ordonnance: Ordonnance) -> tuple[LigneDeposee, ...]:
    """Return every line, readable by a pharmacist without any reference table."""
    type_ = TypeLigne(ordonnance.type.value)
    return tuple(_line(ligne, type_) for ligne in ordonnance.lignes)


def _line(ligne: LigneOrdonnance, type_: TypeLigne) -> LigneDeposee:
    mention = ligne.mention_non_substituable
    return LigneDeposee(
        identifiant=str(ligne.id),
        type=type_,
        designation=ligne.libelle,
        posologie=_how(ligne),
        codes=_codes(ligne),
        duree_jours=int(ligne.duree_traitement.jours) if ligne.duree_traitement else None,
        nombre_boites=ligne.boites,
        fraction_jours=ligne.fraction_jours,
        renouvellements=ligne.renouvellements,
        non_substituable=mention.value if mention else None,
        en_rapport_ald=ligne.en_rapport_ald,
    )


def _how(ligne: LigneOrdonnance) -> str:
    if ligne.posologie:
        return render_posologie(ligne.posologie)
    match ligne.produit:
        case DispositifPrescrit(quantite=quantite, conditions=conditions):
            return " ".join(filter(None, (quantite, conditions)))
        case ActePrescrit(frequence=frequence):
            return frequence
        case ProduitLibre(texte=texte):
            return texte
        case _:
            return ""


def _codes(ligne: LigneOrdonnance) -> tuple[Code, ...]:
    if not isinstance(ligne.produit, SpecialitePrescrite):
        return ()
    produit = ligne.produit
    codes = [Code(systems.CIS, produit.code_cis, produit.denomination)]
    if produit.code_cip13:
        codes.append(Code(systems.CIP, produit.code_cip13))
    return tuple(codes)
