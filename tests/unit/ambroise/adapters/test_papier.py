"""The scan of a paper becomes pages."""

from io import BytesIO

import pytest
from PIL import Image

from ambroise.adapters.fichiers import FichierLu, check_content
from ambroise.adapters.papier import to_pdf
from ambroise.usecases.errors import NonPrisEnCharge, ReponseInvalide
from tests.fakes.relecture import read_images


def picture(genre: str, mode: str = "RGB", pages: int = 1) -> bytes:
    sortie = BytesIO()
    images = [Image.new(mode, (40 + rang, 60)) for rang in range(pages)]
    plus = {"save_all": True, "append_images": images[1:]} if pages > 1 else {}
    images[0].save(sortie, genre, **plus)
    return sortie.getvalue()


@pytest.mark.parametrize(("genre", "mode"), [("PNG", "RGBA"), ("PNG", "1"), ("JPEG", "RGB"), ("TIFF", "L")])
def test_picture_becomes_a_page(genre: str, mode: str) -> None:
    pdf = to_pdf(check_content("scan", picture(genre, mode)))
    assert len(read_images(pdf, 1.0)) == 1


def test_scan_of_several_sheets_keeps_them_all() -> None:
    assert len(read_images(to_pdf(check_content("scan.tif", picture("TIFF", pages=3))), 1.0)) == 3


def test_pdf_stays_as_it_is() -> None:
    assert to_pdf(FichierLu("papier", "application/pdf", b"%PDF-1.4 x")) == b"%PDF-1.4 x"


def test_words_are_no_paper() -> None:
    with pytest.raises(NonPrisEnCharge, match="ni un PDF ni une image"):
        to_pdf(check_content("note.txt", b"bonjour"))


@pytest.mark.parametrize("genre", ["PNG", "JPEG", "TIFF"])
def test_picture_cut_short_is_refused_with_what_to_do(genre: str) -> None:
    entiere = picture(genre)
    with pytest.raises(ReponseInvalide):
        to_pdf(check_content("scan", entiere[: len(entiere) - 40]))
