"""Build a document whose body is a file: CDA R2 level 1, for every type without a structured model."""

from dataclasses import replace

from esante.cda.ecriture import el, octets
from esante.cda.entete import build_document
from esante.cda.models import Entete
from esante.cda.sections import b64
from esante.cda.valeurs import formats

MODELE_N1 = (("1.3.6.1.4.1.19376.1.2.20", ""),)


def build_non_structure(entete: Entete, donnees: bytes, media: str = "application/pdf") -> bytes:
    """Return the exact bytes of a level 1 document; exactly three templateIds, no volume.

    Raises:
        ValueError: the media type is not one the standard allows.
    """
    if media not in formats():
        raise ValueError(f"type de contenu hors du CDA de niveau 1\u00a0: {media}")
    corps = el("nonXMLBody", el("text", b64(donnees), mediaType=media, representation="B64"))
    return octets(build_document(replace(entete, modele=MODELE_N1), corps))
