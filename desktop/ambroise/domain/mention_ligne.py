"""What a prescriber adds to a line in a few words, as it goes from his order to whoever executes it.

CSP R5132-22 (renewal forbidden), R5132-30 (one dispensing), R5132-33 (overlap); CSS L162-4 (off-label, not
reimbursed), R165-36 and following (exception).
"""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Any, Final

from ambroise.domain.ligne_ordonnance import LigneOrdonnance


class MentionLigne(StrEnum):
    """The value is the field of the line that holds it."""

    CHEVAUCHEMENT = "chevauchement_autorise"
    UNE_FOIS = "delivrance_unique"
    NON_RENOUVELABLE = "renouvellement_interdit"
    HORS_AMM = "hors_amm"
    EXCEPTION = "medicament_exception"
    NON_REMBOURSABLE = "non_remboursable"
    ACCIDENT_TRAVAIL = "accident_travail"
    PREVENTION = "prevention"


LIBELLES: Final = {
    MentionLigne.CHEVAUCHEMENT: "Chevauchement avec l’ordonnance précédente autorisé",
    MentionLigne.UNE_FOIS: "Délivrance en une seule fois",
    MentionLigne.NON_RENOUVELABLE: "À ne pas renouveler",
    MentionLigne.HORS_AMM: "Prescription hors AMM",
    MentionLigne.EXCEPTION: "Médicament d’exception",
    MentionLigne.NON_REMBOURSABLE: "NR",
    MentionLigne.ACCIDENT_TRAVAIL: "Accident du travail ou maladie professionnelle",
    MentionLigne.PREVENTION: "Prévention",
}
"""As printed, and as the pharmacist reads them."""


DELIVRANCE: Final = frozenset(
    {
        MentionLigne.CHEVAUCHEMENT,
        MentionLigne.UNE_FOIS,
        MentionLigne.NON_RENOUVELABLE,
        MentionLigne.EXCEPTION,
    }
)
"""Those that no document model codes: they travel as words."""


def mentions_of(ligne: LigneOrdonnance) -> frozenset[MentionLigne]:
    """Return the mentions of a line."""
    return frozenset(mention for mention in MentionLigne if getattr(ligne, mention.value))


def with_mentions(ligne: LigneOrdonnance, mentions: Iterable[MentionLigne]) -> LigneOrdonnance:
    """Return the line with these mentions too."""
    dites: dict[str, Any] = {mention.value: True for mention in mentions}
    return replace(ligne, **dites)


def note_dispensateur(ligne: LigneOrdonnance) -> str:
    """Return what a line says to who dispenses, in one sentence: mentions, indication, free words."""
    fraction = ligne.fraction_jours
    parties = (
        *words_of(mentions_of(ligne) & DELIVRANCE),
        f"Délivrance par fractions de {fraction} jours" if fraction else "",
        f"Indication\u00a0: {ligne.indication}" if ligne.indication else "",
        ligne.instructions_dispensateur,
    )
    return ". ".join(filter(None, parties))


def words_of(mentions: Iterable[MentionLigne]) -> tuple[str, ...]:
    """Return mentions in words, in the order they are printed."""
    portees = frozenset(mentions)
    return tuple(mots for mention, mots in LIBELLES.items() if mention in portees)
