"""The states of the waiting room, one key each, the same on the day and on the agenda."""

from typing import Final

from ambroise.domain.agenda import EtatRendezVous
from ambroise.ui.actions import Command

ETATS: Final = (
    ("arrive", EtatRendezVous.EN_SALLE, "En salle", "armchair", "A"),
    ("consultation", EtatRendezVous.EN_CONSULTATION, "En consultation", "stethoscope", "C"),
    ("vu", EtatRendezVous.VU, "Vu", "check", "V"),
    ("facturer", EtatRendezVous.A_FACTURER, "À facturer", "receipt-text", "F"),
    ("absent", EtatRendezVous.ABSENT, "Absent", "x", "B"),
    ("attendu", EtatRendezVous.ATTENDU, "Attendu", "clock", "R"),
    ("annuler", EtatRendezVous.ANNULE, "Annuler", "calendar-x-2", "Del"),
)
"""The name of the command, the state, its words, its icon, its key."""


def etat_commands(scope: str) -> tuple[Command, ...]:
    """Return the commands of a screen that note where an appointment stands."""
    return tuple(
        Command(f"{scope}_{nom}", mots, icone, cle, f"Noter le rendez-vous «\u00a0{etat.value}\u00a0»", scope)
        for nom, etat, mots, icone, cle in ETATS
    )
