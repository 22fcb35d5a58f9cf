"""Decide whether the documents of a patient leave for the DMP; asked when an act is signed."""

from ambroise.domain.entrees import OppositionDmp
from ambroise.domain.patient import Patient
from ambroise.usecases.ports import UnitOfWork

OID_NIA = "1.2.250.1.213.1.4.9"
DMP_SUR_ACCORD = "vous avez choisi de donner votre accord avant chaque départ vers le DMP."


def feeding_refusal(uow: UnitOfWork, patient: Patient) -> str:
    """Return why nothing leaves for the DMP of this patient, empty when it does.

    A qualified INS only (EX_GEN-1530), never a NIA (0.2-080), and no opposition of the patient.
    """
    matricule = patient.identite.matricule_transmissible
    if matricule is None:
        return "Le DMP demande une identité INS qualifiée."
    if matricule.oid == OID_NIA:
        return "Un patient connu par un numéro d’attente (NIA) n’a pas de DMP."
    oppositions = uow.entrees.list(OppositionDmp, patient.id)
    if oppositions and oppositions[0].active:
        return "Le patient s’oppose à l’alimentation de son DMP."
    return ""
