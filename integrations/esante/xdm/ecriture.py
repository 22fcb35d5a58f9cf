"""Write an IHE_XDM.ZIP: INDEX.HTM, README.TXT and one submission set (CI-SIS, socle MSSanté #2).

No official offline validator of METADATA.XML exists: what we write is read back by our own reader, which
applies the table of the XDS metadata.
"""

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from uuid import UUID, uuid5

from lxml import etree

from esante.cda.valeurs import formats
from esante.xdm.modeles import Expediteur
from esante.xds.ebrim_ecriture import submit_objects_request
from esante.xds.modeles import (
    AssociationXds,
    FicheDocument,
    LotSoumission,
    Soumission,
    TypeAssociation,
    read_instant,
)

DOSSIER = "IHE_XDM/SUBSET01"
_SUFFIXES = {"application/pdf": "PDF", "text/xml": "XML"}
_ESPACE = UUID("7f0c3b6a-4a57-4a0e-8f0a-0c1b1f0d9d11")


def build_xdm(
    lot: LotSoumission, documents: Sequence[tuple[FicheDocument, bytes]], expediteur: Expediteur
) -> bytes:
    """Return the archive; the same content always gives the same bytes.

    Raises:
        ValueError: no document, or documents of several patients.
    """
    if not documents:
        raise ValueError("archive sans document")
    if {fiche.patient_id for fiche, _ in documents} != {lot.patient_id}:
        raise ValueError("archive de plusieurs patients")
    fiches, files = [], []
    for rank, (fiche, data) in enumerate(documents, 1):
        name = f"DOC{rank:05}.{_SUFFIXES.get(fiche.media, 'BIN')}"
        fiches.append(replace(fiche, uri=name))
        files.append((f"{DOSSIER}/{name}", data))
    associations = tuple(
        AssociationXds(TypeAssociation.CONTIENT, lot.entry_uuid, fiche.entry_uuid, "Original")
        for fiche in fiches
    )
    metadata = etree.tostring(
        submit_objects_request(Soumission(lot, tuple(fiches), associations)),
        xml_declaration=True,
        encoding="UTF-8",
    )
    tree = [f"{DOSSIER}/METADATA.XML", *(name for name, _ in files)]
    content = [
        ("INDEX.HTM", _index(expediteur, lot).encode()),
        ("README.TXT", _readme(expediteur, tree).encode()),
        (tree[0], metadata),
        *files,
    ]
    moment = read_instant(lot.instant)
    stamp = moment.timetuple()[:6] if moment else (1980, 1, 1, 0, 0, 0)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content:
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, data)
    return target.getvalue()


def fiche_pdf(fiche: FicheDocument, pdf: bytes) -> FicheDocument:
    """Describe the PDF copy of a document: same header, its own identifier, format, size and hash."""
    identifiant = uuid5(_ESPACE, fiche.identifiant)
    return replace(
        fiche,
        identifiant=f"2.25.{identifiant.int}",
        entry_uuid=f"urn:uuid:{identifiant}",
        format=formats()["application/pdf"],
        media="application/pdf",
        empreinte=hashlib.sha1(pdf, usedforsecurity=False).hexdigest(),
        taille=len(pdf),
    )


def _readme(expediteur: Expediteur, tree: Sequence[str]) -> str:
    lines = [
        f"Expéditeur\u00a0: {expediteur.nom}",
        f"Logiciel\u00a0: {expediteur.logiciel} {expediteur.version}",
        f"Éditeur\u00a0: {expediteur.editeur}",
        "",
        "Cette archive contient des documents de santé. Ouvrez-la avec un logiciel de professionnel de santé",
        "compatible IHE XDM, ou ouvrez INDEX.HTM dans un navigateur.",
        "",
        "Fichiers\u00a0:",
        "INDEX.HTM",
        "README.TXT",
        *tree,
    ]
    return "\r\n".join(lines) + "\r\n"


def _index(expediteur: Expediteur, lot: LotSoumission) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8">'
        f"<title>{escape(lot.titre or 'Documents de santé')}</title></head><body>"
        f"<h1>{escape(lot.titre or 'Documents de santé')}</h1>"
        f"<p>Envoyés par {escape(expediteur.nom)} avec {escape(expediteur.logiciel)} "
        f"{escape(expediteur.version)} ({escape(expediteur.editeur)}).</p>"
        '<p><a href="README.TXT">Lisez-moi</a></p></body></html>\n'
    )
