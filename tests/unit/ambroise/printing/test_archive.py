"""Every PDF that leaves is an archive: made so, or drawn again as one."""

import io
from datetime import UTC, datetime

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ambroise.printing.archive import PAGES_MAXIMUM, PdfRefuse, archive_pdf
from ambroise.printing.texte import PageTexte, render_texte
from tests.fakes.pdfa import assert_pdfa

INSTANT = datetime(2026, 6, 4, 9, 52, tzinfo=UTC)


def foreign(pages: int = 2) -> bytes:
    """Return a PDF as a scanner makes one: base fonts, colours, an image, one page on its side."""
    sortie, dessin = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(dessin, "PNG")
    canvas = Canvas(sortie)
    for n in range(pages):
        canvas.setPageSize(landscape(A4) if n % 2 else A4)
        canvas.setFillColorRGB(1, 0, 0)
        canvas.drawString(72, 400, f"Page {n + 1}")
        dessin.seek(0)
        canvas.drawImage(ImageReader(dessin), 200, 200, 50, 50)
        canvas.showPage()
    canvas.save()
    return sortie.getvalue()


def archive(pdf: bytes) -> bytes:
    return archive_pdf(pdf, "Échographie", "Dr LIBRE Max", INSTANT)


def test_a_foreign_pdf_becomes_an_archive_of_the_same_pages() -> None:
    made = archive(foreign())
    assert_pdfa(made)
    before, after = pypdfium2.PdfDocument(foreign()), pypdfium2.PdfDocument(made)
    for page, drawn_page in zip(before, after, strict=True):
        assert drawn_page.get_size() == pytest.approx(page.get_size(), abs=0.1)
    drawn = after[0].render(scale=1).to_pil().convert("L")
    assert drawn.getextrema()[0] < 128, "the page is not blank"
    for document in (before, after):
        document.close()


def test_the_same_pdf_at_the_same_instant_gives_the_same_archive() -> None:
    assert archive(foreign()) == archive(foreign())


def test_an_archive_is_kept_byte_for_byte() -> None:
    made = archive(foreign(1))
    assert archive(made) == made


def test_words_drawn_by_us_are_an_archive() -> None:
    page = PageTexte("Lettre", ("Patient",), (("Motif", ("Douleur du genou",)),), "pied", "Dr LIBRE", INSTANT)
    assert_pdfa(render_texte(page))


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.4 rien", b"\x89PNG", foreign(1)[:400]])
def test_what_cannot_be_drawn_is_refused(pdf: bytes) -> None:
    with pytest.raises(PdfRefuse):
        archive(pdf)


def test_a_book_is_refused() -> None:
    with pytest.raises(PdfRefuse, match="pages"):
        archive(foreign(PAGES_MAXIMUM + 1))
