"""A message being written: what it starts from, what it becomes, what it must have before it leaves.

Référentiel MSSanté: ECO.2.2.6 and ECO.3.1.5 (a patient is written to from a qualified INS alone, his birth
date and sex shown first), ECO.2.2.8 (the exchange may be closed).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from ambroise.domain.dossier import Document
from ambroise.domain.message import EnteteMessage
from ambroise.domain.patient import Patient
from ambroise.usecases.errors import DemandeRejetee

DOMAINE_PATIENT = "patient.mssante.fr"


@dataclass(frozen=True)
class Destinataire:
    """Someone to write to; ``role`` says why he is proposed (« médecin traitant », « cardiologue »)."""

    adresse: str
    nom: str
    role: str = ""


@dataclass(frozen=True)
class Amorce:
    """What a message starts from, to be changed at will.

    Args:
        proposes: the correspondents of the patient, his own doctor first.
        documents: those of the file that may leave.
        patient_joignable: the address of the patient, empty when his INS is not qualified.
    """

    boites: tuple[str, ...]
    patient: Patient | None = None
    destinataires: tuple[Destinataire, ...] = ()
    proposes: tuple[Destinataire, ...] = ()
    documents: tuple[Document, ...] = ()
    objet: str = ""
    corps: str = ""
    reponse_a: EnteteMessage | None = None
    patient_joignable: str = ""


@dataclass(frozen=True)
class Redaction:
    """A message as the user leaves it."""

    boite: str
    destinataires: tuple[str, ...]
    objet: str
    corps: str
    patient_id: UUID | None = None
    documents: tuple[UUID, ...] = ()
    joindre_lettre: bool = False
    modele: str = ""
    reponse_a: EnteteMessage | None = None
    accuse_lecture: bool = False
    clore: bool = False
    concerne: UUID | None = None


def check_redaction(redaction: Redaction, patient: Patient | None) -> None:
    """Refuse a message that must not leave, with what to do."""
    if not redaction.destinataires:
        raise DemandeRejetee("Ce message n’a pas de destinataire.", remede="Cherchez un correspondant.")
    if not redaction.objet.strip():
        raise DemandeRejetee("Ce message n’a pas d’objet.", remede="Dites en quelques mots ce qu’il est.")
    if not (redaction.corps.strip() or redaction.documents):
        raise DemandeRejetee("Ce message est vide.")
    if (redaction.documents or redaction.joindre_lettre) and patient is None:
        raise DemandeRejetee(
            "Un document ne part qu’au sujet d’un patient.", remede="Écrivez depuis le dossier du patient."
        )
    to_patient = is_to_patient(redaction.destinataires)
    if redaction.clore and not to_patient:
        raise DemandeRejetee("Seul un échange avec un patient peut être clos.")
    if not to_patient:
        return
    if len(redaction.destinataires) > 1:
        raise DemandeRejetee("Un message à un patient n’a que lui pour destinataire.")
    if patient is None or redaction.destinataires[0] != patient_address(patient):
        raise DemandeRejetee(
            "Ce message n’irait pas au patient de ce dossier.",
            remede="L’adresse d’un patient vient de son INS qualifiée\u00a0: écrivez depuis son dossier.",
        )


def patient_address(patient: Patient) -> str:
    """Return the address of a patient, empty as long as his INS is not qualified (ECO.2.2.6)."""
    matricule = patient.identite.matricule_transmissible
    return f"{matricule.numero}@{DOMAINE_PATIENT}" if matricule else ""


def is_to_patient(adresses: Sequence[str]) -> bool:
    """Tell whether a message goes to a patient, by the domain reserved to them."""
    return any(a.lower().endswith(f"@{DOMAINE_PATIENT}") for a in adresses)
