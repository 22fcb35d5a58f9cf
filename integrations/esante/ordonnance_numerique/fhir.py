"""An ordonnance and its executions as FHIR R4 resources, and back.

The models follow ``ans.fhir.fr.eprescription`` where it speaks (medicines: MedicationRequest with
``groupIdentifier``, rendered posology) and plain FHIR R4 elsewhere (DeviceRequest, ServiceRequest,
MedicationDispense, Consent). They are not the protocol of the Assurance Maladie, which is not public.
"""

from esante.ordonnance_numerique.fhir_commun import Json, reading
from esante.ordonnance_numerique.fhir_depot import read_depot, write_depot
from esante.ordonnance_numerique.fhir_execution import read_execution, write_execution

__all__ = ["Json", "read_depot", "read_execution", "reading", "write_depot", "write_execution"]
