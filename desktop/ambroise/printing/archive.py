"""Make an archive of a PDF that came from elsewhere: a document of the DMP is PDF/A-1 (ISO 19005-1, level B).

A PDF that says it is one is kept byte for byte; any other is drawn again, one grey image a page, since its
fonts, colours and scripts cannot be vouched for.
"""

import io
import re
from datetime import datetime

import pypdfium2
from reportlab.lib.utils import ImageReader

from ambroise.printing.pdfa import new_canvas

POINTS_PAR_POUCE = 72
RESOLUTION = 150
PAGES_MAXIMUM = 100
_PDFA = re.compile(rb"pdfaid:part\s*(?:=\s*[\"']|>)\s*1\b")


class PdfRefuse(ValueError):
    """The bytes are no PDF that can be drawn; the text is for the user."""


def archive_pdf(pdf: bytes, titre: str, auteur: str, instant: datetime) -> bytes:
    """Return the PDF as PDF/A-1b; the same PDF at the same instant gives the same bytes.

    Raises:
        PdfRefuse: it cannot be drawn, or has more than a hundred pages.
    """
    if _PDFA.search(pdf):
        return pdf
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        raise PdfRefuse("Ce PDF est illisible ou protégé par un mot de passe.") from None
    try:
        if len(document) > PAGES_MAXIMUM:
            raise PdfRefuse(f"Ce PDF a plus de {PAGES_MAXIMUM} pages.")
        return _redraw(document, titre, auteur, instant)
    except pypdfium2.PdfiumError:
        raise PdfRefuse("Une page de ce PDF ne peut être dessinée.") from None
    finally:
        document.close()


def _redraw(document: pypdfium2.PdfDocument, titre: str, auteur: str, instant: datetime) -> bytes:
    first = document[0].get_size()
    canvas, buffer = new_canvas(first, titre, auteur, titre, instant)
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        canvas.setPageSize((width, height))
        image = page.render(scale=RESOLUTION / POINTS_PAR_POUCE, grayscale=True).to_pil().convert("L")
        shot = io.BytesIO()
        image.save(shot, "PNG")
        shot.seek(0)
        canvas.drawImage(ImageReader(shot), 0, 0, width, height)
        canvas.showPage()
        page.close()
    canvas.save()
    return buffer.getvalue()
