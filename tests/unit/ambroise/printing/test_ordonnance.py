"""The rendered order is read back from the outside: text, codes, pages, archive format."""

import io
import json
import re
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from ambroise.printing.ordonnance import render_ordonnance
from ambroise.printing.page import Format, LigneImprimee, ZoneImprimee
from ambroise.printing.pdfa import grey_profile
from tests.fakes.pages import DATAMATRIX, NUMERO, PAGE, PATIENT, PRESCRIPTEUR, QR, page_of
from tests.fakes.pdfa import assert_pdfa
from tests.fakes.relecture import read_codes, read_images, read_text


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render_ordonnance(PAGE)


def test_every_code_of_the_page_decodes_to_what_was_given(pdf: bytes) -> None:
    codes = read_codes(pdf)
    assert codes["QRCode"] == QR.encode()
    assert codes["DataMatrix"] == DATAMATRIX.encode()
    assert codes["Code128:99900063480"] == b"99900063480"
    assert codes["Code128:639912345"] == b"639912345"
    assert len(codes) == 4


def test_qr_has_error_level_l(pdf: bytes) -> None:
    import zxingcpp

    (qr,) = [c for c in zxingcpp.read_barcodes(read_images(pdf)[0]) if c.format.name == "QRCode"]
    assert qr.ec_level == "L"
    assert json.loads(qr.text)["D"]["ID"] == NUMERO


@pytest.mark.parametrize(
    "mention",
    [
        "Docteur Max LIBRE",
        "Médecin généraliste, conventionné secteur 1",
        "63000 Clermont-Ferrand, France",
        "+33 4 65 71 00 12",
        "max.libre@cabinet-tilleuls.example",
        "N° RPPS",
        "99900063480",
        "N° AM",
        "639912345",
        "ADRUN",
        "31/12/1975 (50 ans)",
        "2 75 12 63 220 749 74",
        "INS-NIR",
        "INS à scanner",
        "Le 4 juin 2026",
        "AFFECTION EXONÉRANTE",
        "METFORMINE 1000 mg, comprimé pelliculé",
        "Laisser au moins 6 heures entre deux prises",
        "15 comprimés",
        "5 médicaments prescrits",
        "Signé le 4 juin 2026 à 11 h 52",
        "e-prescription",
        f"N° {NUMERO}",
        "ne s’oppose pas",
        "SPÉCIMEN",
        "Page 1/1",
    ],
)
def test_mandatory_mention_is_printed(pdf: bytes, mention: str) -> None:
    text = read_text(pdf)[0].replace("\u00a0", " ")
    assert mention in text


def test_same_values_give_the_same_bytes(pdf: bytes) -> None:
    assert render_ordonnance(PAGE) == pdf


def test_specimen_is_printed_on_every_page_and_only_when_asked() -> None:
    assert all("SPÉCIMEN" in t for t in read_text(render_ordonnance(page_of(20))))
    assert "SPÉCIMEN" not in read_text(render_ordonnance(replace(PAGE, specimen=False)))[0]


def test_identity_not_qualified_prints_neither_number_nor_datamatrix() -> None:
    bare = replace(PATIENT, matricule=None, datamatrix=None, lieu_naissance="")
    pdf = render_ordonnance(replace(PAGE, patient=bare))
    assert "DataMatrix" not in read_codes(pdf)
    assert "INS" not in read_text(pdf)[0]
    assert "ADRUN" in read_text(pdf)[0]


def test_paper_order_has_no_qr() -> None:
    pdf = render_ordonnance(replace(PAGE, qr=None, numero=None))
    assert "QRCode" not in read_codes(pdf)
    assert "e-prescription" not in read_text(pdf)[0]


def test_establishment_prints_its_finess_instead_of_the_am_number() -> None:
    who = replace(PRESCRIPTEUR, numero_finess="630000404")
    pdf = render_ordonnance(replace(PAGE, prescripteur=who))
    assert "Code128:630000404" in read_codes(pdf)
    assert "N° AM" not in read_text(pdf)[0]


@pytest.mark.parametrize(("lines", "pages"), [(1, 1), (5, 1), (20, 2), (60, 6)])
def test_long_order_keeps_each_line_whole_and_numbers_its_pages(lines: int, pages: int) -> None:
    texts = [t.replace("\u00a0", " ") for t in read_text(render_ordonnance(page_of(lines)))]
    assert len(texts) == pages
    for rank, text in enumerate(texts, 1):
        assert f"Page {rank}/{pages}" in text
        assert "ADRUN" in text
        assert "4 juin 2026" in text
        assert f"N° {NUMERO}" in text, "each sheet says which order it is of"
    # A title and the total of its line are on one page: as many totals as titles on each.
    for text in texts:
        titles = len(
            re.findall(
                r"^(?:\d+ )?(?:METFORMINE|RAMIPRIL|SIMVASTATINE|CLARITHROMYCINE|PARACÉTAMOL) ", text, re.M
            )
        )
        assert titles == len(re.findall(r"^\d+ comprimés$", text, re.M))
    assert sum(t.count(" médicaments prescrits") for t in texts) == 1
    assert " médicaments prescrits" in texts[-1]


@pytest.mark.parametrize("nom", ["N" * 100, "-".join(["DELATOURDUPIN"] * 7)])
def test_name_of_a_hundred_letters_is_whole_on_each_of_the_pages_of_sixty_lines(nom: str) -> None:
    pdf = render_ordonnance(replace(page_of(60), patient=replace(PATIENT, nom_naissance=nom)))
    pages = read_text(pdf)
    assert len(pages) >= 6
    for text in pages:
        assert nom.replace("-", "") in re.sub(
            r"[\s\ufffe-]", "", text
        )  # U+FFFE: a hyphen at the end of a line
    assert read_codes(pdf)["QRCode"] == QR.encode()


def test_foot_never_stands_alone_on_its_page() -> None:
    for lines in range(6, 14):
        last = read_text(render_ordonnance(page_of(lines)))[-1]
        assert re.search(r"^\d+ comprimés$", last, re.M), f"{lines} lignes"


def test_line_longer_than_a_page_goes_on_to_the_next() -> None:
    long = LigneImprimee("PRÉPARATION", "composition " * 1500)
    texts = read_text(render_ordonnance(replace(PAGE, zones=(ZoneImprimee((long,)),))))
    assert len(texts) > 1
    assert sum(t.count("composition") for t in texts) == 1500


@pytest.mark.parametrize("scale", [3.0, 4.0])
def test_a5_page_decodes_too(scale: float) -> None:
    pdf = render_ordonnance(replace(PAGE, format=Format.A5))
    codes = read_codes(pdf, scale)
    assert codes["QRCode"] == QR.encode()
    assert codes["DataMatrix"] == DATAMATRIX.encode()
    assert "Code128:99900063480" in codes
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert [round(float(v)) for v in reader.pages[0].mediabox[2:]] == [420, 595]


@pytest.mark.parametrize("format_papier", list(Format))
def test_nothing_is_drawn_outside_the_page(format_papier: Format) -> None:
    long = replace(
        PATIENT,
        nom_naissance="ABCDEFGHIJ" * 10,
        prenoms=" ".join(["MARIE"] * 30),
        nom_utilise="DE LA TOUR D’AUVERGNE-LAURAGAIS DE SAINT-PAUL",
    )
    who = replace(PRESCRIPTEUR, nom="Docteur " + "Maximilien" * 8, adresse=("Rue " * 60, "France"))
    page = replace(PAGE, patient=long, prescripteur=who, format=format_papier, specimen=False)
    pdf = render_ordonnance(page)
    for image in read_images(pdf, 2.0):
        width, height = image.size
        margin = int(width * 0.03)
        for box in ((0, 0, margin, height), (width - margin, 0, width, height), (0, 0, width, 10)):
            assert image.crop(box).getextrema() == (255, 255)
    text = "".join(read_text(pdf)).replace("\n", "")
    assert text.count("MARIE") >= 30
    assert "ABCDEFGHIJ" * 3 in text


TRAPS = [
    "\u202egnirts esrever\u202c",
    "zero\u200bwidth\ufeff\u2060joiner\u200d",
    "null\x00 bell\x07 escape\x1b[31m tab\tend",
    "combining e\u0301 n\u0303",
    "emoji 💊👨‍👩‍👧",
    "中文 عربى עברית ไทย",
    "ligatures œ Œ æ ﬁ",
    "narrow\u202fspace and\u00a0nbsp",
    "math ≤ ≥ ½ ² µ α → ∞",
    "lone surrogate \udc80",
    "(parenthesis) \\backslash <tag> & %percent",
]


@pytest.mark.parametrize("trap", TRAPS)
def test_unicode_trap_neither_breaks_nor_disguises_the_page(trap: str) -> None:
    line = LigneImprimee(f"AVANT {trap} APRÈS", trap, (trap,), (trap,))
    patient = replace(PATIENT, nom_naissance=f"ADRUN {trap}")
    pdf = render_ordonnance(replace(PAGE, zones=(ZoneImprimee((line,), trap, trap),), patient=patient))
    text = read_text(pdf)[0]
    assert "AVANT" in text
    assert "APRÈS" in text
    assert not set(text) & set("\u202e\u202c\u200b\u2060\x00\x07\x1b")
    assert read_codes(pdf)["QRCode"] == QR.encode()


def test_composed_and_decomposed_accents_print_the_same() -> None:
    one = render_ordonnance(replace(PAGE, cloture="5 m\u00e9dicaments"))
    other = render_ordonnance(replace(PAGE, cloture="5 me\u0301dicaments"))
    assert one == other


def test_archive_format_holds_by_construction(pdf: bytes) -> None:
    assert_pdfa(pdf)


def test_grey_profile_is_a_valid_icc_profile() -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(io.BytesIO(grey_profile()))
    assert profile.profile.xcolor_space.strip() == "GRAY"
    assert profile.profile.version == pytest.approx(2.1)


def test_page_without_production_date_uses_the_order_date() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render_ordonnance(replace(PAGE, produit_le=None))))
    assert reader.metadata is not None
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == date(2026, 6, 4)
