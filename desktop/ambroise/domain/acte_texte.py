"""How a line reads, the same words on the screen, on paper and for who executes it."""

import re

from ambroise.domain.acte_ligne import COTE
from ambroise.domain.acte_saisi import OUI
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.posologie_texte import render_duree
from ambroise.domain.produit_prescrit import ActePrescrit, DispositifPrescrit, SpecialitePrescrite
from ambroise.domain.type_ordonnance import TypeOrdonnance

_COMPTES = {
    TypeOrdonnance.SOINS_INFIRMIERS: ("acte", "actes"),
    TypeOrdonnance.TRANSPORT: ("transport", "transports"),
}
_SEANCES = ("séance", "séances")
_CASES = (
    ("a_domicile", "à domicile"),
    ("dimanches_et_feries", "dimanches et jours fériés compris"),
    ("urgent", "urgent"),
)


def render_titre(ligne: LigneOrdonnance) -> str:
    """Return the name of what is prescribed: an act with its side, a brand without a form said twice."""
    match ligne.produit:
        case ActePrescrit(details=details) if cote := dict(details).get(COTE):
            return f"{ligne.libelle}, {cote if cote.startswith('des') else f'côté {cote}'}"
        case SpecialitePrescrite(dci=dci, denomination=brand) if dci:
            if dci.casefold() in brand.casefold():
                return brand
            return f"{dci} ({brand.split(',')[0] if ',' in dci else brand})"
    return ligne.libelle


def render_execution(ligne: LigneOrdonnance, type_: TypeOrdonnance) -> str:
    """Return how often, how many, how long and where; empty for what has nothing of it."""
    match ligne.produit:
        case DispositifPrescrit(quantite=quantite, conditions=conditions):
            mots = [quantite, _pendant(ligne), conditions]
        case ActePrescrit() as acte:
            un, plusieurs = _COMPTES.get(type_, _SEANCES)
            compte = f"{acte.nombre}\u00a0{plusieurs if acte.nombre > 1 else un}" if acte.nombre else ""
            rythme = " ".join(filter(None, (acte.frequence, _pendant(ligne))))
            mots = [compte, rythme, *(mot for nom, mot in _CASES if getattr(acte, nom))]
        case _:
            mots = []
    return ", ".join(filter(None, mots))


def render_details(ligne: LigneOrdonnance) -> tuple[str, ...]:
    """Return what else the kind asks, one sentence each: question, context, from, to, LPP code."""
    match ligne.produit:
        case DispositifPrescrit(code_lpp=code) if code:
            return (f"Code LPP {code}",)
        case ActePrescrit(details=details):
            return tuple(_detail(nom, valeur) for nom, valeur in details if nom != COTE)
    return ()


def render_acte(ligne: LigneOrdonnance, type_: TypeOrdonnance) -> str:
    """Return all of it in one line."""
    return " · ".join(filter(None, (render_execution(ligne, type_), *render_details(ligne))))


def count_of(quantite: str) -> int | None:
    """Return the number a quantity begins with (« 2 paires »), None when it begins with none."""
    trouve = re.match(r"\d+", quantite)
    return int(trouve[0]) if trouve else None


def _detail(nom: str, valeur: str) -> str:
    return nom if valeur == OUI else f"{nom}\u00a0: {valeur}"


def _pendant(ligne: LigneOrdonnance) -> str:
    return f"pendant {render_duree(ligne.duree_traitement)}" if ligne.duree_traitement else ""
