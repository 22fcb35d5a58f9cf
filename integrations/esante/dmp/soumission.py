"""Put a submission together: the set, its entries, its signature, and the documents beside the message."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid5

from lxml import etree

from esante.cda.models import OIDS_INS, Code
from esante.dmp import requetes
from esante.dmp.models import Acteur, EnvoiDmp, ErreurRegistre, Logiciel, PatientDmp, Signataire
from esante.dmp.mtom import include
from esante.dmp.refus import DmpRejected
from esante.dmp.signature_lot import describe_signature, sign_lot
from esante.errors import Unsupported
from esante.xds.ebrim_ecriture import submit_objects_request
from esante.xds.modeles import (
    AssociationXds,
    LotSoumission,
    Soumission,
    TypeAssociation,
    instant_utc,
)

ESPACE = UUID("b4d1c9ad-5a3c-4f2f-8f6b-9f5f0a7d1e20")


def build_lot(
    target: PatientDmp,
    acteur: Acteur,
    logiciel: Logiciel,
    identifiant: str,
    contenu: Code,
    instant: datetime,
    titre: str = "",
    commentaire: str = "",
) -> LotSoumission:
    """Return the submission set of a user; its entryUUID follows from its identifier."""
    return LotSoumission(
        identifiant,
        logiciel.oid,
        target.cx,
        acteur.auteur,
        contenu,
        instant_utc(instant),
        titre,
        commentaire,
        f"urn:uuid:{uuid5(ESPACE, identifiant)}",
    )


def build_soumission(
    lot: LotSoumission,
    envoi: EnvoiDmp,
    signataire: Signataire,
    instant: datetime,
    find_entry: Callable[[str], str | None],
) -> tuple[etree._Element, list[tuple[str, str, bytes]]]:
    """Return the ProvideAndRegister request and its parts: content id, media type, bytes.

    Args:
        find_entry: gives the current entryUUID of a document to replace, just before sending.

    Raises:
        Unsupported: a document carries another INS than the one sent.
        DmpRejected: a document to replace is not in the DMP.
    """
    fiches, links, parts = [], [], []
    for document in envoi.documents:
        fiche = document.fiche
        if any(f"&{oid}&" in fiche.patient_id for oid in OIDS_INS) and fiche.patient_id != lot.patient_id:
            raise Unsupported("le document ne porte pas l’INS que cet environnement attend")
        fiches.append(fiche)
        links.append(AssociationXds(TypeAssociation.CONTIENT, lot.entry_uuid, fiche.entry_uuid, "Original"))
        if document.remplace:
            current = find_entry(document.remplace)
            if current is None:
                libelle = "Le document à remplacer n’est pas dans le DMP"
                raise DmpRejected([ErreurRegistre("XDSUnknownDocument", libelle)])
            links.append(AssociationXds(TypeAssociation.REMPLACE, fiche.entry_uuid, current))
        parts.append((fiche, document.donnees))
    signature = sign_lot(
        envoi.identifiant_signature,
        lot.identifiant,
        [(entry.identifiant, data) for entry, data in parts],
        signataire,
        instant,
    )
    uuid = f"urn:uuid:{uuid5(ESPACE, envoi.identifiant_signature)}"
    fiche = describe_signature(envoi.identifiant_signature, uuid, signature, lot, fiches[0])
    links.append(AssociationXds(TypeAssociation.CONTIENT, lot.entry_uuid, uuid, "Original"))
    links.append(AssociationXds(TypeAssociation.SIGNE, uuid, lot.entry_uuid))
    fiches.append(fiche)
    parts.append((fiche, signature))
    body = etree.Element(
        f"{{{requetes.XDS_B}}}ProvideAndRegisterDocumentSetRequest", nsmap={"xds": requetes.XDS_B}
    )
    body.append(submit_objects_request(Soumission(lot, tuple(fiches), tuple(links))))
    attached = []
    for entry, data in parts:
        cid = f"{entry.entry_uuid.removeprefix('urn:uuid:')}@ambroise"
        node = etree.SubElement(body, f"{{{requetes.XDS_B}}}Document", id=entry.entry_uuid)
        node.append(include(cid))
        attached.append((cid, entry.media, data))
    return body, attached
