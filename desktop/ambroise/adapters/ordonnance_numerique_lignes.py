"""The lines of an order as the ordonnance numérique service takes them."""

from collections.abc import Mapping, Sequence
from typing import Any

from ambroise.domain.acte_texte import render_acte, render_titre
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.mention_ligne import mentions_of
from ambroise.domain.ordonnance import Ordonnance, TypeOrdonnance
from ambroise.domain.posologie import Posologie
from ambroise.domain.posologie_texte import render_posologie
from ambroise.domain.produit_prescrit import (
    DispositifPrescrit,
    Produit,
    ProduitLibre,
    SpecialitePrescrite,
)
from ambroise.usecases.posologie_fhir import to_fhir
from ambroise.usecases.posologie_fhir_lecture import from_fhir
from esante.ordonnance_numerique import systems
from esante.ordonnance_numerique.models import Code, LigneDeposee, MentionLigne, TypeLigne


def deposited_lines(ordonnance: Ordonnance) -> tuple[LigneDeposee, ...]:
    """Return every line, readable by a pharmacist without any reference table."""
    return tuple(_line(ligne, ordonnance.type) for ligne in ordonnance.lignes)


def _line(ligne: LigneOrdonnance, type_: TypeOrdonnance) -> LigneDeposee:
    mention = ligne.mention_non_substituable
    return LigneDeposee(
        identifiant=str(ligne.id),
        type=TypeLigne(type_.value),
        designation=render_titre(ligne),
        posologie=_how(ligne, type_),
        codes=_codes(ligne.produit),
        duree_jours=int(ligne.duree_traitement.jours) if ligne.duree_traitement else None,
        nombre_boites=ligne.boites,
        fraction_jours=ligne.fraction_jours,
        renouvellements=ligne.renouvellements,
        non_substituable=mention.value if mention else None,
        en_rapport_ald=ligne.en_rapport_ald,
        dosages=_dosages(ligne, type_),
        mention=ligne.instructions_dispensateur,
        indication=ligne.indication,
        mentions=frozenset(MentionLigne[mention.name] for mention in mentions_of(ligne)),
    )


def read_dosages(dosages: Sequence[Mapping[str, Any]]) -> Posologie | None:
    """Return the posology of a line as a model; None when the service holds words, or none we understand."""
    if not dosages:
        return None
    try:
        return from_fhir(dosages)
    except ValueError:
        return None


def _dosages(ligne: LigneOrdonnance, type_: TypeOrdonnance) -> tuple[Mapping[str, Any], ...]:
    posologie = ligne.posologie
    if type_ is not TypeOrdonnance.MEDICAMENTS or posologie is None or not posologie.is_structuree:
        return ()
    return tuple(to_fhir(posologie))


def _how(ligne: LigneOrdonnance, type_: TypeOrdonnance) -> str:
    """Return how the line is taken or done, in words; a device or an act without any says its own name."""
    if ligne.posologie:
        return render_posologie(ligne.posologie)
    if isinstance(ligne.produit, ProduitLibre):
        return ligne.produit.texte
    return ". ".join(filter(None, (render_acte(ligne, type_), ligne.instructions_patient)))


def _codes(produit: Produit) -> tuple[Code, ...]:
    match produit:
        case SpecialitePrescrite(code_cis=cis, denomination=denomination, code_cip13=cip):
            connu = Code(systems.CIS, cis, denomination)
            return (connu, Code(systems.CIP, cip)) if cip else (connu,)
        case DispositifPrescrit(code_lpp=lpp, designation=designation) if lpp:
            return (Code(systems.LPP, lpp, designation),)
    return ()
