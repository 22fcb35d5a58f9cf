"""Turn a PDF into page images, away from the GUI thread: pdfium draws one page at a time."""

import io
from dataclasses import dataclass
from typing import Final

import pypdfium2

PAGES_MAXIMUM: Final = 40
"""An order has a few pages; a longer document is shown by its first ones."""


class PdfIllisible(Exception):
    """The bytes are no PDF that can be drawn."""


@dataclass(frozen=True)
class PageImage:
    """One page as PNG, and its width in pixels."""

    png: bytes
    largeur: int


def render_pages(pdf: bytes, largeur: int) -> tuple[PageImage, ...]:
    """Draw the pages at a width in pixels. Raises PdfIllisible."""
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise PdfIllisible("Ce document ne peut être dessiné.") from error
    try:
        return tuple(_render(document[n], largeur) for n in range(min(len(document), PAGES_MAXIMUM)))
    except pypdfium2.PdfiumError as error:
        raise PdfIllisible("Une page de ce document ne peut être dessinée.") from error
    finally:
        document.close()


def _render(page: pypdfium2.PdfPage, largeur: int) -> PageImage:
    echelle = largeur / page.get_width()
    image = page.render(scale=echelle).to_pil()
    sortie = io.BytesIO()
    image.save(sortie, "PNG")
    page.close()
    return PageImage(sortie.getvalue(), image.width)
