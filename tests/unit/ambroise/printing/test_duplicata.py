"""A reprint is marked on every page, and stays readable by every scanner."""

from dataclasses import replace

import pypdfium2
import pytest
from reportlab.lib.units import mm

from ambroise.printing.duplicata import make_exemplaires, mark_duplicata
from ambroise.printing.ordonnance import render_ordonnance
from ambroise.printing.page import Format
from tests.fakes.mesures import find_words
from tests.fakes.pages import PAGE, QR, page_of
from tests.fakes.relecture import read_codes, read_image, read_images, read_text

MENTION = "DUPLICATA imprimé le 10 juin 2026"


def test_every_page_is_marked_and_nothing_else_changes() -> None:
    original = render_ordonnance(page_of(20))
    marked = mark_duplicata(original, MENTION)
    before, after = read_text(original), read_text(marked)
    assert len(before) == len(after) == 2
    assert all(MENTION not in text for text in before)
    assert all(MENTION in text for text in after)
    assert all(line in after[0] for line in before[0].splitlines())


def test_codes_still_decode() -> None:
    codes = read_codes(mark_duplicata(render_ordonnance(PAGE), MENTION))
    assert codes["QRCode"] == QR.encode()
    assert len(codes) == 4


def test_copies_are_whole_one_after_the_other_and_named_on_each_of_their_pages() -> None:
    original = render_ordonnance(page_of(20))
    copies = read_text(make_exemplaires(original, ("Original", "Pour la caisse")))
    assert len(copies) == 4
    for page, (nom, autre) in zip(
        copies, 2 * [("Original", "Pour la caisse")] + 2 * [("Pour la caisse", "Original")], strict=True
    ):
        assert nom in page
        assert autre not in page
    for before, after in zip(read_text(original) * 2, copies, strict=True):
        assert all(line in after for line in before.splitlines())


@pytest.mark.parametrize("papier", Format)
def test_a_long_mention_stays_on_its_paper_under_the_foot(papier: Format) -> None:
    mention = (
        "DUPLICATA pour l’Assurance Maladie, ne permet ni délivrance ni exécution, réimprimé le 10 juin 2026"
    )
    page = replace(PAGE, format=papier, specimen=False)
    marked = make_exemplaires(render_ordonnance(page), (mention,))
    (written,) = find_words(marked, mention)
    (foot,) = find_words(marked, "ADRUN Zoe · née le 31/12/1975")
    largeur = papier.value[0] / mm
    assert written.gauche == pytest.approx(foot.gauche, abs=0.3)
    assert largeur - written.droite >= foot.gauche - 0.3
    assert 4 < written.bas < written.haut < foot.bas


def test_codes_of_every_copy_still_decode() -> None:
    (first, second) = read_images(make_exemplaires(render_ordonnance(PAGE), ("Original", "Pour la caisse")))
    assert read_image(first) == read_image(second)
    assert read_image(first)["QRCode"] == QR.encode()


def test_other_bytes_are_refused() -> None:
    with pytest.raises(pypdfium2.PdfiumError):
        mark_duplicata(b"pas un pdf", MENTION)
    with pytest.raises(pypdfium2.PdfiumError):
        make_exemplaires(b"pas un pdf", (MENTION,))
