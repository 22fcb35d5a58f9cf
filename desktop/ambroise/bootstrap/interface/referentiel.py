"""The medicines base and what stands on it, made once and never in the thread that draws."""

import threading
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.domain.ordonnance import Ordonnance
    from ambroise.usecases.envois_ordonnance import Destinataires
    from ambroise.usecases.ordonnances import OrdonnanceService, OrdonnanceSignee
    from ambroise.usecases.ports_medicaments import BaseMedicaments
    from ambroise.usecases.prescription import PrescriptionService


class Referentiel:
    """Gives the parts that need the medicines base: building it takes seconds the first time.

    Whoever asks first builds it, in a worker; the others wait for the same one.
    """

    def __init__(self, app: "Application") -> None:
        self._app = app
        self._verrou = threading.Lock()

    def base(self) -> "BaseMedicaments":
        """Return the base, built if need be."""
        with self._verrou:
            return self._app.medicaments

    def prescription(self) -> "PrescriptionService":
        """Return the service that finds and checks."""
        with self._verrou:
            return self._app.prescription

    def ordonnances(self) -> "OrdonnanceService":
        """Return the acts of the prescriber."""
        with self._verrou:
            return self._app.ordonnances


class OrdonnancesEcran:
    """``ui.ports.Ordonnances`` over a service that is made at its first use."""

    def __init__(self, referentiel: Referentiel) -> None:
        self._referentiel = referentiel

    def draft(self, patient_id: UUID) -> "Ordonnance":
        return self._referentiel.ordonnances().draft(patient_id)

    def keep(self, brouillon: "Ordonnance") -> datetime:
        return self._referentiel.ordonnances().keep(brouillon)

    def sign(
        self, ordonnance: "Ordonnance", destinataires: "Destinataires | None" = None
    ) -> "OrdonnanceSignee":
        return self._referentiel.ordonnances().sign(ordonnance, destinataires)
