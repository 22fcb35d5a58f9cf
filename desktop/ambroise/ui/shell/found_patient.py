"""The line of a patient in the palette."""

from collections.abc import Callable
from datetime import datetime

from ambroise.ui.shell.providers import Found
from ambroise.ui.words import born
from ambroise.usecases.ports import ResultatPatient


def found_patient(patient: ResultatPatient, now: datetime, do: Callable[[], object]) -> Found:
    """Return the palette line of a patient: why it matched comes before the birth date."""
    birth = born(patient.date_naissance, now.date())
    nom = patient.nom_utilise or patient.nom_naissance
    detail = f"{patient.motif[:1].upper()}{patient.motif[1:]} · {birth}" if patient.motif else birth
    if patient.nom_utilise and patient.nom_utilise != patient.nom_naissance:
        detail = f"nom de naissance {patient.nom_naissance} · {detail}"
    return Found(f"{nom} {patient.prenom}", do, detail, "user", strong=nom, subject=patient.id)
