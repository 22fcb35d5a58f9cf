"""A reprint is marked on every page, and stays readable by every scanner."""

import pypdfium2
import pytest

from ambroise.printing.duplicata import mark_duplicata
from ambroise.printing.ordonnance import render_ordonnance
from tests.fakes.pages import PAGE, QR, page_of
from tests.fakes.relecture import read_codes, read_text

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


def test_other_bytes_are_refused() -> None:
    with pytest.raises(pypdfium2.PdfiumError):
        mark_duplicata(b"pas un pdf", MENTION)
