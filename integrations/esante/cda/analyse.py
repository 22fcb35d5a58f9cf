"""Parse the bytes of a document that someone else wrote, and find the ClinicalDocument inside."""

from lxml import etree

from esante.errors import Malformed
from esante.xml import parse_xml

HL7 = "{urn:hl7-org:v3}"
MAX_SIZE = 64 * 1024 * 1024
_LIBXML_TEXT_LIMIT = 10_000_000


def inner_document(data: bytes) -> etree._Element:
    """Return the ClinicalDocument of the bytes, taken out of its stylesheet when it is auto-presentable.

    Raises:
        Malformed: not XML, too large, with a document type, or without a ClinicalDocument.
    """
    root = parse_document(data)
    if root.tag == f"{HL7}ClinicalDocument":
        return root
    found = root.find(f".//{HL7}ClinicalDocument")
    if found is None:
        raise Malformed("aucun ClinicalDocument")
    detached = parse_document(etree.tostring(found, with_tail=False))
    etree.cleanup_namespaces(detached)
    return detached


def parse_document(data: bytes) -> etree._Element:
    """Parse a whole document, however large its page; same refusals as :func:`inner_document`."""
    if len(data) > MAX_SIZE:
        raise Malformed(f"document de plus de {MAX_SIZE // 1024 // 1024} Mo")
    if len(data) <= _LIBXML_TEXT_LIMIT or data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"<!DOCTYPE" in data:
        return parse_xml(data, max_size=MAX_SIZE)
    # A page of several megabytes is one text node: libxml2 refuses it unless told; no entity can be declared.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Malformed("XML illisible") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Malformed("un document XML reçu ne peut pas déclarer de DOCTYPE")
    return root
