"""The reference tables that a file is measured against, read once, in the thread that opens the file."""

from datetime import date

from ambroise.referentiels.croissance import shipped_croissance
from ambroise.referentiels.vaccinations import shipped_calendrier
from ambroise.ui.patients.croissance import AGE_MAXIMAL
from ambroise.ui.patients.reperes import ReperesDossier
from ambroise.usecases.patients import DossierPatient
from ambroise.usecases.ports_terminologie import Terminologies


def read_reperes(termes: Terminologies, dossier: DossierPatient, aujourdhui: date) -> ReperesDossier:
    """Return the tables that are shipped; those of growth only for who still grows."""
    grandit = dossier.patient.identite.traits.age(aujourdhui) < AGE_MAXIMAL
    return ReperesDossier(shipped_calendrier(), shipped_croissance() if grandit else None, termes)
