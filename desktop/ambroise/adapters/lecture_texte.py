"""The words of a PDF, of a CDA document or of a plain text, within bounds."""

from contextlib import closing
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium

from ambroise.domain.texte_document import TEXTE_MAXIMAL, EtatTexte, TexteDocument, make_texte
from esante.cda.lecture import DocumentLu, FichierJoint, read_cda
from esante.errors import Malformed

PAGES_MAXIMALES: Final = 200
_COUPURES: Final = ("\x02\r\n", "\ufffe\r\n", "\x02", "\ufffe")
"""How pdfium writes the hyphen at which a word goes on in the next line."""


def read_texte(type_mime: str, contenu: bytes) -> TexteDocument:
    """Return the words of a document, or why they cannot be read."""
    match type_mime:
        case "application/pdf":
            return _read_pdf(contenu)
        case "text/xml":
            return _read_cda(contenu)
        case "text/plain":
            return make_texte(contenu.decode("utf-8", "replace"))
    return TexteDocument(EtatTexte.SANS_TEXTE)


def _read_pdf(contenu: bytes) -> TexteDocument:
    try:
        document = pypdfium2.PdfDocument(contenu)
    except pypdfium2.PdfiumError:
        ferme = pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD
        return TexteDocument(EtatTexte.PROTEGE if ferme else EtatTexte.ILLISIBLE)
    mots, illisibles = "", 0
    with closing(document):
        pages = len(document)
        for rang in range(min(pages, PAGES_MAXIMALES)):
            try:
                mots += _read_page(document, rang, TEXTE_MAXIMAL + 1 - len(mots)) + "\n"
            except pypdfium2.PdfiumError:
                illisibles += 1
            if len(mots) > TEXTE_MAXIMAL:
                break
    if illisibles == pages:
        return TexteDocument(EtatTexte.ILLISIBLE)
    return make_texte(mots, is_complet=pages <= PAGES_MAXIMALES and not illisibles)


def _read_page(document: pypdfium2.PdfDocument, rang: int, reste: int) -> str:
    with closing(document[rang]) as page, closing(page.get_textpage()) as textpage:
        mots: str = textpage.get_text_range(0, min(textpage.count_chars(), reste))
    for coupure in _COUPURES:
        mots = mots.replace(coupure, "")
    return mots


def _read_cda(contenu: bytes) -> TexteDocument:
    try:
        lu = read_cda(contenu)
    except (Malformed, RecursionError):
        return TexteDocument(EtatTexte.ILLISIBLE)
    corps = _read_corps(lu.corps) if lu.corps else TexteDocument(EtatTexte.LU)
    return make_texte(f"{_written(lu)} {corps.texte}", is_complet=corps.etat is EtatTexte.LU)


def _written(lu: DocumentLu) -> str:
    """Return the header (what it is, who wrote it and where) and the narrative of every section."""
    auteurs = (f"{a.prenom} {a.nom} {a.specialite} {a.structure}" for a in lu.auteurs)
    sections = (f"{s.titre} {s.texte}" for s in lu.sections)
    return "\n".join((lu.titre, lu.type.libelle, *auteurs, *sections))


def _read_corps(corps: FichierJoint) -> TexteDocument:
    if corps.media == "application/pdf":
        return _read_pdf(corps.donnees)
    if corps.media.startswith("text/"):
        return make_texte(corps.donnees.decode("utf-8", "replace"))
    return TexteDocument(EtatTexte.SANS_TEXTE)
