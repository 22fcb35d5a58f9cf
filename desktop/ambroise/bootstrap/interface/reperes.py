"""The reference tables that a file is measured against, read once, in the thread that opens the file."""

from ambroise.referentiels.vaccinations import shipped_calendrier
from ambroise.ui.patients.reperes import ReperesDossier


def read_reperes() -> ReperesDossier:
    """Return the tables that are shipped."""
    return ReperesDossier(calendrier=shipped_calendrier())
