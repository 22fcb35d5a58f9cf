"""Symbols drawn are read back from pictures and PDFs; hostile files are refused with a sentence."""

import io

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ambroise.adapters.symboles import Symboles
from ambroise.usecases.errors import ReponseInvalide

PAYLOAD = (
    "IS010000000000000000000000S1160012B02077713S21.2.250.1.213.1.4.8\x1dS3TOUSSAINT\x1dS4ADRTROIS\x1d"
    "S5MS601-01-1960S72B020"
)


@pytest.fixture(scope="module")
def png() -> bytes:
    return Symboles().draw_datamatrix(PAYLOAD)


def test_what_is_drawn_is_read_back_with_its_control_characters(png: bytes) -> None:
    assert list(Symboles().read_symbols(png)) == [PAYLOAD.encode()]


def test_a_turned_and_scaled_picture_is_read(png: bytes) -> None:
    turned = Image.open(io.BytesIO(png)).rotate(8, expand=True, fillcolor=255).resize((500, 500))
    output = io.BytesIO()
    turned.save(output, "JPEG", quality=70)
    assert list(Symboles().read_symbols(output.getvalue())) == [PAYLOAD.encode()]


def test_a_symbol_is_read_from_a_pdf(png: bytes) -> None:
    output = io.BytesIO()
    canvas = Canvas(output)
    canvas.drawImage(ImageReader(io.BytesIO(png)), 100, 500, 70, 70)
    canvas.showPage()
    canvas.save()
    assert list(Symboles().read_symbols(output.getvalue())) == [PAYLOAD.encode()]


def test_a_picture_without_symbol_gives_none() -> None:
    output = io.BytesIO()
    Image.new("RGB", (200, 200), "white").save(output, "PNG")
    assert list(Symboles().read_symbols(output.getvalue())) == []


@pytest.mark.parametrize(
    "hostile", [b"", b"texte", b"%PDF-1.7 rien", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, b"<svg/>", b"GIF89a"]
)
def test_what_is_not_a_picture_is_refused(hostile: bytes) -> None:
    with pytest.raises(ReponseInvalide):
        Symboles().read_symbols(hostile)


def test_a_picture_too_large_is_refused_before_it_is_decoded() -> None:
    output = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(output, "PNG")
    with pytest.raises(ReponseInvalide):
        Symboles().read_symbols(output.getvalue())
