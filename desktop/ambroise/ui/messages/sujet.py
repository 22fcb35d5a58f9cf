"""Whom a message is about, and what is checked before a patient is written to."""

from datetime import date
from typing import Final

from ambroise.domain.identite import Sexe
from ambroise.domain.patient import Patient
from ambroise.ui.widgets.banners import Banner
from ambroise.ui.words import born

_SEXE: Final = {Sexe.FEMININ: "Féminin", Sexe.MASCULIN: "Masculin", Sexe.INDETERMINE: "Indéterminé"}


def describe_sujet(patient: Patient | None, today: date) -> tuple[str, str]:
    """Return whom the message is about, and the line below it."""
    if patient is None:
        return "Sans patient", "Pour joindre un document, écrivez depuis le dossier du patient."
    traits = patient.identite.traits
    qualified = "INS qualifiée" if patient.identite.is_qualifiee else "INS non qualifiée"
    return (
        f"Au sujet de {patient.nom_affiche} {patient.prenom_affiche}",
        f"{born(traits.date_naissance, today)} · {_SEXE[traits.sexe]} · {qualified}",
    )


def make_verification(patient: Patient, today: date) -> Banner:
    """Return the banner that shows birth date and sex before a patient is written to (ECO.2.2.6)."""
    traits = patient.identite.traits
    return Banner(
        "Vérifiez à qui vous écrivez",
        f"{patient.nom_affiche} {patient.prenom_affiche}, {born(traits.date_naissance, today)}, "
        f"sexe {_SEXE[traits.sexe].lower()}. Le message arrive dans Mon espace santé.",
        tone="warning",
        icon="user-search",
        closable=False,
    )
