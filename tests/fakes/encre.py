"""What a fax, a photocopier or a grey printer makes of a page, and how dark its words are."""

import io

import pypdf
import pypdfium2
from PIL.Image import Image
from pypdf.generic import ContentStream

FAX = 204
"""Points an inch of a fine fax."""


def fax(pdf: bytes, page: int = 0) -> Image:
    """Return a page as a fax hands it over: black or white, nothing between."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn = document[page].render(scale=FAX / 72, grayscale=True).to_pil().convert("L")
    finally:
        document.close()
    return drawn.point(lambda v: 255 * (v >= 128))


def greys_of_words(pdf: bytes) -> set[float]:
    """Return the greys that the words of a page are written in: 0 is black, 1 is white."""
    found: set[float] = set()
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        contents = page.get_contents()
        assert contents is not None
        stack, grey = [], 0.0
        for operands, operator in ContentStream(contents, page.pdf).operations:
            if operator == b"q":
                stack.append(grey)
            elif operator == b"Q":
                grey = stack.pop()
            elif operator == b"g":
                grey = float(operands[0])
            elif operator in (b"Tj", b"TJ"):
                found.add(grey)
    return found
