"""What an appointment says: the lines drawn on it, and the sentence of a screen reader."""

from collections.abc import Sequence
from typing import Final

from ambroise.domain.agenda import PASSES, EtatRendezVous
from ambroise.domain.reglage_agenda import TypeRendezVous
from ambroise.ui.journee.ports import RendezVousDuJour
from ambroise.ui.words import NBSP, clock

ICONES: Final = {
    EtatRendezVous.EN_SALLE: "armchair",
    EtatRendezVous.EN_CONSULTATION: "stethoscope",
    EtatRendezVous.VU: "check",
    EtatRendezVous.A_FACTURER: "receipt-text",
    EtatRendezVous.ABSENT: "x",
}
"""The icon of each state that is not « attendu »."""


def who(entree: RendezVousDuJour) -> str:
    """Return whose time it is: the patient, or the word of a leave; never more than the rights allow."""
    if entree.patient is not None:
        return f"{entree.patient.nom_affiche} {entree.patient.prenom_affiche}".strip()
    return "Patient" if entree.rendez_vous.patient_id is not None else entree.rendez_vous.motif


def hours(entree: RendezVousDuJour) -> str:
    """Return « 9 h 15 – 9 h 30 »."""
    rdv = entree.rendez_vous
    return f"{clock(rdv.debut.astimezone())} – {clock(rdv.fin.astimezone())}"


def is_past(entree: RendezVousDuJour) -> bool:
    """Whether nothing is expected of it any more."""
    return entree.rendez_vous.etat in PASSES


def spoken(entree: RendezVousDuJour, type_: TypeRendezVous | None, conflits: Sequence[str]) -> str:
    """Return the whole appointment in one sentence, conflicts first among its details."""
    rdv = entree.rendez_vous
    debut, fin = clock(rdv.debut.astimezone()), clock(rdv.fin.astimezone())
    parties = [f"De {debut} à {fin}", who(entree)]
    parties += [f"Conflit{NBSP}: {phrase}" for phrase in conflits]
    if rdv.patient_id is not None:
        parties += [rdv.motif, rdv.etat.value]
    if type_ is not None and type_.nom != rdv.motif:
        parties.append(type_.nom)
    parties += [mot for mot in (rdv.lieu, "téléconsultation" if rdv.teleconsultation else "") if mot]
    if rdv.notes:
        parties.append(" ".join(rdv.notes.split()))
    if rdv.serie is not None:
        parties.append("fait partie d’une série")
    return ", ".join(filter(None, parties))
