"""Put a document that came from outside into a patient's file, traced."""

from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dossier import Document, TypeDocument
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.stockage import empreinte


def deposit_document(
    contexte: Contexte,
    patient_id: UUID,
    *,
    titre: str,
    type_mime: str,
    contenu: bytes,
    auteur: str,
    type_: TypeDocument = TypeDocument.AUTRE,
) -> Document:
    """File a document; the same bytes already in this file give the document that holds them.

    Raises:
        Introuvable: no such patient.
    """
    digest = empreinte(contenu)
    with contexte.uow() as uow:
        patient = uow.patients.get(patient_id)
        for connu in uow.dossiers.documents(patient_id):
            if connu.empreinte == digest:
                return connu
        document = Document(
            id=contexte.new_id(),
            patient_id=patient.id,
            type=type_,
            titre=titre,
            type_mime=type_mime,
            empreinte=digest,
            taille=len(contenu),
            ajoute_le=contexte.horloge(),
        )
        uow.dossiers.add_document(document, contenu)
        contexte.trace(uow, auteur, ActionAudit.CREATION, f"document {document.id}", patient_id=patient_id)
        uow.commit()
        return document
