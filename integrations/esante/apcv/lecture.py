"""Take the content of an ApCV from an image of its QR code."""

import io

import zxingcpp
from PIL import Image, UnidentifiedImageError

from esante.apcv.models import ContenuApcv
from esante.errors import Malformed

_MAX_PIXELS = 50_000_000


def read_qr(image: bytes) -> ContenuApcv:
    """Decode the QR code of a photograph or of a screen capture.

    Raises:
        Malformed: not an image, too large, or without exactly one QR code.
    """
    try:
        with Image.open(io.BytesIO(image)) as opened:
            if opened.width * opened.height > _MAX_PIXELS:
                raise Malformed("image trop grande")
            picture = opened.convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Malformed("ce fichier n’est pas une image") from None
    codes = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    if len(codes) != 1:
        raise Malformed("l’image ne montre pas exactement un QR code")
    return ContenuApcv(codes[0].text)
