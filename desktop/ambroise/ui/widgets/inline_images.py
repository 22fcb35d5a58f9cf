"""The pictures a document carries in itself: raster kinds only, bounded before anything is decoded."""

import base64
import binascii
import re
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

MAX_OCTETS: Final = 8 * 1024 * 1024
MAX_PIXELS: Final = 24_000_000
_DEBUTS: Final = {b"png": b"\x89PNG\r\n\x1a\n", b"jpeg": b"\xff\xd8\xff", b"gif": b"GIF8"}
_DATA: Final = re.compile(r"image/(?:png|jpeg|gif);base64,([A-Za-z0-9+/]+={0,2})")


def read_inline_image(address: str, room: QSize | None = None) -> QImage | None:
    """Return the picture of the path of a ``data:`` address, drawn within ``room`` when there is one.

    The bytes say of which kind they are: published documents call a PNG a JPEG. None for any other kind, for
    one too large, or one that cannot be read.
    """
    if len(address) > MAX_OCTETS * 4 // 3 + 64:
        return None
    found = _DATA.fullmatch(address)
    if found is None:
        return None
    try:
        octets = base64.b64decode(found[1], validate=True)
    except binascii.Error:
        return None
    genre = next((genre for genre, debut in _DEBUTS.items() if octets.startswith(debut)), None)
    if genre is None:
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(octets))
    reader = QImageReader(buffer, genre)
    reader.setAutoDetectImageFormat(False)
    taille = reader.size()
    if not taille.isValid() or taille.width() * taille.height() > MAX_PIXELS:
        return None
    if room is not None and not room.isEmpty() and taille.boundedTo(room) != taille:
        reader.setScaledSize(taille.scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image
