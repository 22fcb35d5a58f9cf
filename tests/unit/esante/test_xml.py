"""The hardened parser refuses what can attack it and says nothing of what it read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esante.errors import Malformed
from esante.xml import parse_xml, serialize_xml

BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;&c;</a>'
EXTERNAL = b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>'


@pytest.mark.parametrize("data", [BOMB, EXTERNAL, b'<!DOCTYPE a SYSTEM "http://localhost:9/x.dtd"><a/>'])
def test_a_document_type_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed, match="DOCTYPE"):
        parse_xml(data)


@pytest.mark.parametrize("data", [b"", b"<a>", b"<html><p>", b"\x00\xff\xfe", b"texte", b"<a></b>"])
def test_what_is_not_xml_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse_xml(data)


def test_the_error_does_not_quote_the_document() -> None:
    with pytest.raises(Malformed) as caught:
        parse_xml(b"<nom>NESSI<prenom></nom>")
    assert "NESSI" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_document_above_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(Malformed, match="plus de 10 octets"):
        parse_xml(b"<a>12345678</a>", max_size=10)


def test_a_tree_too_deep_is_refused() -> None:
    with pytest.raises(Malformed):
        parse_xml(b"<a>" * 5000 + b"</a>" * 5000)


@given(st.binary(max_size=200))
def test_any_bytes_give_a_tree_or_a_malformed(data: bytes) -> None:
    try:
        root = parse_xml(data)
    except Malformed:
        return
    assert serialize_xml(root).startswith(b"<?xml")
