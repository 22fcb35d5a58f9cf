"""What can be told of PDF/A-1b from the structure alone (ISO 19005-1); veraPDF is in no registry of ours."""

import io
import re

import pypdf

from ambroise.printing.pdfa import grey_profile

_COLOUR = re.compile(rb"\b(rg|RG|k|K|gs|cs|CS|sh)\b")
_FORBIDDEN = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/SMask", b"/LZWDecode", b"/Helvetica")


def assert_pdfa(pdf: bytes) -> None:
    """Fail with the first clause of the standard that the structure breaks."""
    assert pdf.startswith(b"%PDF-1.4\n%"), "6.1.2: header and binary comment"
    assert max(pdf[9:20]) > 127
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert not reader.is_encrypted
    assert "/ID" in reader.trailer, "6.1.3: identifier of the file"
    root = reader.trailer["/Root"]
    (intent,) = root["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    profile = intent["/DestOutputProfile"].get_object()
    assert profile["/N"] == 1
    assert profile.get_data() == grey_profile()
    metadata = root["/Metadata"].get_object()
    assert "/Filter" not in metadata, "6.7.2: metadata are not compressed"
    xmp = metadata.get_data().decode()
    assert "<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in xmp
    info = reader.metadata
    assert info is not None
    assert f">{info.title}<" in xmp, "6.7.3: both descriptions agree"
    assert f">{info.author}<" in xmp
    assert info.creation_date is not None
    assert info.creation_date.strftime("<xmp:CreateDate>%Y-%m-%dT%H:%M:%S+00:00") in xmp
    assert root["/Lang"] == "fr-FR"
    for page in reader.pages:
        _check_page(page)
    for found in re.finditer(rb"/Length (\d+)[^>]*>>\s*stream\n", pdf):
        end = found.end() + int(found[1])
        assert pdf[end : end + 10] == b"\nendstream", "6.1.7: a stream ends where its length says"
    for forbidden in _FORBIDDEN:
        assert forbidden not in pdf, forbidden


def _check_page(page: pypdf.PageObject) -> None:
    resources = page["/Resources"]
    for font in resources.get("/Font", {}).values():
        descriptor = font.get_object()["/FontDescriptor"].get_object()
        assert "/FontFile2" in descriptor, "6.3.4: every font is embedded"
    for image in resources.get("/XObject", {}).values():
        drawn = image.get_object()
        assert drawn["/ColorSpace"] == "/DeviceGray", "6.2.3: colours of the output intent only"
        assert not drawn.get("/Interpolate", False), "6.2.4: no interpolation"
    contents = page.get_contents()
    assert contents is not None
    operators = re.sub(rb"\([^)]*\)", b"", contents.get_data())
    assert not _COLOUR.search(operators)
    assert "/Group" not in page, "6.4: no transparency"
    assert "/Annots" not in page
