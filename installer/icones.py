"""Draw the icon of the application in the sizes and formats of each system, from its one SVG."""

import io
import os
import sys
from pathlib import Path

from PIL import Image

SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
_SVG = Path(__file__).parents[1] / "resources/icons/ambroise.svg"


def write_icons(folder: Path) -> None:
    """Write ``<size>.png``, ``ambroise.ico`` (Windows) and ``ambroise.icns`` (macOS)."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {size: _draw(size) for size in (*SIZES, 1024)}
    for size in SIZES:
        drawn[size].save(folder / f"{size}.png", optimize=True)
    small = [drawn[size] for size in (16, 24, 32, 48, 64, 128)]
    drawn[256].save(
        folder / "ambroise.ico", append_images=small, sizes=[image.size for image in (*small, drawn[256])]
    )
    drawn[1024].save(folder / "ambroise.icns")


def _draw(size: int) -> Image.Image:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(_SVG)).render(painter)
    painter.end()
    written = QBuffer()
    written.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(written, "PNG")
    return Image.open(io.BytesIO(written.data().data()))


if __name__ == "__main__":
    write_icons(Path(sys.argv[1]))
