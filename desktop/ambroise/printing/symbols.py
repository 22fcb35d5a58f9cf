"""QR, datamatrix and Code 128 as grids of modules, each drawn as one filled path: sharp and small."""

import io
from functools import lru_cache
from typing import Any, TypeAlias

import qrcode
import qrcode.constants
import zxingcpp
from PIL import Image
from qrcode.util import QRData
from reportlab.pdfgen.canvas import Canvas

Grid: TypeAlias = tuple[tuple[bool, ...], ...]

ZONE_CLAIRE = 4
"""Modules of the quiet zone of a QR code (ISO/IEC 18004)."""

PIXELS_PAR_MODULE = 10


@lru_cache(maxsize=4)
def qr_grid(texte: str) -> Grid:
    """Return the modules of a QR symbol, error level L, byte mode (ordonnance numérique).

    Choosing the mask is most of the time of a signature: the page and the document share one drawing.
    """
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, border=0)
    code.add_data(QRData(texte.encode("utf-8"), mode=4))
    code.make(fit=True)
    return tuple(tuple(bool(cell) for cell in row) for row in code.get_matrix())


def qr_png(texte: str) -> bytes:
    """Return a QR code as PNG, with its quiet zone."""
    grid = qr_grid(texte)
    side = len(grid) + 2 * ZONE_CLAIRE
    image = Image.new("1", (side, side), 1)
    image.putdata(
        [
            not (0 <= y < len(grid) and 0 <= x < len(grid) and grid[y][x])
            for y in range(-ZONE_CLAIRE, side - ZONE_CLAIRE)
            for x in range(-ZONE_CLAIRE, side - ZONE_CLAIRE)
        ]
    )
    sortie = io.BytesIO()
    image.resize((side * PIXELS_PAR_MODULE, side * PIXELS_PAR_MODULE)).save(sortie, "PNG")
    return sortie.getvalue()


def datamatrix_grid(texte: str) -> Grid:
    """Return the modules of a DataMatrix ECC 200; GS separators stay as they are."""
    return _zxing_grid(texte, zxingcpp.BarcodeFormat.DataMatrix)


def code128_bars(texte: str) -> tuple[bool, ...]:
    """Return the modules of a Code 128 (NF EN 799), left to right."""
    return _zxing_grid(texte, zxingcpp.BarcodeFormat.Code128)[0]


def draw_grid(canvas: Canvas, grid: Grid, x: float, y: float, cote: float) -> None:
    """Fill the dark modules of a square grid whose bottom left corner is (x, y)."""
    module = cote / len(grid)
    path = canvas.beginPath()
    for row, cells in enumerate(grid):
        bottom = y + cote - (row + 1) * module
        for start, end in _spans(cells):
            path.rect(x + start * module, bottom, (end - start) * module, module)
    canvas.drawPath(path, stroke=0, fill=1)


def draw_bars(
    canvas: Canvas, bars: tuple[bool, ...], x: float, y: float, module: float, hauteur: float
) -> float:
    """Fill the bars of a linear code and return its width."""
    path = canvas.beginPath()
    for start, end in _spans(bars):
        path.rect(x + start * module, y, (end - start) * module, hauteur)
    canvas.drawPath(path, stroke=0, fill=1)
    return len(bars) * module


def _zxing_grid(texte: str, format_code: zxingcpp.BarcodeFormat) -> Grid:
    image: Any = zxingcpp.create_barcode(texte, format_code, force_square=True).to_image(
        scale=1, add_quiet_zones=False
    )
    height, width = image.shape[0], image.shape[1]
    pixels = bytes(memoryview(image))
    return tuple(tuple(pixels[r * width + c] == 0 for c in range(width)) for r in range(height))


def _spans(cells: tuple[bool, ...]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = None
    for rank, dark in enumerate((*cells, False)):
        if dark and start is None:
            start = rank
        elif not dark and start is not None:
            found.append((start, rank))
            start = None
    return found
