"""Documents travel beside the message untouched; a message that lies about its parts is refused."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from esante.dmp.mtom import build_multipart, include, read_document, read_message
from esante.dmp.requetes import XDS_B, read_documents
from esante.errors import Malformed

TYPE = 'multipart/related; type="application/xop+xml"; boundary="b"; start="<r>"'


def part(cid: str, content: bytes, *more: str) -> bytes:
    headers = "".join(f"\r\n{line}" for line in (f"Content-ID: <{cid}>", *more) if line)
    return f"\r\n--b{headers}\r\n\r\n".encode() + content


def message(*parts: bytes, end: bytes = b"\r\n--b--\r\n") -> bytes:
    return b"".join(parts)[2:] + end


def document(cid: str) -> etree._Element:
    node = etree.Element("Document")
    node.append(include(cid))
    return node


@given(st.lists(st.binary(max_size=500), max_size=5))
def test_any_bytes_come_back_as_they_left(documents: list[bytes]) -> None:
    named = [(f"{rank}@x", "application/octet-stream", data) for rank, data in enumerate(documents)]
    built = build_multipart(b"<a/>", named, action="urn:a", boundary="uuid-1234-5678")
    sent = b"".join(built.stream())
    assert len(sent) == built.length
    root, parts = read_message(built.content_type, sent)
    assert root == b"<a/>"
    assert [parts[cid] for cid, _, _ in named] == documents


def test_a_twenty_megabyte_document_is_not_copied_whole() -> None:
    data = bytes(20 * 1024 * 1024)
    tracemalloc.start()
    built = build_multipart(b"<a/>", [("d@x", "text/xml", data)], action="urn:a", boundary="b")
    total = sum(len(piece) for piece in built.stream())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert total == built.length
    assert peak < 2 * 1024 * 1024


def test_a_simple_message_has_no_part() -> None:
    assert read_message("application/soap+xml; charset=utf-8", b"<a/>") == (b"<a/>", {})


def test_parts_are_found_by_identifier_whatever_their_order() -> None:
    root, parts = read_message(TYPE, message(part("d@x", b"doc"), part("r", b"<a/>")))
    assert (root, dict(parts)) == (b"<a/>", {"d@x": b"doc"})
    assert read_document(document("d%40x"), parts) == b"doc"


def test_folded_headers_are_read() -> None:
    _, parts = read_message(
        TYPE, message(part("r", b"<a/>"), part("d", b"x", "Content-Type: text/xml;\r\n charset=utf-8"))
    )
    assert parts["d"] == b"x"


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (message(part("r", b"<a/>"), part("d", b"1"), part("d", b"2")), TYPE),
        (message(part("d", b"1")), TYPE),
        (message(part("r", b"<a/>"), b"\r\n--b\r\nContent-Type: text/xml\r\n\r\nx"), TYPE),
        (message(part("r", b"<a/>"), part("d", b"eA==", "Content-Transfer-Encoding: base64")), TYPE),
        (message(part("r", b"<a/>"), end=b""), TYPE),
        (message(part("r", b"<a/>"), end=b"\r\n--b"), TYPE),
        (b"--b--\r\n", TYPE),
        (b"rien", TYPE),
        (b"", TYPE),
        (b"--b\r\nContent-ID: <r>\r\nsans fin d'en-tete\r\n--b--\r\n", TYPE),
        (message(part("r", b"<a/>")), 'multipart/related; type="application/xop+xml"'),
        (message(*(part(str(n), b"") for n in range(150))), TYPE),
    ],
    ids=[
        "repeated",
        "no-root",
        "no-identifier",
        "base64",
        "cut",
        "half-cut",
        "empty",
        "garbage",
        "nothing",
        "no-header-end",
        "no-boundary",
        "too-many",
    ],
)
def test_a_message_that_lies_is_refused(data: bytes, content_type: str) -> None:
    with pytest.raises(Malformed):
        read_message(content_type, data)


def test_a_missing_part_and_false_base64_are_refused() -> None:
    with pytest.raises(Malformed, match="absent"):
        read_document(document("autre"), {"d": b"x"})
    inline = etree.Element("Document")
    inline.text = "@@@"
    with pytest.raises(Malformed, match="base64"):
        read_document(inline, {})
    inline.text = " ZG9j\n"
    assert read_document(inline, {}) == b"doc"


@given(st.binary(max_size=300))
def test_no_garbage_raises_anything_else(data: bytes) -> None:
    try:
        read_message(TYPE, data)
    except Malformed:
        return


def answer(*documents: tuple[str, str]) -> etree._Element:
    """Return an answer to a retrieval: for each document its uniqueId, and the part that is its content."""
    root = etree.Element(f"{{{XDS_B}}}RetrieveDocumentSetResponse")
    for unique_id, cid in documents:
        node = etree.SubElement(root, f"{{{XDS_B}}}DocumentResponse")
        etree.SubElement(node, f"{{{XDS_B}}}DocumentUniqueId").text = unique_id
        etree.SubElement(node, f"{{{XDS_B}}}mimeType").text = "text/xml"
        etree.SubElement(node, f"{{{XDS_B}}}Document").append(include(cid))
    return root


def cda(unique_id: str) -> bytes:
    return f'<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="{unique_id}"/></ClinicalDocument>'.encode()


def test_parts_that_are_exchanged_are_refused() -> None:
    parts = {"a": cda("1.1"), "b": cda("1.2")}
    right = read_documents(answer(("1.1", "a"), ("1.2", "b")), parts, ["1.1", "1.2"])
    assert [d.donnees for d in right] == [parts["a"], parts["b"]]
    with pytest.raises(Malformed, match="échange"):
        read_documents(answer(("1.1", "b"), ("1.2", "a")), parts, ["1.1", "1.2"])


def test_the_same_document_twice_or_one_nobody_asked_is_refused() -> None:
    parts = {"a": cda("1.1")}
    for documents in ((("1.1", "a"), ("1.1", "a")), (("9.9", "a"),)):
        with pytest.raises(Malformed):
            read_documents(answer(*documents), parts, ["1.1"])


def test_what_is_no_cda_is_given_as_it_is() -> None:
    (received,) = read_documents(answer(("1.1", "a")), {"a": b"%PDF"}, ["1.1"])
    assert received.donnees == b"%PDF"
