"""The stored queries of the registry (ITI-18) and the retrieval of documents (ITI-43)."""

from collections.abc import Mapping, Sequence

from lxml import etree

from esante.cda.analyse import HL7, inner_document
from esante.cda.models import Code
from esante.dmp.models import CriteresRecherche, DocumentRecu, PatientDmp
from esante.dmp.mtom import read_document
from esante.errors import Malformed
from esante.xds.modeles import EtatDocument
from esante.xds.schemas import QUERY, RIM

XDS_B = "urn:ihe:iti:xds-b:2007"
FIND_DOCUMENTS = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d"
FIND_SUBMISSION_SETS = "urn:uuid:f26abbcb-ac74-4422-8a30-edb644bbc1a9"
GET_DOCUMENTS = "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4"
GET_ASSOCIATIONS = "urn:uuid:a7ae438b-4bc2-4642-93e9-be891f7bb155"
MAX_UNIQUE_IDS = 20
MAX_ENTRY_UUIDS = 88
MAX_ASSOCIATION_UUIDS = 1000


def find_documents(patient: PatientDmp, criteres: CriteresRecherche) -> etree._Element:
    """Write FindDocuments; lists are quoted, the patient is quoted without parentheses."""
    etats = criteres.etats or (EtatDocument.APPROUVE.value,)
    slots: dict[str, list[str]] = {
        "$XDSDocumentEntryPatientId": [_quoted(patient.cx)],
        "$XDSDocumentEntryStatus": [_list(etats)],
    }
    for name, codes in (
        ("$XDSDocumentEntryTypeCode", criteres.types),
        ("$XDSDocumentEntryClassCode", criteres.classes),
        ("$XDSDocumentEntryPracticeSettingCode", criteres.cadres),
        ("$XDSDocumentEntryHealthcareFacilityTypeCode", criteres.structures),
    ):
        if codes:
            slots[name] = [_list(_coded(code) for code in codes)]
    for name, value in (
        ("$XDSDocumentEntryCreationTimeFrom", criteres.crees_depuis),
        ("$XDSDocumentEntryCreationTimeTo", criteres.crees_avant),
        ("$XDSDocumentEntryServiceStartTimeFrom", criteres.actes_depuis),
        ("$XDSDocumentEntryServiceStartTimeTo", criteres.actes_avant),
    ):
        if value:
            slots[name] = [value]
    return _query(FIND_DOCUMENTS, slots)


def find_submission_sets(patient: PatientDmp, depuis: str) -> etree._Element:
    """Write FindSubmissionSets since a UTC instant ("new since the last visit")."""
    return _query(
        FIND_SUBMISSION_SETS,
        {
            "$XDSSubmissionSetPatientId": [_quoted(patient.cx)],
            "$XDSSubmissionSetStatus": [_list([EtatDocument.APPROUVE.value])],
            "$XDSSubmissionSetSubmissionTimeFrom": [depuis],
        },
    )


def get_associations(uuids: Sequence[str]) -> etree._Element:
    return _query(GET_ASSOCIATIONS, {"$uuid": [_list(uuids)]})


def get_documents(uuids: Sequence[str]) -> etree._Element:
    return _query(GET_DOCUMENTS, {"$XDSDocumentEntryEntryUUID": [_list(uuids)]})


def get_document_reference(unique_id: str) -> etree._Element:
    """Write GetDocuments/ObjectRef: entryUUID of a uniqueId, without any consultation right (TD3.1b)."""
    return _query(GET_DOCUMENTS, {"$XDSDocumentEntryUniqueId": [_list([unique_id])]}, "ObjectRef")


def read_references(body: etree._Element) -> tuple[str, ...]:
    """Return the identifiers of an ObjectRef answer; a LeafClass answer gives the same."""
    found = [n.get("id", "") for n in body.iter(f"{{{RIM}}}ObjectRef", f"{{{RIM}}}ExtrinsicObject")]
    return tuple(dict.fromkeys(i for i in found if i))


def retrieve(depot: str, unique_ids: Sequence[str]) -> etree._Element:
    """Write RetrieveDocumentSet (TD3.2)."""
    root = etree.Element(f"{{{XDS_B}}}RetrieveDocumentSetRequest", nsmap={"xds": XDS_B})
    for unique_id in unique_ids:
        request = etree.SubElement(root, f"{{{XDS_B}}}DocumentRequest")
        etree.SubElement(request, f"{{{XDS_B}}}RepositoryUniqueId").text = depot
        etree.SubElement(request, f"{{{XDS_B}}}DocumentUniqueId").text = unique_id
    return root


def read_documents(
    body: etree._Element, parts: Mapping[str, bytes], asked: Sequence[str]
) -> tuple[DocumentRecu, ...]:
    """Return the documents of an answer.

    Raises:
        Malformed: a part is absent, a document was not asked for, one comes twice, or two are exchanged.
    """
    found: dict[str, DocumentRecu] = {}
    for node in body.iter(f"{{{XDS_B}}}DocumentResponse"):
        unique_id = (node.findtext(f"{{{XDS_B}}}DocumentUniqueId") or "").strip()
        content = node.find(f"{{{XDS_B}}}Document")
        if unique_id not in asked or content is None:
            raise Malformed("la réponse porte un document qui n’a pas été demandé")
        if unique_id in found:
            raise Malformed("la réponse porte deux fois le même document")
        media = (node.findtext(f"{{{XDS_B}}}mimeType") or "").strip()
        received = DocumentRecu(unique_id, media, read_document(content, parts))
        if _own_id(received.donnees) in set(asked) - {unique_id}:
            raise Malformed("la réponse échange deux documents")
        found[unique_id] = received
    return tuple(found.values())


def _own_id(data: bytes) -> str:
    """Return the identifier a CDA document bears; empty for anything else, which is shown as it is."""
    try:
        identifier = inner_document(data).find(f"{HL7}id")
    except Malformed:
        return ""
    return identifier.get("root", "") if identifier is not None else ""


def _query(query: str, slots: Mapping[str, Sequence[str]], kind: str = "LeafClass") -> etree._Element:
    root = etree.Element(f"{{{QUERY}}}AdhocQueryRequest", nsmap={"query": QUERY, "rim": RIM})
    etree.SubElement(root, f"{{{QUERY}}}ResponseOption", returnComposedObjects="true", returnType=kind)
    adhoc = etree.SubElement(root, f"{{{RIM}}}AdhocQuery", id=query)
    for name, values in slots.items():
        slot = etree.SubElement(adhoc, f"{{{RIM}}}Slot", name=name)
        value_list = etree.SubElement(slot, f"{{{RIM}}}ValueList")
        for value in values:
            etree.SubElement(value_list, f"{{{RIM}}}Value").text = value
    return root


def _coded(code: Code) -> str:
    return f"{code.code}^^{code.systeme}"


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _list(values: object) -> str:
    assert not isinstance(values, str)
    return "(" + ",".join(_quoted(str(v)) for v in values) + ")"  # type: ignore[attr-defined]
