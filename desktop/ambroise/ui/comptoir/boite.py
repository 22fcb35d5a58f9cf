"""A pack scanned at the counter: which line it answers, and why it may not."""

from collections.abc import Iterable
from dataclasses import replace

from ambroise.domain.dispensation import ReponseLigne
from ambroise.domain.gs1 import CodeBoite, check_boite
from ambroise.domain.regles_delivrance import Verdict
from ambroise.ui.comptoir.choix import Choix, is_prescribed, missing
from ambroise.ui.comptoir.ports import BoiteGroupe
from ambroise.ui.comptoir.quantite import with_boite
from ambroise.ui.comptoir.state import EtatComptoir
from ambroise.ui.words import NBSP, plural
from ambroise.usecases.ports_actes import LigneConsultee


def scan_pack(etat: EtatComptoir, code: CodeBoite) -> tuple[EtatComptoir, str]:
    """Return the counter with the pack counted in its line, or as it was and the reason of the refusal."""
    ligne = _line_of(etat, code)
    if ligne is None:
        toutes = _cips(b for li in etat.lignes for b in etat.boites_de(li))
        refus = check_boite(code, toutes, etat.aujourdhui)
        return etat, " ".join(refus) or "Cette boîte ne répond à aucune ligne à délivrer."
    boite = next(b for b in etat.boites_de(ligne) if b.presentation.code_cip13 == code.code_cip13)
    raison = _refusal(etat, ligne, boite, code)
    if raison:
        return etat, raison
    avant = etat.choix_de(ligne)
    reponse = _answer(ligne, boite, avant)
    garde = avant if avant.exceptionnel or avant.reponse is reponse else Choix(reponse)
    if garde.boite != boite:
        garde = with_boite(ligne, etat.prises_de(ligne), garde, boite)
    bipees = (*(b for b in avant.bipees if b.code_cip13 == code.code_cip13), code)
    choix = replace(garde, boites=max(garde.boites, len(bipees)), bipees=bipees, valide=False)
    entier = len(bipees) == choix.boites and reponse in (ReponseLigne.TEL_QUEL, ReponseLigne.SUBSTITUE)
    choix = replace(choix, valide=entier and not missing(ligne, choix))
    return replace(etat.with_choix(ligne, choix), courante=ligne.id), ""


def _line_of(etat: EtatComptoir, code: CodeBoite) -> LigneConsultee | None:
    """Return the line that the pack answers: the open one, else the first still waiting, else the first."""
    possibles = [ligne for ligne in etat.a_repondre if code.code_cip13 in _cips(etat.boites_de(ligne))]
    attente = [ligne for ligne in possibles if not etat.choix_de(ligne).valide]
    ouverte = [ligne for ligne in attente if ligne.id == etat.courante]
    return next(iter(ouverte or attente or possibles), None)


def _refusal(etat: EtatComptoir, ligne: LigneConsultee, boite: BoiteGroupe, code: CodeBoite) -> str:
    refus = check_boite(code, _cips(etat.boites_de(ligne)), etat.aujourdhui)
    if refus:
        return " ".join(refus)
    choix, delai, ou = etat.choix_de(ligne), etat.delai_de(ligne), f"Ligne {ligne.rang}{NBSP}:"
    if delai.verdict is Verdict.NON:
        return f"{ou} {delai.phrase}"
    if boite.hors_groupe and choix.reponse is not ReponseLigne.MODIFIE:
        return f"{ou} cette boîte est un autre médicament."
    if code.numero_serie and any(_is_same_pack(b, code) for c in etat.choix.values() for b in c.bipees):
        return "Cette boîte est déjà bipée."
    if boite.complement:
        return f"{ou} cette boîte est d’un autre dosage."
    accord = choix.reponse is ReponseLigne.MODIFIE
    if not (accord or is_prescribed(ligne, boite) or ligne.is_substituable):
        return f"{ou} non substituable, cette boîte est un autre médicament."
    deja = sum(b.code_cip13 == code.code_cip13 for b in choix.bipees)
    if deja >= (choix.boites if choix.part is not None else ligne.boites_restantes):
        return f"{ou} déjà {plural(deja, 'boîte bipée', 'boîtes bipées')}."
    return ""


def _answer(ligne: LigneConsultee, boite: BoiteGroupe, avant: Choix) -> ReponseLigne:
    """Keep a partial or changed answer already given; else the pack itself says which of the two."""
    if avant.reponse in (ReponseLigne.PARTIEL, ReponseLigne.MODIFIE):
        return avant.reponse
    return ReponseLigne.TEL_QUEL if is_prescribed(ligne, boite) else ReponseLigne.SUBSTITUE


def _is_same_pack(bipee: CodeBoite, code: CodeBoite) -> bool:
    return (bipee.code_cip13, bipee.numero_serie) == (code.code_cip13, code.numero_serie)


def _cips(boites: Iterable[BoiteGroupe]) -> frozenset[str]:
    return frozenset(b.presentation.code_cip13 for b in boites)
