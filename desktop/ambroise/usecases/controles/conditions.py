"""Conditions of prescription and dispensing (BDPM, CIS_CPD): who may prescribe, how long, on what paper.

CSP R5121-77 and following (restricted prescription), R5132-21 (lists I and II, twelve months), R5132-29
and -30 (narcotics, full letters, twenty-eight days), R5132-33 (no overlap unless written).
"""

import re
from collections.abc import Iterable

from ambroise.domain.alerte import Alerte, NiveauAlerte, TypeAlerte
from ambroise.domain.medicament import CategorieCondition as C
from ambroise.domain.options_ligne import PHARMACIE_CHOISIE
from ambroise.domain.unites import fold
from ambroise.usecases.controles import prescripteur
from ambroise.usecases.controles.alertes import make
from ambroise.usecases.controles.prescripteur import texts
from ambroise.usecases.controles.produits import Dossier, Produit

_RAPPELS = (C.SURVEILLANCE, C.ACCORD_SOINS, C.ATTESTATION, C.CARNET, C.AUTRE)
_SANS_OBJET = re.compile(
    r"^renouvellement non restreint|^delivrance effectuee par une pharmacie de ville"
    r"|^medicament soumis a prescription medicale$|^chevauchement interdit"
)
"""Conditions that ask nothing of who prescribes, or that a control of its own reads."""
DUREE_MAXIMALE_LISTES = 366


def check(dossier: Dossier) -> Iterable[Alerte]:
    """Return what the conditions of each line say against it, or recall."""
    for produit in dossier.controlables:
        yield from prescripteur.check(dossier, produit)
        yield from _duree(dossier, produit)
        yield from _stupefiants(dossier, produit)
        yield from _rappels(dossier, produit)


def _duree(dossier: Dossier, p: Produit) -> Iterable[Alerte]:
    once = p.duree_jours()
    if once is None:
        return
    whole = once * (1 + p.ligne.renouvellements)
    caps = [c for c in p.conditions(C.DUREE_LIMITEE) if c.duree_jours]
    strictest = min((c.duree_jours for c in caps if c.duree_jours), default=None)
    if strictest is not None and whole > strictest:
        yield make(
            dossier,
            p,
            TypeAlerte.DUREE,
            NiveauAlerte.CONTRE_INDICATION,
            f"Durée limitée à {strictest} jours",
            f"{p.nom}\u00a0: {texts(caps)}\u202f; la ligne en prescrit {whole}, renouvellements compris.",
            f"Ramenez la durée à {strictest} jours au plus.",
            "CSP R5132-21, R5132-30",
            "Durée réglementaire dépassée",
        )
    elif (p.has(C.LISTE_I) or p.has(C.LISTE_II)) and whole > DUREE_MAXIMALE_LISTES:
        yield make(
            dossier,
            p,
            TypeAlerte.DUREE,
            NiveauAlerte.CONTRE_INDICATION,
            "Durée limitée à douze mois",
            f"{p.nom} est inscrit sur une liste\u00a0: douze mois au plus, renouvellements compris.",
            "Ramenez la durée ou le nombre de renouvellements.",
            "CSP R5132-21",
            "Durée réglementaire dépassée",
        )


def _stupefiants(dossier: Dossier, p: Produit) -> Iterable[Alerte]:
    secure = p.conditions(C.STUPEFIANT, C.ORDONNANCE_SECURISEE)
    if not secure:
        return
    structured = p.ligne.posologie is not None and p.ligne.posologie.is_structuree
    if not structured:
        yield make(
            dossier,
            p,
            TypeAlerte.ORDONNANCE_SECURISEE,
            NiveauAlerte.CONTRE_INDICATION,
            "Posologie à écrire en toutes lettres",
            f"{p.nom}\u00a0: {texts(secure)}\u202f; la posologie en texte libre ne s’écrit pas en "
            "toutes lettres.",
            "Saisissez la posologie pour qu’elle s’imprime en toutes lettres.",
            "CSP R5132-29",
            "Mention obligatoire",
        )
    paper = "Imprimez sur papier sécurisé." if dossier.sur_papier else "L’ordonnance numérique en tient lieu."
    yield make(
        dossier,
        p,
        TypeAlerte.ORDONNANCE_SECURISEE,
        NiveauAlerte.PRECAUTION if dossier.sur_papier else NiveauAlerte.INFORMATION,
        "Ordonnance sécurisée",
        f"{p.nom}\u00a0: {texts(secure)}.",
        f"{paper} Doses, prises et durée s’impriment en toutes lettres.",
        "CSP R5132-5, R5132-29",
        "Ordonnance sécurisée",
    )
    yield from _delivrance(dossier, p)


def _delivrance(dossier: Dossier, p: Produit) -> Iterable[Alerte]:
    if p.ligne.renouvellements and p.has(C.STUPEFIANT):
        yield make(
            dossier,
            p,
            TypeAlerte.RENOUVELLEMENT,
            NiveauAlerte.CONTRE_INDICATION,
            "Un stupéfiant ne se renouvelle pas",
            f"{p.nom} est un stupéfiant\u00a0: son renouvellement est interdit.",
            "Retirez le renouvellement\u202f; une nouvelle ordonnance est nécessaire.",
            "CSP R5132-30",
            "Renouvellement interdit",
        )
    fractions = [c.fraction_jours for c in p.conditions(C.DELIVRANCE_FRACTIONNEE) if c.fraction_jours]
    if fractions and p.ligne.fraction_jours is None and not p.ligne.delivrance_unique:
        yield make(
            dossier,
            p,
            TypeAlerte.ORDONNANCE_SECURISEE,
            NiveauAlerte.PRECAUTION,
            f"Délivrance fractionnée de {min(fractions)} jours",
            f"{p.nom}\u00a0: délivrance fractionnée de {min(fractions)} jours.",
            "Écrivez la durée de chaque fraction, ou «\u00a0délivrance en une seule fois\u00a0».",
            "CSP R5132-30",
            "Mention obligatoire",
        )
    for treatment in dossier.traitements:
        until = treatment.en_cours_jusqu_au
        if (
            _forbids_overlap(p)
            and treatment.codes & p.codes
            and until is not None
            and until >= (p.ligne.date_debut or dossier.le)
            and not p.ligne.chevauchement_autorise
        ):
            yield make(
                dossier,
                p,
                TypeAlerte.CHEVAUCHEMENT,
                NiveauAlerte.CONTRE_INDICATION,
                "Chevauchement de stupéfiants",
                f"{p.nom}\u00a0: une ordonnance court jusqu’au {until:%d/%m/%Y}.",
                "Attendez la fin de la période, ou portez la mention expresse du chevauchement.",
                "CSP R5132-33",
                "Chevauchement interdit sauf mention",
            )
    is_designee = dossier.pharmacie_designee or p.ligne.instructions_dispensateur.startswith(
        PHARMACIE_CHOISIE
    )
    if p.atc.startswith("N07BC") and not is_designee:
        yield make(
            dossier,
            p,
            TypeAlerte.MENTION,
            NiveauAlerte.PRECAUTION,
            "Pharmacie à désigner",
            f"{p.nom}\u00a0: traitement de substitution aux opioïdes.",
            "Ajoutez «\u00a0pharmacie: …\u00a0», celle choisie avec le patient.",
            "CSS L162-4-2",
            "Mention obligatoire",
        )


def _forbids_overlap(p: Produit) -> bool:
    texts = (fold(c.texte) for c in (p.specialite.conditions if p.specialite else ()))
    return p.has(C.STUPEFIANT) or any(t.startswith("chevauchement interdit") for t in texts)


def _rappels(dossier: Dossier, p: Produit) -> Iterable[Alerte]:
    found = [c for c in p.conditions(*_RAPPELS) if not _SANS_OBJET.search(fold(c.texte))]
    if found:
        yield make(
            dossier,
            p,
            TypeAlerte.CONDITION_PRESCRIPTION,
            NiveauAlerte.INFORMATION,
            "À faire avec cette prescription",
            f"{p.nom}\u00a0: {texts(found)}.",
            "Vérifiez que c’est fait, et portez les mentions demandées.",
            "CSP R5121-77 et suivants",
            "Rappel",
        )
