"""Any document reads and shows; nothing it holds runs, fetches or is believed without a person."""

from dataclasses import replace
from datetime import date

import pytest
from lxml import etree

from esante.cda.affichage import render_html
from esante.cda.lecture import read_cda, read_ts
from esante.cda.non_structure import build_non_structure
from esante.cda.ordonnance import build_ordonnance
from tests.fakes.documents import PATIENTE, PDF, entete, ordonnance
from tests.unit.esante.cda.echantillons import order, page, with_narrative

# --- what is read ----------------------------------------------------------------------------------------


def test_an_order_is_read_with_its_patient_author_sections_and_page() -> None:
    lu = read_cda(order())
    assert (lu.type.code, lu.version, lu.confidentialite) == ("57833-6", 1, "N")
    assert lu.patient.matricule == "279035121518989"
    assert lu.patient.date_naissance == date(1979, 3, 28)
    assert (lu.patient.nom_naissance, lu.patient.premier_prenom) == ("PAT-TROIS", "DOMINIQUE")
    assert lu.auteurs[0].identifiant == "899900063480"
    assert [s.code for s in lu.sections] == ["57723-9", "57828-6", "55108-5"]
    assert lu.page is not None
    assert lu.page.donnees == PDF
    assert lu.avertissements == ()
    assert not lu.is_signe


def test_the_page_of_a_level_1_document_is_its_file() -> None:
    lu = read_cda(build_non_structure(entete("11488-4"), PDF))
    assert lu.page == lu.corps
    assert lu.sections == ()


def test_an_auto_presentable_document_is_taken_out_of_its_stylesheet() -> None:
    inner = order().split(b"?>", 1)[1]
    sheet = (
        b'<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">'
        b"<xsl:import href=\"http://example.invalid/x\"/><xsl:template match='/'><script>alert(1)</script>"
        b"<xsl:copy-of select=\"document('file:///etc/passwd')\"/></xsl:template>"
        + inner
        + b"</xsl:stylesheet>"
    )
    assert read_cda(sheet).type.code == "57833-6"
    assert "alert" not in render_html(sheet)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("20260131101500+0100", "2026-01-31T10:15:00+01:00"),
        ("202601311015", "2026-01-31T10:15:00+01:00"),
        ("20260131", "2026-01-31T00:00:00+01:00"),
        ("2026", "2026-01-01T00:00:00+01:00"),
        ("20260131101500.123+0100", "2026-01-31T10:15:00+01:00"),
        ("20261341", None),
        ("hier", None),
        ("", None),
    ],
)
def test_instants_are_read_whatever_their_precision(value: str, read: str | None) -> None:
    moment = read_ts(value)
    assert (moment.isoformat() if moment else None) == read


def test_a_document_that_breaks_the_rules_shows_with_a_warning() -> None:
    broken = order().replace(b'extension="2024.01"', b'extension="1999.01"')
    assert "modele-version" in {c.regle for c in read_cda(broken).avertissements}
    assert "La version attendue du modèle" in render_html(broken)


def test_a_bare_document_still_shows() -> None:
    bare = b'<ClinicalDocument xmlns="urn:hl7-org:v3"/>'
    lu = read_cda(bare)
    assert lu.patient.matricule is None
    assert "<html" in render_html(bare)


# --- what is shown ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sexe", "words"),
    [
        ("F", "née le 28/03/1979 · sexe féminin"),
        ("M", "né le 28/03/1979 · sexe masculin"),
        ("UN", "naissance le"),
    ],
)
def test_the_header_agrees_with_the_sex_of_the_patient(sexe: str, words: str) -> None:
    tree = etree.fromstring(order())
    (code,) = tree.iter("{urn:hl7-org:v3}administrativeGenderCode")
    code.set("code", sexe)
    assert words in render_html(etree.tostring(tree))


def test_a_table_too_wide_for_a_page_becomes_one_card_a_row() -> None:
    cards = page(order()).xpath("//table[@class='fiche']")
    assert len(cards) == 1
    titles = [th.text_content() for th in cards[0].xpath(".//th")]
    assert titles[:3] == ["Durée du traitement", "Médicament", "Posologie"]
    assert titles[-1] == "Instructions au patient"
    assert cards[0].xpath("string(.//tr[last()]/td)") == "Au cours d’un repas"
    assert all(row.xpath("count(th) = 1 and count(td) = 1") for row in cards[0].xpath(".//tr"))


@pytest.mark.parametrize(
    "row", [b"<tr><td>seul</td></tr>", b'<tr><td colspan="7">seul</td></tr>'], ids=["courte", "fusion"]
)
def test_a_wide_table_that_is_not_regular_stays_a_table(row: bytes) -> None:
    heads = b"<thead><tr>" + b"<th>t</th>" * 7 + b"</tr></thead>"
    shown = page(with_narrative(b"<table>" + heads + b"<tbody>" + row + b"</tbody></table>"))
    assert not shown.xpath("//table[@class='fiche']")
    assert shown.xpath("string(//td)") == "seul"


def test_the_header_is_always_shown() -> None:
    header = page(order()).find(".//header")
    assert header is not None
    words = "".join(str(t) for t in header.itertext())
    for part in ("PAT-TROIS", "DOMINIQUE", "28/03/1979", "279035121518989", "LIBRE", "31/01/2026 10:15"):
        assert part in words


def test_the_narrative_keeps_its_tables() -> None:
    table = page(order()).find(".//section//table")
    assert table is not None
    assert "PARACETAMOL MYLAN 500 mg, comprimé" in "".join(table.itertext())


def test_a_patient_without_ins_is_read_by_name_only() -> None:
    patient = replace(PATIENTE, matricule=None, oid_ins=None)
    lu = read_cda(build_ordonnance(entete(patient=patient), ordonnance()))
    assert lu.patient.matricule is None
    assert lu.patient.nom_naissance == "PAT-TROIS"


def test_bytes_are_read_without_changing_them() -> None:
    data = order()
    before = bytes(data)
    read_cda(data)
    assert data == before
    assert etree.fromstring(data) is not None
