"""Turn a PDF or a picture into page images, away from the GUI thread: pdfium draws one page at a time."""

import io
import warnings
from dataclasses import dataclass
from typing import Final

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

PAGES_MAXIMUM: Final = 40
"""An order has a few pages; a longer document is shown by its first ones."""


class PdfIllisible(Exception):
    """The bytes are neither a PDF nor a picture that can be drawn."""


@dataclass(frozen=True)
class PageImage:
    """One page as PNG, and its width in pixels."""

    png: bytes
    largeur: int


def render_pages(contenu: bytes, largeur: int) -> tuple[PageImage, ...]:
    """Draw the pages of a PDF, or a picture as one page, at a width in pixels. Raises PdfIllisible."""
    return _pdf_pages(contenu, largeur) if b"%PDF-" in contenu[:1024] else (_picture(contenu, largeur),)


def _pdf_pages(pdf: bytes, largeur: int) -> tuple[PageImage, ...]:
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


def _picture(contenu: bytes, largeur: int) -> PageImage:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(contenu))
        droite = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PdfIllisible("Ce document ne peut être dessiné.") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise PdfIllisible("Cette image est endommagée.") from error
    hauteur = max(1, round(droite.height * largeur / droite.width))
    sortie = io.BytesIO()
    droite.resize((largeur, hauteur)).save(sortie, "PNG")
    return PageImage(sortie.getvalue(), largeur)
