"""Who may prescribe a product: the hospital, some specialists, the first time or each time.

CSP R5121-77 and following (restricted prescription), as the conditions of the public base write it.
"""

import re
from collections.abc import Iterable

from ambroise.domain.alerte import Alerte, NiveauAlerte, TypeAlerte
from ambroise.domain.medicament import CategorieCondition as C
from ambroise.domain.medicament import ConditionPrescription
from ambroise.domain.unites import fold
from ambroise.usecases.controles.alertes import make
from ambroise.usecases.controles.produits import Dossier, Produit

_MOTS_COMMUNS = frozenset(
    [
        "chirurgie",
        "competence",
        "enfant",
        "generale",
        "hopital",
        "hospitaliere",
        "infantile",
        "maladie",
        "maladies",
        "medecine",
        "medicale",
        "medecin",
        "option",
        "publique",
        "qualification",
        "qualifie",
        "reserve",
        "service",
        "services",
        "social",
        "sociale",
        "specialiste",
        "travail",
    ]
)
"""Words of the names of specialties that name none."""


def check(dossier: Dossier, p: Produit) -> Iterable[Alerte]:
    """Return what keeps a product from who prescribes."""
    hospital = p.conditions(C.RESERVE_HOPITAL, C.PRESCRIPTION_HOSPITALIERE)
    if hospital and not dossier.exerce_a_l_hopital:
        yield make(
            dossier,
            p,
            TypeAlerte.CONDITION_PRESCRIPTION,
            NiveauAlerte.CONTRE_INDICATION,
            "Prescription réservée à l’hôpital",
            f"{p.nom}\u00a0: {texts(hospital)}.",
            "Adressez le patient à un service hospitalier, ou choisissez un autre médicament.",
            "CSP R5121-77 et suivants",
            "Interdit en ville",
        )
        return
    initial = p.conditions(C.PRESCRIPTION_INITIALE_HOSPITALIERE, C.PRESCRIPTION_INITIALE)
    reserved = p.conditions(C.RESERVE_SPECIALISTES)
    if _is_any_named(dossier, (*reserved, *initial)):
        return
    yield from _usage(dossier, p)
    renewal = p.conditions(C.RENOUVELLEMENT_RESTREINT)
    if renewal and not _is_any_named(dossier, renewal):
        yield make(
            dossier,
            p,
            TypeAlerte.CONDITION_PRESCRIPTION,
            NiveauAlerte.DECONSEILLE,
            "Renouvellement réservé à certains spécialistes",
            f"{p.nom}\u00a0: {texts(renewal)}.",
            "Adressez le patient à l’un de ces spécialistes, même pour renouveler.",
            "CSP R5121-77 et suivants",
            "Prescription restreinte",
        )
    elif initial:
        ages = [c.periodicite_mois for c in initial if c.periodicite_mois]
        since = f" de moins de {min(ages)} mois" if ages else ""
        yield make(
            dossier,
            p,
            TypeAlerte.CONDITION_PRESCRIPTION,
            NiveauAlerte.PRECAUTION,
            "Prescription initiale exigée",
            f"{p.nom}\u00a0: {texts(initial)}.",
            f"Vous pouvez renouveler\u00a0: le patient présente aussi l’ordonnance initiale{since}.",
            "CSP R5121-77 et suivants",
            "Prescription restreinte",
        )
    elif reserved:
        yield make(
            dossier,
            p,
            TypeAlerte.CONDITION_PRESCRIPTION,
            NiveauAlerte.DECONSEILLE,
            "Prescription réservée à certains spécialistes",
            f"{p.nom}\u00a0: {_specialists(p)}.",
            "Adressez le patient à l’un de ces spécialistes.",
            "CSP R5121-77 et suivants",
            "Prescription restreinte",
        )


def _usage(dossier: Dossier, p: Produit) -> Iterable[Alerte]:
    """What is kept for an emergency, a place or a use that is not a prescription to take home."""
    found = p.conditions(C.RESERVE_PROFESSIONNELS)
    if found and not dossier.exerce_a_l_hopital:
        yield make(
            dossier,
            p,
            TypeAlerte.CONDITION_PRESCRIPTION,
            NiveauAlerte.PRECAUTION,
            "Usage réservé",
            f"{p.nom}\u00a0: {texts(found)}.",
            "Vérifiez qui peut le prescrire, le délivrer et l’administrer.",
            "CSP R5121-77 et suivants",
            "Prescription restreinte",
        )


def _is_any_named(dossier: Dossier, conditions: Iterable[ConditionPrescription]) -> bool:
    wanted = " ".join(fold(c.texte) for c in conditions)
    return any(_is_named(s, wanted) for s in dossier.specialites_prescripteur)


def _is_named(specialite: str, wanted: str) -> bool:
    """Tell whether a condition names a specialty, by itself or by a word only that specialty has."""
    folded = fold(specialite)
    if len(folded) > 3 and folded in wanted:
        return True
    return any(mot in wanted for mot in re.findall(r"[a-z]{6,}", folded) if mot not in _MOTS_COMMUNS)


def texts(found: Iterable[ConditionPrescription]) -> str:
    """Return the conditions as the base writes them."""
    return ", ".join(dict.fromkeys(c.texte for c in found))


def _specialists(p: Produit) -> str:
    names = [c.specialistes.lower() for c in p.conditions(C.RESERVE_SPECIALISTES) if c.specialistes]
    return f"réservé à\u00a0: {', '.join(dict.fromkeys(names))}" if names else "réservé à certains médecins"
