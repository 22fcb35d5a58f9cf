"""The actions of the DMP and what its answers have in common: a status, errors."""

from lxml import etree

from esante.dmp.models import ErreurRegistre
from esante.errors import Malformed
from esante.xds.schemas import RS

ACTION_EXISTENCE = "urn:hl7-org:v3:PRPA_IN201307UV02"
ACTION_HABILITATION = "urn:si-dmp-habilitations:HabilitationsEndPoint:setAuthorization"
ACTION_LISTE_PS = "urn:si-dmp-habilitations:HabilitationsEndPoint:listAuthorizationByPatient"
ACTION_LISTE_DMP = "urn:si-dmp-patients:PatientSpecificEndPoint:patientList"
ACTION_ALIMENTATION = "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b"
ACTION_RECHERCHE = "urn:ihe:iti:2007:RegistryStoredQuery"
ACTION_LECTURE = "urn:ihe:iti:2007:RetrieveDocumentSet"
ACTION_MISE_A_JOUR = "urn:ihe:iti:2010:UpdateDocumentSet"
SUCCES = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success"
ECHEC = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Failure"
PARTIEL = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:PartialSuccess"
_AVERTISSEMENT = "urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Warning"


def read_statut(body: etree._Element) -> tuple[str, str]:
    """Return the status and its context of a specific service (``DMPOk``, ``DMPAccessForbidden``…)."""
    for node in body.iter():
        if isinstance(node.tag, str) and etree.QName(node).localname == "status":
            parent = node.getparent()
            context = [
                (c.text or "").strip()
                for c in (parent if parent is not None else ())
                if isinstance(c.tag, str) and etree.QName(c).localname == "context"
            ]
            return (node.text or "").strip(), context[0] if context else ""
    raise Malformed("réponse du DMP sans statut")


def read_reponse_registre(body: etree._Element) -> tuple[str, tuple[ErreurRegistre, ...]]:
    """Return the status and the errors of a RegistryResponse or of any answer that carries one.

    Raises:
        Malformed: no status.
    """
    holders = [body, *body.iter(f"{{{RS}}}RegistryResponse")]
    status = next((h.get("status") for h in holders if h.get("status")), None)
    if status is None:
        raise Malformed("réponse de registre sans statut")
    errors = tuple(
        ErreurRegistre(
            error.get("errorCode", ""),
            error.get("codeContext", ""),
            error.get("severity") == _AVERTISSEMENT,
            error.get("location", ""),
        )
        for error in body.iter(f"{{{RS}}}RegistryError")
    )
    return status, errors
