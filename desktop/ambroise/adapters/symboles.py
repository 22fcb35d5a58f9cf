"""Two-dimensional symbols with zxing-cpp: read from a picture or a PDF, drawn as a PNG."""

import io
import warnings
from collections.abc import Sequence

import pypdfium2
import zxingcpp
from PIL import Image, UnidentifiedImageError

from ambroise.usecases.errors import ReponseInvalide

_PIXELS_MAXIMUM = 80_000_000
_PAGES_MAXIMUM = 20
_ECHELLE_PDF = 300 / 72


class Symboles:
    """Implements ``PortSymboles``."""

    def read_symbols(self, image: bytes) -> Sequence[bytes]:
        """Return the content of every symbol of a picture or a PDF.

        Raises:
            ReponseInvalide: not a picture nor a PDF, or one too large to be opened safely.
        """
        pages = _pdf_pages(image) if image[:5] == b"%PDF-" else [_picture(image)]
        # ``bytes`` and not ``text``: the text writes the control characters in words.
        return tuple(symbol.bytes for page in pages for symbol in zxingcpp.read_barcodes(page))

    def draw_datamatrix(self, contenu: str) -> bytes:
        """Return a PNG of an ECC 200 datamatrix with its quiet zone."""
        symbol = zxingcpp.create_barcode(contenu.encode("ascii"), zxingcpp.BarcodeFormat.DataMatrix)
        raster = symbol.to_image(scale=8, add_quiet_zones=True)
        height, width = raster.shape
        drawn = Image.frombuffer("L", (width, height), bytes(memoryview(raster)))  # type: ignore[arg-type]
        output = io.BytesIO()
        drawn.save(output, "PNG")
        return output.getvalue()


def _picture(image: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(image))
        if picture.width * picture.height > _PIXELS_MAXIMUM:
            raise Image.DecompressionBombError
        return picture.convert("L")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ReponseInvalide("Cette image est trop grande.", remede="Recadrez-la autour du code.") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise ReponseInvalide(
            "Ce fichier n’est pas une image lisible.", remede="Utilisez une image PNG ou JPEG, ou un PDF."
        ) from None


def _pdf_pages(document: bytes) -> list[Image.Image]:
    try:
        pdf = pypdfium2.PdfDocument(document)
    except pypdfium2.PdfiumError:
        raise ReponseInvalide("Ce PDF ne peut être ouvert.") from None
    try:
        if len(pdf) > _PAGES_MAXIMUM:
            raise ReponseInvalide(f"Ce PDF compte plus de {_PAGES_MAXIMUM} pages.")
        pages = []
        for index in range(len(pdf)):
            page = pdf[index]
            width, height = page.get_size()
            scale = min(_ECHELLE_PDF, (_PIXELS_MAXIMUM / max(width * height, 1)) ** 0.5)
            pages.append(page.render(scale=scale, grayscale=True).to_pil())
        return pages
    finally:
        pdf.close()
