"""Read XML that someone else wrote: one hardened parser for every service, message and document."""

from lxml import etree

from esante.errors import Malformed

MAX_SIZE = 32 * 1024 * 1024
"""Largest document read by default, in bytes; the DMP and MSSanté set their own limits below it."""


def parse_xml(data: bytes, *, max_size: int = MAX_SIZE) -> etree._Element:
    """Parse a document and return its root, without entities, DTD nor network.

    Comments and processing instructions are kept: a signature may cover them.

    Raises:
        Malformed: not XML, too large, too deep, or carrying a document type.
    """
    if len(data) > max_size:
        raise Malformed(f"document XML de plus de {max_size} octets")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        # libxml2 quotes the text around the fault: it may be a patient's, so only the position is told.
        position = getattr(error, "position", (0, 0))
        raise Malformed(f"XML illisible, ligne {position[0]}") from None
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.doctype:
        raise Malformed("un document XML reçu ne peut pas déclarer de DOCTYPE")
    return root


def serialize_xml(element: etree._Element) -> bytes:
    """Return the UTF-8 bytes of a tree, with its XML declaration."""
    return etree.tostring(element, encoding="UTF-8", xml_declaration=True)
