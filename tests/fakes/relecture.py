"""Read a rendered PDF back from the outside: its text, its page images, the codes in them."""

import pypdfium2
import zxingcpp
from PIL.Image import Image


def read_text(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    finally:
        document.close()


def read_images(pdf: bytes, scale: float = 3.0) -> list[Image]:
    """Return each page as a grey image."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=scale, grayscale=True).to_pil().convert("L") for page in document]
    finally:
        document.close()


def read_codes(pdf: bytes, scale: float = 3.0) -> dict[str, bytes]:
    """Return the codes found on all pages by kind and content: ``{"QRCode": …, "Code128:999…": …}``."""
    found: dict[str, bytes] = {}
    for image in read_images(pdf, scale):
        found |= read_image(image)
    return found


def read_image(image: Image) -> dict[str, bytes]:
    """Return the codes found on the image of a page."""
    found: dict[str, bytes] = {}
    for code in zxingcpp.read_barcodes(image):
        kind = code.format.name
        found[f"{kind}:{code.text}" if kind == "Code128" else kind] = code.bytes
    return found
