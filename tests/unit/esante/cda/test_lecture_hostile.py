"""Nothing a document holds runs, fetches or crashes the reader; what is beyond measure is refused."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esante.cda.affichage import render_html
from esante.cda.lecture import read_cda
from esante.cda.non_structure import build_non_structure
from esante.errors import Malformed
from tests.fakes.documents import PDF, entete
from tests.unit.esante.cda.echantillons import order, page, with_narrative


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
