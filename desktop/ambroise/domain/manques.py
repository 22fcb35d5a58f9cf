"""What a line of an order lacks before it can be signed, in words; a medicine first, then each kind of care.

CSP R5132-3 (medicines: posology, duration or number of packs), CSS R165-38 (devices: quantity). What another
kind of care asks is the form of that kind (``formulaire_acte``).
"""

from dataclasses import dataclass
from datetime import date

from ambroise.domain.acte_ligne import to_saisie
from ambroise.domain.acte_saisi import find_missing
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.produit_prescrit import ActePrescrit, DispositifPrescrit
from ambroise.domain.type_ordonnance import TypeOrdonnance

REMEDE_DUREE = "écrivez «\u00a07j\u00a0» ou «\u00a02bt\u00a0»."
_SOURCE_TYPE = "une ordonnance n’a qu’un exécutant"


@dataclass(frozen=True, slots=True)
class Manque:
    """What a line lacks: its 1-based rank, the sentence, a shorter one, a title, what to write, who asks."""

    rang: int
    phrase: str
    bref: str
    titre: str
    conduite: str
    source: str


def find_manque(type_: TypeOrdonnance, ligne: LigneOrdonnance, le: date, rang: int) -> Manque | None:
    """Return what a line of an order of that kind, written on a day, lacks; None when nothing."""
    if ligne.is_medicament and type_ not in (TypeOrdonnance.MEDICAMENTS, TypeOrdonnance.LIBRE):
        return _du_type(rang, "est un médicament, l’ordonnance d’un autre type.")
    if type_ is not TypeOrdonnance.MEDICAMENTS:
        return _du_soin(type_, ligne, rang)
    if isinstance(ligne.produit, ActePrescrit | DispositifPrescrit):
        return _du_type(rang, "n’est pas un médicament\u00a0: changez le type de l’ordonnance.")
    if ligne.is_medicament and ligne.posologie is None:
        return Manque(
            rang,
            f"La ligne {rang} n’a pas de posologie (CSP R5132-3).",
            f"Ligne {rang}\u00a0: posologie à écrire",
            "Posologie à écrire",
            "Ajoutez la posologie («\u00a01-0-1\u00a0»).",
            "CSP R5132-3, 2°",
        )
    if not ligne.with_duree(le).is_duree_dite:
        return Manque(
            rang,
            f"La ligne {rang} n’a ni durée ni nombre de boîtes\u00a0: {REMEDE_DUREE}",
            f"Ligne {rang}\u00a0: durée ou boîtes à écrire",
            "Durée ou nombre de boîtes à indiquer",
            "Ajoutez une durée («\u00a07j\u00a0») ou un nombre de boîtes.",
            "CSP R5132-3, 3°",
        )
    return None


def _du_type(rang: int, suite: str) -> Manque:
    return Manque(
        rang,
        f"La ligne {rang} {suite}",
        f"Ligne {rang}\u00a0: changez le type",
        "Ligne d’un autre type d’ordonnance",
        "Écrivez-la dans une ordonnance de son type.",
        _SOURCE_TYPE,
    )


def _du_soin(type_: TypeOrdonnance, ligne: LigneOrdonnance, rang: int) -> Manque | None:
    exigence = find_missing(type_, to_saisie(type_, ligne))
    if exigence is None:
        return None
    return Manque(
        rang,
        f"La ligne {rang} est à compléter. {exigence.phrase}",
        f"Ligne {rang}\u00a0: à compléter",
        exigence.titre,
        exigence.phrase,
        exigence.source,
    )
