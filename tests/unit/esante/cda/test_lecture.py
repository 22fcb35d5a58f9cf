"""Any document reads and shows; nothing it holds runs, fetches or is believed without a person."""

import base64
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from esante.cda.affichage import render_html
from esante.cda.extraction import read_apports
from esante.cda.lecture import read_cda, read_ts
from esante.cda.models import Code
from esante.cda.non_structure import build_non_structure
from esante.cda.ordonnance import build_ordonnance
from esante.cda.ordonnance_models import ProduitCda
from esante.cda.synthese import build_synthese
from esante.cda.synthese_models import AllergieCda, ProblemeCda, SyntheseCda, TraitementCda
from esante.errors import Malformed
from tests.fakes.documents import PATIENTE, PDF, entete, ordonnance, paracetamol, uid


def order() -> bytes:
    return build_ordonnance(entete(), ordonnance())


def with_narrative(words: bytes) -> bytes:
    """Put foreign narrative in place of the words of the order."""
    data = order()
    start = data.index(b"<text><table")
    return data[:start] + b"<text>" + words + b"</text>" + data[data.index(b"</text>", start) + 7 :]


def page(data: bytes) -> html.HtmlElement:
    return html.fromstring(render_html(data))


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


@pytest.mark.parametrize(
    "words",
    [
        b"<script>alert(1)</script>",
        b'<paragraph onclick="alert(1)">x</paragraph>',
        b'<linkHtml href="javascript:alert(1)">x</linkHtml>',
        b'<content styleCode="x" style="background:url(http://example.invalid)">x</content>',
        b'<table onload="alert(1)" background="http://example.invalid"><tr><td>x</td></tr></table>',
        b'<img xmlns="http://www.w3.org/1999/xhtml" src="http://example.invalid/x.png" onerror="alert(1)"/>',
        b'<iframe xmlns="http://www.w3.org/1999/xhtml" src="http://example.invalid"/>',
        b"<paragraph>&lt;script&gt;alert(1)&lt;/script&gt;</paragraph>",
    ],
)
def test_nothing_of_a_document_runs_or_fetches(words: bytes) -> None:
    shown = page(with_narrative(words))
    for node in shown.iter():
        assert node.tag not in ("script", "iframe", "object", "embed", "link", "form", "a")
        assert not [name for name in node.attrib if name.startswith("on")]
        assert not node.get("style")
        assert node.get("src", "data:image/").startswith("data:image/")
    policy = shown.find(".//meta[@http-equiv='Content-Security-Policy']")
    assert policy is not None
    assert "default-src 'none'" in policy.get("content", "")


@pytest.mark.parametrize(
    ("media", "value", "shown"),
    [
        (b"image/png", base64.b64encode(b"\x89PNG"), True),
        (b"image/svg+xml", base64.b64encode(b"<svg onload='alert(1)'/>"), False),
        (b"image/png", b'x" onerror="alert(1)', False),
    ],
)
def test_only_plain_images_in_true_base64_are_shown(media: bytes, value: bytes, shown: bool) -> None:
    escaped = value.replace(b'"', b"&quot;")
    data = order()
    start = data.index(b'<value mediaType="image/png"')
    end = data.index(b"</value>", start)
    changed = data[:start] + b'<value mediaType="' + media + b'" representation="B64">' + escaped + data[end:]
    assert (page(changed).find(".//img") is not None) is shown


def test_xinclude_is_only_text() -> None:
    words = b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'
    assert "root:" not in render_html(with_narrative(words))


def test_absurd_spans_are_ignored() -> None:
    words = b'<table><tbody><tr><td colspan="999999999" rowspan="-1">x</td></tr></tbody></table>'
    cell = page(with_narrative(words)).find(".//td")
    assert cell is not None
    assert cell.get("colspan") is None


def test_very_deep_narrative_is_refused_or_shown_but_never_crashes() -> None:
    deep = b"<content>" * 200 + b"mot" + b"</content>" * 200
    assert "mot" in render_html(with_narrative(deep))
    with pytest.raises(Malformed):
        read_cda(with_narrative(b"<content>" * 5000 + b"x" + b"</content>" * 5000))


# --- what is refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"bonjour",
        b"\x00" * 100,
        b"<html/>",
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a xmlns="urn:hl7-org:v3">&x;</a>',
        b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>',
        b'<?xml version="1.0" encoding="UTF-8"?><a xmlns="urn:hl7-org:v3"><title>\xe9</title></a>',
        b'<ClinicalDocument xmlns="urn:hl7-org:v3">',
    ],
)
def test_what_is_not_a_document_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_cda(data)


def test_another_declared_encoding_reads() -> None:
    text = order().decode().replace("UTF-8", "ISO-8859-1").replace("’", "'")
    assert read_cda(text.encode("latin-1")).type.code == "57833-6"
    utf16 = order().decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert read_cda(utf16).type.code == "57833-6"


def test_a_doctype_hidden_in_another_encoding_is_refused() -> None:
    bomb = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    with pytest.raises(Malformed):
        read_cda(bomb.encode("utf-16"))


def test_a_page_of_twenty_megabytes_reads() -> None:
    big = b"%PDF-1.4" + bytes(20 * 1024 * 1024)
    lu = read_cda(build_non_structure(entete("11488-4"), big))
    assert lu.corps is not None
    assert len(lu.corps.donnees) == len(big)


def test_a_document_beyond_measure_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(Malformed, match="Mo"):
        read_cda(b"<" + b" " * (64 * 1024 * 1024 + 1))


def test_base64_garbage_gives_no_file() -> None:
    data = build_non_structure(entete("11488-4"), PDF)
    encoded = base64.b64encode(PDF)
    assert read_cda(data.replace(encoded, b"@@@@")).corps is None
    assert "fichier joint" in render_html(data.replace(encoded, b"@@@@"))


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_one_changed_byte_never_crashes_the_reader(position: int, byte: int) -> None:
    data = bytearray(order())
    data[position % len(data)] = byte
    try:
        lu = read_cda(bytes(data))
    except Malformed:
        return
    assert "<html" in render_html(bytes(data), lu)


# --- what is proposed ------------------------------------------------------------------------------------


def test_a_summary_proposes_treatments_allergies_and_problems() -> None:
    penicilline = AllergieCda(uid("al"), "Pénicilline", reaction="Urticaire")
    asthme = ProblemeCda(
        uid("pb"), "Asthme", Code("J45", "Asthme", "2.16.840.1.113883.6.3"), date(2010, 1, 1)
    )
    ventoline = TraitementCda(uid("tt"), ProduitCda("VENTOLINE", "63107752", "3400933516390"), "si besoin")
    data = build_synthese(
        entete("60591-5"),
        SyntheseCda(problemes=(asthme,), allergies=(penicilline,), traitements=(ventoline,)),
    )
    apports = read_apports(data)
    assert [a.agent for a in apports.allergies] == ["Pénicilline"]
    assert [(p.libelle, p.code.code, p.debut) for p in apports.problemes] == [
        ("Asthme", "J45", date(2010, 1, 1))
    ]
    (traitement,) = apports.traitements
    assert (traitement.denomination, traitement.code_cis, traitement.code_cip13) == (
        "VENTOLINE",
        "63107752",
        "3400933516390",
    )


def test_no_information_proposes_nothing() -> None:
    apports = read_apports(build_synthese(entete("60591-5"), SyntheseCda()))
    assert (apports.allergies, apports.problemes, apports.traitements) == ((), (), ())


def test_an_order_proposes_its_medicines() -> None:
    data = build_ordonnance(entete(), ordonnance(paracetamol(), paracetamol("b", produit=ProduitCda("zinc"))))
    assert [t.denomination for t in read_apports(data).traitements] == [
        "PARACETAMOL MYLAN 500 mg, comprimé",
        "zinc",
    ]


def result(inside: str, flag: str = "", reference: str = "") -> bytes:
    interpretation = f'<interpretationCode code="{flag}"/>' if flag else ""
    body = (
        '<observation><templateId root="1.2.250.1.213.1.1.3.80"/><code code="1988-5" displayName="CRP" '
        f'codeSystem="2.16.840.1.113883.6.1"/><effectiveTime value="20260131"/>{inside}{interpretation}'
        f"{reference}</observation>"
    )
    return (
        '<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{body}</ClinicalDocument>"
    ).encode()


RANGE = (
    '<referenceRange><observationRange><value xsi:type="IVL_PQ"><low value="1"/><high value="5"/></value>'
    "</observationRange></referenceRange>"
)


@pytest.mark.parametrize(
    ("inside", "flag", "valeur", "anormal", "critique"),
    [
        ('<value xsi:type="PQ" value="7.5" unit="mg/L"/>', "", "7.5", True, False),
        ('<value xsi:type="PQ" value="3" unit="mg/L"/>', "", "3", False, False),
        ('<value xsi:type="PQ" value="0.5" unit="mg/L"/>', "", "0.5", True, False),
        ('<value xsi:type="PQ" value="90" unit="mg/L"/>', "HH", "90", True, True),
        ('<value xsi:type="PQ" value="7.5" unit="mg/L"/>', "N", "7.5", False, False),
        ('<value xsi:type="IVL_PQ"><high value="1.0" unit="mg/L"/></value>', "N", "<1.0", False, False),
        ('<value xsi:type="CD" code="x" displayName="Positif"/>', "A", "Positif", True, False),
        ('<value xsi:type="ST">trace</value>', "", "trace", False, False),
    ],
)
def test_results_carry_their_range_and_their_flag(
    inside: str, flag: str, valeur: str, anormal: bool, critique: bool
) -> None:
    (lu,) = read_apports(result(inside, flag, RANGE)).resultats
    assert (lu.valeur, lu.is_anormal, lu.is_critique) == (valeur, anormal, critique)
    assert (lu.reference_basse, lu.reference_haute) == (Decimal(1), Decimal(5))
    assert lu.libelle == "CRP"


@pytest.mark.parametrize("value", ["", "abc", "NaN", "Infinity", "1e999999999"])
def test_a_number_that_is_not_one_stays_words(value: str) -> None:
    found = read_apports(result(f'<value xsi:type="PQ" value="{value}" unit="mg/L"/>')).resultats
    assert all(r.nombre is None or r.nombre.is_finite() for r in found)


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
