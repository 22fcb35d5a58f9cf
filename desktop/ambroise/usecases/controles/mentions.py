"""Mentions a line owes, the « non substituable » reasons, supply, age and pregnancy.

CSP R5132-3 and the forms of each kind of care (mentions), arrêté du 12/11/2019 (non substituable), CSP
R5121-77 and following (pregnancy).
"""

import re
from collections.abc import Iterable

from ambroise.domain.alerte import Alerte, NiveauAlerte, NonControle, TypeAlerte
from ambroise.domain.fonction_renale import render_fonction
from ambroise.domain.ligne_ordonnance import MentionNonSubstituable
from ambroise.domain.manques import Manque, find_manque
from ambroise.domain.marge_etroite import SOURCE, is_marge_etroite
from ambroise.domain.medicament import StatutDisponibilite
from ambroise.domain.unites import fold
from ambroise.usecases.controles.alertes import (
    FICHIER_DISPONIBILITES,
    FICHIER_SPECIALITES,
    make,
    plain,
)
from ambroise.usecases.controles.produits import AGES_PROCREER, Dossier, Produit, Terrain

AGE_EFG = 6
_PROCREER = re.compile(r"procreer|prevention de la grossesse|femmes enceintes")


def check(dossier: Dossier) -> Iterable[Alerte]:
    """Return what each line lacks, of whatever kind, or contradicts."""
    for rang, produit in enumerate(dossier.produits, 1):
        manque = find_manque(dossier.type, produit.ligne, dossier.le, rang)
        if manque is not None:
            yield _manque(dossier, produit, manque)
        if produit.is_controlable:
            yield from _non_substituable(dossier, produit)
            yield from _approvisionnement(dossier, produit)
            yield from _age(dossier, produit)
            yield from _grossesse(dossier, produit)


def not_checked(dossier: Dossier) -> Iterable[NonControle]:
    """Say what the public base cannot tell, and what is missing on the patient."""
    for produit in dossier.produits:
        if produit.raison:
            yield NonControle("Tous les contrôles", produit.lignes, f"{produit.nom}\u00a0: {produit.raison}")
        posologie = produit.ligne.posologie
        if produit.ligne.is_medicament and (posologie is None or not posologie.is_structuree):
            yield NonControle(
                "Dose et durée", produit.lignes, f"{produit.nom}\u00a0: posologie absente ou en texte libre"
            )
        elif posologie and dossier.terrain.poids_kg is None and any(e.par_kg for e in posologie.etapes):
            yield NonControle(
                "Dose",
                produit.lignes,
                f"{produit.nom}\u00a0: dose par kilogramme, {_poids(dossier)}",
                "Pesez le patient et saisissez le poids.",
            )
    if not dossier.produits:
        return
    yield NonControle(
        "Doses maximales et contre-indications par maladie",
        (),
        "la base publique des médicaments ne les contient pas",
        "Consultez le résumé des caractéristiques du produit.",
    )
    yield _renale(dossier.terrain)
    age = dossier.terrain.age(dossier.le)
    if dossier.terrain.sexe == "F" and (age is None or age in AGES_PROCREER):
        yield from _maternite(dossier)


def _renale(terrain: Terrain) -> NonControle:
    """Say the renal function, or that it is unknown: the public base adapts no dose to it."""
    fonction, perimee = terrain.fonction_renale, terrain.creatinine_perimee_le
    if fonction is not None:
        raison = (
            f"{render_fonction(fonction)} le {fonction.mesuree_le:%d/%m/%Y}, sans règle dans la base publique"
        )
        return NonControle("Adaptation à la fonction rénale", (), raison, "Vérifiez chaque produit.")
    raison = f"créatinine trop ancienne ({perimee:%d/%m/%Y})" if perimee else "créatinine inconnue"
    return NonControle(
        "Adaptation à la fonction rénale",
        (),
        raison,
        "Saisissez la créatinine\u00a0: «\u00a0creat 92\u00a0».",
    )


def _poids(dossier: Dossier) -> str:
    perime = dossier.terrain.poids_perime_le
    return f"poids trop ancien ({perime:%d/%m/%Y})" if perime else "poids inconnu"


def _maternite(dossier: Dossier) -> Iterable[NonControle]:
    """Say which of the two was not asked; the base only tells of pregnancy, by its conditions."""
    terrain = dossier.terrain
    inconnu = {
        (True, True): "grossesse et allaitement non renseignés, et ",
        (True, False): "grossesse non renseignée, et ",
        (False, True): "allaitement non renseigné, et ",
    }.get((terrain.grossesse is None, terrain.allaitement is None), "")
    if terrain.grossesse or terrain.allaitement or inconnu:
        raison = f"{inconnu}la base publique n’en dit que les conditions de prescription"
        yield NonControle("Grossesse et allaitement", (), raison, "Consultez le CRAT.")


def _manque(dossier: Dossier, p: Produit, manque: Manque) -> Alerte:
    """Return what a line lacks as an alert that no reason passes over."""
    return plain(
        dossier,
        p,
        TypeAlerte.MENTION,
        NiveauAlerte.CONTRE_INDICATION,
        manque.titre,
        manque.phrase,
        manque.conduite,
        manque.source,
        "Mention obligatoire",
    )


def _non_substituable(dossier: Dossier, p: Produit) -> Iterable[Alerte]:
    mention = p.ligne.mention_non_substituable
    why = ""
    if mention is MentionNonSubstituable.EFG:
        age = dossier.terrain.age(dossier.le)
        if age is None or age >= AGE_EFG:
            why = f"EFG ne vaut que pour un enfant de moins de {AGE_EFG} ans."
    elif mention is MentionNonSubstituable.MTE:
        assert p.specialite is not None
        if not is_marge_etroite(p.specialite):
            why = "MTE ne vaut que pour une substance de la liste à marge thérapeutique étroite."
    elif mention is MentionNonSubstituable.CIF and not p.ligne.instructions_dispensateur.strip():
        why = "CIF demande une contre-indication démontrée à un excipient\u00a0: précisez-la au pharmacien."
    if why:
        yield plain(
            dossier,
            p,
            TypeAlerte.NON_SUBSTITUABLE,
            NiveauAlerte.DECONSEILLE,
            "«\u00a0Non substituable\u00a0» irrégulier",
            f"{p.nom}\u00a0: {why}",
            "Retirez la mention, ou complétez-la.",
            SOURCE,
            "Mention irrégulière",
        )


def _approvisionnement(dossier: Dossier, p: Produit) -> Iterable[Alerte]:
    assert p.specialite is not None
    if not p.specialite.commercialisee:
        yield plain(
            dossier,
            p,
            TypeAlerte.COMMERCIALISATION,
            NiveauAlerte.PRECAUTION,
            "Produit non commercialisé",
            f"{p.specialite.denomination} n’est plus commercialisé.",
            "Prescrivez en dénomination commune, ou choisissez un autre produit.",
            "BDPM, spécialités",
            "Non commercialisé",
            FICHIER_SPECIALITES,
        )
    short = [
        d
        for d in p.specialite.disponibilites
        if d.statut is not StatutDisponibilite.REMISE_A_DISPOSITION and d.code_cip13 is None
    ]
    if short:
        back = f" Retour prévu le {short[0].retour:%d/%m/%Y}." if short[0].retour else ""
        yield plain(
            dossier,
            p,
            TypeAlerte.DISPONIBILITE,
            NiveauAlerte.INFORMATION,
            short[0].libelle,
            f"{p.specialite.denomination}\u00a0: {short[0].libelle.lower()}.{back}",
            "Prévenez le patient, ou choisissez une alternative.",
            "ANSM, disponibilité des produits de santé",
            "Approvisionnement",
            FICHIER_DISPONIBILITES,
        )


def _age(dossier: Dossier, p: Produit) -> Iterable[Alerte]:
    assert p.specialite is not None
    age = dossier.terrain.age(dossier.le)
    name = fold(p.specialite.denomination)
    if age is None or not re.search(r"\badultes?\b", name) or re.search(r"\benfants?\b", name) or age >= 15:
        return
    yield plain(
        dossier,
        p,
        TypeAlerte.AGE,
        NiveauAlerte.PRECAUTION,
        "Présentation pour adultes",
        f"{p.specialite.denomination}\u202f; le patient a {age} ans.",
        "Vérifiez le dosage et la forme.",
        "BDPM, dénomination",
        "Âge",
        FICHIER_SPECIALITES,
    )


def _grossesse(dossier: Dossier, p: Produit) -> Iterable[Alerte]:
    assert p.specialite is not None
    age = dossier.terrain.age(dossier.le)
    if dossier.terrain.sexe != "F" or (age is not None and age not in AGES_PROCREER):
        return
    found = [c for c in p.specialite.conditions if _PROCREER.search(fold(c.texte))]
    if found:
        pregnant = dossier.terrain.grossesse is True
        yield make(
            dossier,
            p,
            TypeAlerte.GROSSESSE,
            NiveauAlerte.CONTRE_INDICATION if pregnant else NiveauAlerte.PRECAUTION,
            "Grossesse en cours" if pregnant else "Femme susceptible de procréer",
            f"{p.nom}\u00a0: {', '.join(dict.fromkeys(c.texte for c in found))}.",
            "N’utilisez pas ce médicament sans avis spécialisé."
            if pregnant
            else "Suivez le programme prévu.",
            "CSP R5121-77 et suivants",
            "Grossesse",
        )
