"""Mark a document that is printed again: the same pages, a line at the foot of each.

The stored document never changes; the mark is only on what goes to the printer.
"""

import ctypes
import io

import pypdfium2
import pypdfium2.raw as pdfium

from ambroise.printing.fonts import clean
from ambroise.resources import resource

_TAILLE = 9.0
_X, _Y = 40.5, 14.0


def mark_duplicata(pdf: bytes, mention: str) -> bytes:
    """Return the document with the mention at the foot of every page.

    Raises:
        pypdfium2.PdfiumError: not a PDF.
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        data = resource("fonts/AtkinsonHyperlegibleNext_700Bold.ttf").read_bytes()
        buffer = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
        font = pdfium.FPDFText_LoadFont(document.raw, buffer, len(data), pdfium.FPDF_FONT_TRUETYPE, True)
        text = (clean(mention) + "\0").encode("utf-16-le")
        wide = ctypes.cast(ctypes.create_string_buffer(text, len(text)), pdfium.FPDF_WIDESTRING)
        for number in range(len(document)):
            page = document[number]
            mark = pdfium.FPDFPageObj_CreateTextObj(document.raw, font, _TAILLE)
            pdfium.FPDFText_SetText(mark, wide)
            pdfium.FPDFPageObj_Transform(mark, 1, 0, 0, 1, _X, _Y)
            pdfium.FPDFPage_InsertObject(page.raw, mark)
            pdfium.FPDFPage_GenerateContent(page.raw)
        pdfium.FPDFFont_Close(font)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()
    finally:
        document.close()
