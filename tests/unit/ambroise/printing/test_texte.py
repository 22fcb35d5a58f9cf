"""A letter bears the block of a qualified patient, on each page whose it is, and nothing otherwise."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ambroise.adapters.page_document import TexteAImprimer
from ambroise.bootstrap.documents import render_page
from ambroise.demo.verification import PdfRelu, reread_pdf
from ambroise.domain.datamatrix_ins import decode_datamatrix
from ambroise.domain.identite import OID_INS_NIR, OID_INS_NIR_TEST, Identite
from tests.fakes.ecrans import ADRUN

LE = datetime(2026, 6, 4, 9, 30, tzinfo=UTC)
LETTRE = TexteAImprimer(
    "Avis de cardiologie", ("Dr Max LIBRE", "Le 04/06/2026"), (("", ("Bonjour,",)),), "RPPS", "Dr LIBRE", LE
)
NON_QUALIFIEES = {
    "provisoire": replace(ADRUN.identite, ins=None, justificatifs=()),
    "récupérée": replace(ADRUN.identite, justificatifs=()),
    "validée": replace(ADRUN.identite, ins=None),
}


def reread(identite: Identite | None, **change: object) -> PdfRelu:
    return reread_pdf(render_page(replace(LETTRE, identite=identite, **change)))  # type: ignore[arg-type]


def test_a_qualified_patients_letter_bears_traits_number_and_datamatrix() -> None:
    lu = reread(ADRUN.identite)
    assert "ADRUN" in lu.texte
    assert "275126322074974" in lu.texte.replace("\u00a0", "").replace(" ", "")
    (code,) = lu.codes_of("DataMatrix")
    lecture = decode_datamatrix(code.decode("latin-1"))
    assert (lecture.matricule.numero, lecture.matricule.oid) == ("275126322074974", OID_INS_NIR_TEST)


@pytest.mark.parametrize("statut", NON_QUALIFIEES)
def test_no_other_status_prints_a_number_or_a_symbol(statut: str) -> None:
    identite = NON_QUALIFIEES[statut]
    assert identite.statut.value == statut
    lu = reread(identite)
    assert lu.codes == ()
    assert "INS" not in lu.texte


def test_the_symbol_says_the_oid_of_the_environment() -> None:
    lu = reread(ADRUN.identite, oid_ins={OID_INS_NIR_TEST: OID_INS_NIR})
    assert decode_datamatrix(lu.codes_of("DataMatrix")[0].decode("latin-1")).matricule.oid == OID_INS_NIR


def test_every_following_page_says_whose_it_is_and_no_line_is_lost() -> None:
    lignes = tuple(f"Ligne {n} de la lettre." for n in range(150))
    lu = reread(ADRUN.identite, parties=(("", lignes),))
    assert lu.pages == 4
    assert lu.texte.count("ADRUN ZOE, 31/12/1975, F") == 3
    assert all(ligne in lu.texte for ligne in lignes)


def test_a_long_title_never_runs_under_the_block() -> None:
    lu = reread(ADRUN.identite, titre="Compte rendu de consultation de cardiologie " * 4)
    assert len(lu.codes_of("DataMatrix")) == 1
