"""How an entry of the trail reads, on screen and on paper."""

from collections.abc import Sequence
from typing import Final

from ambroise.domain.audit import ActionAudit, EntreeAudit
from ambroise.ui.errors import Explanation

ACTIONS: Final = {
    ActionAudit.OUVERTURE_SESSION: "a ouvert sa session",
    ActionAudit.FERMETURE_SESSION: "a fermé sa session",
    ActionAudit.REFUS_SESSION: "session refusée",
    ActionAudit.LECTURE: "a lu",
    ActionAudit.CREATION: "a ajouté",
    ActionAudit.MODIFICATION: "a modifié",
    ActionAudit.ANNULATION: "a annulé",
    ActionAudit.SIGNATURE: "a signé",
    ActionAudit.IMPRESSION: "a imprimé",
    ActionAudit.ENVOI: "a envoyé",
    ActionAudit.EXPORT: "a exporté",
    ActionAudit.INTERROGATION: "a interrogé un service",
    ActionAudit.BRIS_DE_GLACE: "bris de glace",
    ActionAudit.DESTRUCTION: "a détruit",
}

GROUPES: Final = (
    ("toutes", "Tout", frozenset[ActionAudit]()),
    ("lectures", "Lectures", frozenset({ActionAudit.LECTURE, ActionAudit.INTERROGATION})),
    (
        "ecritures",
        "Écritures",
        frozenset(
            {
                ActionAudit.CREATION,
                ActionAudit.MODIFICATION,
                ActionAudit.ANNULATION,
                ActionAudit.DESTRUCTION,
                ActionAudit.SIGNATURE,
            }
        ),
    ),
    ("sorties", "Sorties", frozenset({ActionAudit.IMPRESSION, ActionAudit.ENVOI, ActionAudit.EXPORT})),
    ("bris", "Bris de glace", frozenset({ActionAudit.BRIS_DE_GLACE})),
    (
        "sessions",
        "Sessions",
        frozenset({ActionAudit.OUVERTURE_SESSION, ActionAudit.FERMETURE_SESSION, ActionAudit.REFUS_SESSION}),
    ),
)
"""The filters: key, words, actions kept (none means all)."""


def broken(constats: Sequence[str]) -> Explanation:
    """Say that the chain is broken, and what to do before anything else."""
    return Explanation(
        "Le journal des traces a été altéré",
        " ".join(constats),
        "N’effacez rien. Gardez les sauvegardes à part, et prévenez votre installateur\u00a0: "
        "elles disent jusqu’à quand le journal était intact.",
        "danger",
        "shield-alert",
    )


def place_words(entree: EntreeAudit) -> str:
    """Return from which seat, and at which place of practice when the trace tells it."""
    lieu = f", lieu {entree.situation}" if entree.situation else ""
    return f"poste {entree.poste}{lieu}"
