"""Add to a structured document the copy of its words as a page (section FR-Document-PDF-copie).

The model of the order asks for the section, and its builder writes it; the other models of level 3 allow
it, and receivers show it first. A document is built, read, drawn as a page, then holds that page.
"""

from collections.abc import Callable
from uuid import UUID, uuid5

from esante.cda.analyse import inner_document
from esante.cda.ecriture import octets
from esante.cda.lecture import DocumentLu, read_cda
from esante.cda.sections import Identifiants, section_copie_pdf

_STRUCTURED_BODY = "{urn:hl7-org:v3}structuredBody"


def with_copie_pdf(cda: bytes, render: Callable[[DocumentLu], bytes]) -> bytes:
    """Return the exact bytes of a document of ours with the page ``render`` draws of it.

    Raises:
        ValueError: the document has no structured body.
    """
    lu = read_cda(cda)
    racine = inner_document(cda)
    corps = next(racine.iter(_STRUCTURED_BODY), None)
    if corps is None:
        raise ValueError("seul un document structuré porte la copie de sa page")
    ids = Identifiants(uuid5(UUID(int=0), lu.identifiant))
    corps.append(section_copie_pdf(ids, render(lu)))
    return octets(racine)
