"""A document shows the pictures it carries, of raster kinds and bounded; nothing else is loaded."""

import base64
import struct
import zlib

import pytest
from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import QImage, QTextDocument
from pytestqt.qtbot import QtBot

from ambroise.printing.symbols import qr_png
from ambroise.ui.widgets.inline_images import MAX_OCTETS, read_inline_image
from ambroise.ui.widgets.reader import Reader

QR = base64.b64encode(qr_png("012600001234567890")).decode()
IMAGE = QTextDocument.ResourceType.ImageResource.value


def bomb() -> str:
    """Return a PNG of a few bytes that says it is 60,000 pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100))
    return base64.b64encode(png + chunk(b"IEND", b"")).decode()


def test_the_code_2d_of_an_order_is_shown(qtbot: QtBot) -> None:
    reader = Reader("Document")
    qtbot.addWidget(reader)
    reader.resize(600, 400)
    reader.show()
    reader.show_html(f'<p>Code 2D</p><img src="data:image/png;base64,{QR}">')
    shown = reader.document().resource(IMAGE, QUrl(f"data:image/png;base64,{QR}"))
    assert isinstance(shown, QImage)
    assert shown.width() > 20
    assert reader.document().size().height() > shown.height()


@pytest.mark.parametrize(
    "address",
    [
        f"image/svg+xml;base64,{QR}",
        f"image/png,{QR}",
        f"image/png;charset=x;base64,{QR}",
        "image/png;base64,AAAA",
        "image/png;base64,é!",
        "image/png;base64,A",
        f"image/png;base64,{bomb()}",
        "image/png;base64," + "A" * (MAX_OCTETS * 2),
    ],
)
def test_what_is_no_bounded_raster_picture_is_not_shown(address: str) -> None:
    assert read_inline_image(address) is None


@pytest.mark.parametrize("room", [QSize(15, 400), QSize(400, 15)])
def test_a_large_picture_is_drawn_within_its_room(room: QSize) -> None:
    image = read_inline_image(f"image/png;base64,{QR}", room)
    assert image is not None
    assert (image.width(), image.height()) == (15, 15)


def test_a_reader_too_small_to_have_room_draws_a_picture_as_it_is() -> None:
    assert read_inline_image(f"image/png;base64,{QR}", QSize(-34, 0)) == read_inline_image(
        f"image/png;base64,{QR}"
    )


def test_the_bytes_say_the_kind_whatever_the_document_calls_it() -> None:
    assert read_inline_image(f"image/jpeg;base64,{QR}") is not None


def test_a_picture_that_cannot_be_shown_leaves_words(qtbot: QtBot) -> None:
    reader = Reader("Document")
    qtbot.addWidget(reader)
    reader.show_html('<p>Code 2D</p><img alt="x" src="data:image/png;base64,AAAA">')
    assert "Image illisible" in reader.toPlainText()


@pytest.mark.parametrize("address", ["https://espion.example/p.png", "file:///etc/passwd", "cid:1", ""])
def test_no_address_is_ever_loaded(qtbot: QtBot, address: str) -> None:
    reader = Reader("Document")
    qtbot.addWidget(reader)
    shown = reader.loadResource(IMAGE, QUrl(address))
    assert (shown.width(), shown.height()) == (1, 1)
    assert reader.loadResource(QTextDocument.ResourceType.StyleSheetResource.value, QUrl(address)) is None
