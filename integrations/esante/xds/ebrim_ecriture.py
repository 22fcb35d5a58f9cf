"""Write ebXML RIM 3.0: the objects of a submission, of a registry's answer and of an XDM archive."""

from lxml import etree

from esante.cda.models import Code
from esante.xds.modeles import (
    AssociationXds,
    AuteurXds,
    EtatDocument,
    FicheDocument,
    LotSoumission,
    Soumission,
)
from esante.xds.schemas import (
    FICHE_IDS,
    LCM,
    LOT_AUTEUR,
    LOT_CONTENU,
    LOT_IDS,
    LOT_NOEUD,
    OBJET_DOCUMENT,
    RIM,
    SCHEMES,
    R,
)

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def submit_objects_request(soumission: Soumission) -> etree._Element:
    """Write lcm:SubmitObjectsRequest."""
    request = etree.Element(f"{{{LCM}}}SubmitObjectsRequest", nsmap={"lcm": LCM, "rim": RIM})
    objects = etree.SubElement(request, f"{R}RegistryObjectList")
    objects.append(write_lot(soumission.lot))
    for fiche in soumission.fiches:
        objects.append(write_fiche(fiche))
    for rank, association in enumerate(soumission.associations, 1):
        objects.append(write_association(association, rank))
    return request


def write_lot(lot: LotSoumission) -> etree._Element:
    node = etree.Element(f"{R}RegistryPackage", id=lot.entry_uuid, nsmap={"rim": RIM})
    if lot.etat is not EtatDocument.APPROUVE:
        node.set("status", lot.etat.value)
    _slot(node, "submissionTime", lot.instant)
    _names(node, lot.titre, lot.commentaire)
    counter = _Counter(lot.entry_uuid)
    _author(node, LOT_AUTEUR, lot.auteur, counter)
    _classification(node, LOT_CONTENU, lot.contenu, counter)
    etree.SubElement(
        node,
        f"{R}Classification",
        id=counter.next(),
        classificationNode=LOT_NOEUD,
        classifiedObject=lot.entry_uuid,
    )
    values = {"patientId": lot.patient_id, "sourceId": lot.source_id, "uniqueId": lot.identifiant}
    for name, scheme in LOT_IDS.items():
        _external(node, scheme, values[name], f"XDSSubmissionSet.{name}", counter)
    return node


def write_fiche(fiche: FicheDocument, *, registry: bool = False) -> etree._Element:
    """Write an ExtrinsicObject; ``registry`` adds what only a registry gives (state, logical id, version)."""
    node = etree.Element(
        f"{R}ExtrinsicObject",
        id=fiche.entry_uuid,
        mimeType=fiche.media,
        objectType=OBJET_DOCUMENT,
        nsmap={"rim": RIM},
    )
    if registry:
        node.set("status", fiche.etat.value)
    if fiche.logical_id:
        node.set("lid", fiche.logical_id)
    for name, value in (
        ("creationTime", fiche.creation),
        ("hash", fiche.empreinte),
        ("languageCode", fiche.langue),
        ("legalAuthenticator", fiche.responsable),
        ("repositoryUniqueId", fiche.depot),
        ("serviceStartTime", fiche.debut_acte),
        ("serviceStopTime", fiche.fin_acte),
        ("size", str(fiche.taille) if fiche.taille else ""),
        ("sourcePatientId", fiche.source_patient_id),
        ("URI", fiche.uri),
    ):
        if value:
            _slot(node, name, value)
    if fiche.source_patient_info:
        _slot(node, "sourcePatientInfo", *fiche.source_patient_info)
    if fiche.references:
        _slot(node, "urn:ihe:iti:xds:2013:referenceIdList", *fiche.references)
    _names(node, fiche.titre, fiche.commentaire)
    if registry or fiche.version > 1:
        etree.SubElement(node, f"{R}VersionInfo", versionName=str(fiche.version))
    counter = _Counter(fiche.entry_uuid)
    for auteur in fiche.auteurs:
        _author(node, SCHEMES["auteur"], auteur, counter)
    for scheme, code in (
        ("classe", fiche.classe),
        ("type", fiche.type),
        *(("confidentialite", c) for c in fiche.confidentialites),
        ("format", fiche.format),
        ("structure", fiche.structure),
        ("cadre", fiche.cadre),
        *(("evenement", c) for c in fiche.evenements),
    ):
        _classification(node, SCHEMES[scheme], code, counter)
    values = {"patientId": fiche.patient_id, "uniqueId": fiche.identifiant}
    for name, scheme in FICHE_IDS.items():
        _external(node, scheme, values[name], f"XDSDocumentEntry.{name}", counter)
    return node


def write_association(association: AssociationXds, rank: int = 1) -> etree._Element:
    node = etree.Element(
        f"{R}Association",
        id=association.identifiant or f"as{rank}",
        associationType=association.type.value,
        sourceObject=association.source,
        targetObject=association.cible,
        nsmap={"rim": RIM},
    )
    for name, value in (
        ("SubmissionSetStatus", association.statut),
        ("PreviousVersion", association.precedente),
        ("OriginalStatus", association.etat_initial),
        ("NewStatus", association.etat_final),
    ):
        if value:
            _slot(node, name, value)
    return node


class _Counter:
    """Identifiers of the sub-objects: unique in the message, the same each time it is built."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self._rank = 0

    def next(self) -> str:
        self._rank += 1
        return f"{self.prefix.removeprefix('urn:uuid:')}-{self._rank}"


def _slot(node: etree._Element, name: str, *values: str) -> None:
    slot = etree.SubElement(node, f"{R}Slot", name=name)
    value_list = etree.SubElement(slot, f"{R}ValueList")
    for value in values:
        etree.SubElement(value_list, f"{R}Value").text = value


def _localized_string(parent: etree._Element, value: str) -> None:
    string = etree.SubElement(parent, f"{R}LocalizedString", charset="UTF-8", value=value)
    string.set(_XML_LANG, "FR")


def _names(node: etree._Element, name: str, description: str) -> None:
    for tag, value in (("Name", name), ("Description", description)):
        if value:
            _localized_string(etree.SubElement(node, f"{R}{tag}"), value)


def _classify(
    node: etree._Element, scheme: str, counter: _Counter, representation: str = ""
) -> etree._Element:
    return etree.SubElement(
        node,
        f"{R}Classification",
        id=counter.next(),
        classificationScheme=scheme,
        classifiedObject=counter.prefix,
        nodeRepresentation=representation,
    )


def _classification(node: etree._Element, scheme: str, code: Code, counter: _Counter) -> None:
    classification = _classify(node, scheme, counter, code.code)
    _slot(classification, "codingScheme", code.systeme)
    _localized_string(etree.SubElement(classification, f"{R}Name"), code.libelle)


def _author(node: etree._Element, scheme: str, auteur: AuteurXds, counter: _Counter) -> None:
    classification = _classify(node, scheme, counter)
    for name, values in (
        ("authorInstitution", (auteur.institution, *auteur.autres_institutions)),
        ("authorPerson", (auteur.personne,)),
        ("authorRole", (auteur.role,)),
        ("authorSpecialty", (auteur.specialite,)),
    ):
        if values[0]:
            _slot(classification, name, *values)


def _external(node: etree._Element, scheme: str, value: str, name: str, counter: _Counter) -> None:
    identifier = etree.SubElement(
        node,
        f"{R}ExternalIdentifier",
        id=counter.next(),
        identificationScheme=scheme,
        registryObject=counter.prefix,
        value=value,
    )
    _localized_string(etree.SubElement(identifier, f"{R}Name"), name)
