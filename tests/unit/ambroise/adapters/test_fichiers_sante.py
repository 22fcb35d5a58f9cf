"""A CDA document becomes pages to show and to print, whatever its level and its body."""

from pathlib import Path

import pytest

from ambroise.adapters.fichiers_sante import FichiersSante
from ambroise.bootstrap.documents import render_page
from ambroise.bootstrap.interface.apercu import DocumentsEcran
from ambroise.domain.dossier import Document
from ambroise.printing.symbols import qr_png
from ambroise.usecases.errors import ReponseInvalide
from esante.cda.non_structure import build_non_structure
from esante.cda.ordonnance import build_ordonnance
from esante.cda.synthese import build_synthese
from tests.fakes.documents import PDF, entete, ordonnance
from tests.fakes.ecrans import ident, local
from tests.fakes.matrice_contenus import syntheses
from tests.fakes.relecture import read_text

FICHIERS = FichiersSante(render_page, qr_png, lambda: Path("/nonexistent"))


def test_the_pdf_copy_comes_first() -> None:
    assert FICHIERS.render_cda(build_ordonnance(entete(), ordonnance())) == PDF
    assert FICHIERS.render_cda(build_non_structure(entete("11488-4"), PDF)) == PDF


def test_words_become_pages_with_who_and_when() -> None:
    page = " ".join(read_text(FICHIERS.render_cda(build_synthese(entete("60591-5"), syntheses()["riche"]))))
    for words in ("PAT-TROIS", "Thyroïdite", "Pénicilline"):
        assert words in page


def test_a_plain_text_is_drawn() -> None:
    data = build_non_structure(entete("11488-4"), "Examen normal, à revoir".encode(), "text/plain")
    assert "Examen normal, à revoir" in " ".join(read_text(FICHIERS.render_cda(data)))


@pytest.mark.parametrize("data", [b"", b"<a/>", b"%PDF"])
def test_what_is_no_document_is_said(data: bytes) -> None:
    with pytest.raises(ReponseInvalide):
        FICHIERS.render_cda(data)


class Stored:
    def read(self, document: Document) -> bytes:
        return b"contenu"

    read_to_print = read


@pytest.mark.parametrize(("mime", "attendu"), [("text/xml", b"pages"), ("application/pdf", b"contenu")])
def test_the_preview_draws_both_forms(mime: str, attendu: bytes) -> None:
    ecran = DocumentsEcran(Stored(), lambda _: b"pages", lambda _: None)  # type: ignore[arg-type]
    document = Document(ident("d"), ident("p"), "autre", "t", mime, "e", 1, local(9))  # type: ignore[arg-type]
    assert ecran.read(document) == ecran.read_to_print(document) == attendu
