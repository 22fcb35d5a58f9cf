"""Mark a document that is shown or printed: the same pages, once or more, with words over each.

The stored document never changes; the marks are only on what is shown or goes to the printer.
"""

import ctypes
import io
import math
from collections.abc import Callable, Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from ambroise.printing.fonts import GRAS, clean, width
from ambroise.printing.page import MARGE_A5, Format
from ambroise.resources import resource

_TAILLE, _TAILLE_A5 = 9.0, 7.6
_X, _Y = 40.5, 14.0
_HAUT = 16.0
_DIAGONALE = 84.0
_GRIS, _OPACITE = 90, 110

_Trace = Callable[["_Encre", pypdfium2.PdfPage, int], None]


def mark_duplicata(pdf: bytes, mention: str) -> bytes:
    """Return the document with the mention at the foot of every page.

    Raises:
        pypdfium2.PdfiumError: not a PDF.
    """
    return _mark(pdf, lambda encre, page, _: _write_foot(encre, page, mention))


def make_exemplaires(pdf: bytes, mentions: Sequence[str]) -> bytes:
    """Return the document once for each mention, one copy after the other, each named on all its pages.

    Raises:
        pypdfium2.PdfiumError: not a PDF.
    """
    document, copies = pypdfium2.PdfDocument(pdf), pypdfium2.PdfDocument.new()
    try:
        pages = len(document)
        for _ in mentions:
            copies.import_pages(document)
        out = io.BytesIO()
        copies.save(out)
    finally:
        copies.close()
        document.close()
    return _mark(out.getvalue(), lambda encre, page, rang: _write_foot(encre, page, mentions[rang // pages]))


def mark_annulee(pdf: bytes, mention: str) -> bytes:
    """Return the document with its first word across every page, and the whole mention at the top.

    Raises:
        pypdfium2.PdfiumError: not a PDF.
    """
    mot = mention.split(" ")[0]

    def trace(encre: "_Encre", page: pypdfium2.PdfPage, _: int) -> None:
        largeur, hauteur = page.get_size()
        encre.write(page, mention, _TAILLE, _X, hauteur - _HAUT)
        taille = _DIAGONALE * largeur / 595
        demi = taille * len(mot) * 0.31
        encre.write(
            page,
            mot,
            taille,
            largeur / 2 - demi * math.cos(math.pi / 5),
            hauteur / 2 - demi * math.sin(math.pi / 5),
            angle=math.pi / 5,
            opacite=_OPACITE,
        )

    return _mark(pdf, trace)


def _write_foot(encre: "_Encre", page: pypdfium2.PdfPage, mention: str) -> None:
    """Write a mention under the foot of an order, whole whatever the paper."""
    largeur = page.get_size()[0]
    marge, taille = (_X, _TAILLE) if largeur >= Format.A4.value[0] - 1 else (_X * MARGE_A5, _TAILLE_A5)
    taille = min(taille, taille * (largeur - 2 * marge) / width(mention, GRAS, taille))
    encre.write(page, mention, taille, marge, _Y)


class _Encre:
    """The font of the marks, loaded in one document."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        data = resource("fonts/AtkinsonHyperlegibleNext_700Bold.ttf").read_bytes()
        # Kept for as long as the font: PDFium reads it in place.
        self._data = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
        self._document = document
        self._font = pdfium.FPDFText_LoadFont(
            document.raw, self._data, len(data), pdfium.FPDF_FONT_TRUETYPE, True
        )

    def write(
        self,
        page: pypdfium2.PdfPage,
        mots: str,
        taille: float,
        x: float,
        y: float,
        *,
        angle: float = 0.0,
        opacite: int = 255,
    ) -> None:
        """Put words on a page, the origin of the first letter at a point."""
        mark = pdfium.FPDFPageObj_CreateTextObj(self._document.raw, self._font, taille)
        text = (clean(mots) + "\0").encode("utf-16-le")
        wide = ctypes.cast(ctypes.create_string_buffer(text, len(text)), pdfium.FPDF_WIDESTRING)
        pdfium.FPDFText_SetText(mark, wide)
        if opacite < 255:
            pdfium.FPDFPageObj_SetFillColor(mark, _GRIS, _GRIS, _GRIS, opacite)
        cos, sin = math.cos(angle), math.sin(angle)
        pdfium.FPDFPageObj_Transform(mark, cos, sin, -sin, cos, x, y)
        pdfium.FPDFPage_InsertObject(page.raw, mark)
        pdfium.FPDFPage_GenerateContent(page.raw)

    def close(self) -> None:
        """Let go of the font."""
        pdfium.FPDFFont_Close(self._font)


def _mark(pdf: bytes, trace: _Trace) -> bytes:
    document = pypdfium2.PdfDocument(pdf)
    try:
        encre = _Encre(document)
        for number in range(len(document)):
            trace(encre, document[number], number)
        encre.close()
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()
    finally:
        document.close()
