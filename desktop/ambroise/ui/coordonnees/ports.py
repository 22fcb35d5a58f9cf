"""What the screen of the coordinates asks; every call runs in a worker."""

from typing import Protocol
from uuid import UUID

from ambroise.domain.patient import Coordonnees, Patient


class CoordonneesPatient(Protocol):
    """Read and change them (``usecases.coordonnees.CoordonneesService``)."""

    def read(self, patient_id: UUID) -> Patient: ...

    def save(self, lu: Patient, tapees: Coordonnees) -> Patient:
        """Write what is typed over what was read. Raises ConflitVersion."""
