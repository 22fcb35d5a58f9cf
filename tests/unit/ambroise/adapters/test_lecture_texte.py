"""The words of documents, whatever someone put in them."""

from io import BytesIO

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from ambroise.adapters.lecture_texte import PAGES_MAXIMALES, read_texte
from ambroise.domain.texte_document import TEXTE_MAXIMAL, EtatTexte, make_texte
from esante.cda.non_structure import build_non_structure
from esante.cda.synthese import build_synthese
from tests.fakes.documents import entete
from tests.fakes.matrice_contenus import syntheses

PDF, XML, TEXTE = "application/pdf", "text/xml", "text/plain"


def pdf(*pages: str) -> bytes:
    """Draw one line a page."""
    flux = BytesIO()
    toile = Canvas(flux)
    for mots in pages:
        toile.drawString(72, 720, mots)
        toile.showPage()
    toile.save()
    return flux.getvalue()


def locked(contenu: bytes) -> bytes:
    """Return a PDF that opens with a password."""
    ecrit, flux = pypdf.PdfWriter(clone_from=BytesIO(contenu)), BytesIO()
    ecrit.encrypt("secret")
    ecrit.write(flux)
    return flux.getvalue()


def test_the_words_of_every_page_are_read() -> None:
    lu = read_texte(PDF, pdf("Hémoglobine glyquée 7,2 %", "Créatinine 84"))
    assert (lu.etat, lu.texte) == (EtatTexte.LU, "Hémoglobine glyquée 7,2 % Créatinine 84")


def test_a_page_without_words_is_said_so() -> None:
    assert read_texte(PDF, pdf("")).etat is EtatTexte.SANS_TEXTE


def test_a_password_is_told_from_damage() -> None:
    assert read_texte(PDF, locked(pdf("secret médical"))).etat is EtatTexte.PROTEGE
    assert read_texte(PDF, b"%PDF-1.7 rien de plus").etat is EtatTexte.ILLISIBLE


def test_too_many_pages_are_read_in_part() -> None:
    lu = read_texte(PDF, pdf(*(f"page{n}" for n in range(PAGES_MAXIMALES + 1))))
    assert lu.etat is EtatTexte.PARTIEL
    assert f"page{PAGES_MAXIMALES - 1}" in lu.texte
    assert f"page{PAGES_MAXIMALES}" not in lu.texte


def test_too_many_words_are_read_in_part() -> None:
    lu = read_texte(PDF, pdf(*("mot " * 2000 for _ in range(20))))
    assert lu.etat is EtatTexte.PARTIEL
    assert len(lu.texte) <= TEXTE_MAXIMAL


def test_a_cda_gives_its_header_and_its_narrative() -> None:
    lu = read_texte(XML, build_synthese(entete("60591-5"), syntheses()["riche"]))
    assert lu.etat is EtatTexte.LU
    for mots in ("Thyroïdite", "Pénicilline", "LIBRE", "CABINET M LIBRE", "Synthèse"):
        assert mots in lu.texte


def test_a_cda_around_a_pdf_gives_the_words_of_the_pdf() -> None:
    lu = read_texte(XML, build_non_structure(entete("11488-4"), pdf("Fracture du scaphoïde")))
    assert lu.etat is EtatTexte.LU
    assert "Fracture du scaphoïde" in lu.texte
    casse = read_texte(XML, build_non_structure(entete("11488-4"), b"%PDF-1.4 copie"))
    assert casse.etat is EtatTexte.PARTIEL
    assert "CABINET M LIBRE" in casse.texte


def test_a_cda_around_a_text_gives_it() -> None:
    lu = read_texte(XML, build_non_structure(entete("11488-4"), b"Examen normal", "text/plain"))
    assert lu.texte.endswith("Examen normal")


@pytest.mark.parametrize(
    "contenu",
    [
        b"<a/>",
        b"<",
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><ClinicalDocument>&b;</ClinicalDocument>',
        b"<a>" * 100_000,
    ],
)
def test_what_is_no_cda_is_illegible(contenu: bytes) -> None:
    assert read_texte(XML, contenu).etat is EtatTexte.ILLISIBLE


def test_a_picture_has_no_words_and_a_text_is_its_own() -> None:
    assert read_texte("image/png", b"\x89PNG").etat is EtatTexte.SANS_TEXTE
    assert (
        read_texte(TEXTE, "Vu\x00 ce\xadjour\r\n".encode() + b"\xff").texte
        == "Vu cejour \N{REPLACEMENT CHARACTER}"
    )


@given(st.text())
def test_what_is_kept_has_no_control_nor_half_character(mots: str) -> None:
    texte = make_texte(mots).texte
    assert texte == " ".join(texte.split())
    texte.encode("utf-8")
    assert "\x00" not in texte


@given(st.binary(max_size=400), st.integers(min_value=0, max_value=900))
def test_a_damaged_pdf_never_raises(bruit: bytes, place: int) -> None:
    entier = pdf("Compte rendu")
    assert read_texte(PDF, entier[:place] + bruit + entier[place + len(bruit) :]).etat in EtatTexte
