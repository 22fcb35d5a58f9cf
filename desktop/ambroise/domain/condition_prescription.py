"""Read the free texts of CIS_CPD: what each condition of prescription or dispensing obliges to.

The 165 texts of 2026 are recognised by their wording, not listed, so that a new length is read too;
a text nothing recognises is kept as ``AUTRE`` and shown as it is.
"""

import re
from functools import lru_cache

from ambroise.domain.medicament import CategorieCondition as C
from ambroise.domain.medicament import ConditionPrescription
from ambroise.domain.unites import fold

_JOURS = {"jour": 1, "jours": 1, "semaine": 7, "semaines": 7, "mois": 30}

_PATTERNS: tuple[tuple[str, tuple[C, ...]], ...] = (
    (r"^liste i$", (C.LISTE_I,)),
    (r"^liste ii$", (C.LISTE_II,)),
    (r"^stupefiants?$", (C.STUPEFIANT,)),
    (r"toutes lettres", (C.TOUTES_LETTRES,)),
    (r"ordonnance securisee", (C.ORDONNANCE_SECURISEE,)),
    (r"^delivrance fractionnee", (C.DELIVRANCE_FRACTIONNEE,)),
    (r"^prescription limitee a", (C.DUREE_LIMITEE,)),
    (r"usage hospitalier", (C.RESERVE_HOPITAL,)),
    (r"^prescription hospitaliere$", (C.PRESCRIPTION_HOSPITALIERE,)),
    (r"prescription initiale hospitaliere", (C.PRESCRIPTION_INITIALE_HOSPITALIERE,)),
    (r"prescription initiale (?!hosp)", (C.PRESCRIPTION_INITIALE,)),
    (r"^renouvellement de la prescription reserve", (C.RENOUVELLEMENT_RESTREINT,)),
    (r"^prescription reservee", (C.RESERVE_SPECIALISTES,)),
    (r"^prescription par un medecin exercant", (C.RESERVE_SPECIALISTES,)),
    (
        r"reserve aux centres|situation d'urgence|assistance medicale mobile|usage militaire",
        (C.RESERVE_PROFESSIONNELS,),
    ),
    (r"usage professionnel|pharmacies a usage interieur|reservee aux ets", (C.RESERVE_PROFESSIONNELS,)),
    (r"milieu hospitalier|etablissement de (sante|transfusion)", (C.RESERVE_PROFESSIONNELS,)),
    (
        r"surveillance particuliere|dosage testosteronemie|numeration des neutrophiles|deficit en dpd",
        (C.SURVEILLANCE,),
    ),
    (r"prevention de la grossesse", (C.SURVEILLANCE,)),
    (r"accord de soins", (C.ACCORD_SOINS,)),
    (r"attestation", (C.ATTESTATION,)),
    (r"carnet", (C.CARNET,)),
    (r"medicament d'exception", (C.MEDICAMENT_EXCEPTION,)),
)

_PERIODICITES = (("annuelle", 12), ("semestrielle", 6), ("trimestrielle", 3))


@lru_cache(maxsize=512)
def read_condition(texte: str) -> ConditionPrescription:
    """Return what one condition text obliges to."""
    folded = fold(" ".join(texte.split()))
    categories = {c for pattern, found in _PATTERNS if re.search(pattern, folded) for c in found}
    if C.TOUTES_LETTRES in categories:
        categories.add(C.ORDONNANCE_SECURISEE)
    lengths = [int(n) * _JOURS[unit] for n, unit in re.findall(r"(\d+) (jours?|semaines?|mois)", folded)]
    if re.search(r"prescription limitee a 6 mois", folded):
        lengths = [183]
    initial = categories & {C.PRESCRIPTION_INITIALE, C.PRESCRIPTION_INITIALE_HOSPITALIERE}
    return ConditionPrescription(
        texte=texte,
        categories=frozenset(categories or {C.AUTRE}),
        duree_jours=max(lengths) if lengths and C.DUREE_LIMITEE in categories else None,
        fraction_jours=lengths[0] if lengths and C.DELIVRANCE_FRACTIONNEE in categories else None,
        periodicite_mois=next((n for word, n in _PERIODICITES if initial and word in folded), None),
        specialistes=_specialistes(texte),
    )


def _specialistes(texte: str) -> str:
    """Return who is named, as the producer writes it."""
    found = re.search(
        r"(?:réservée? aux|réservé aux) (?:spécialistes et services |spécialistes en |spécialistes |"
        r"médecins compétents en |médecins compétents )?(.+)$",
        texte,
    )
    return found.group(1).strip() if found else ""
