import pytest
from hypothesis import given
from hypothesis import strategies as st

from esante.errors import Malformed
from esante.pcsc.tlv import Tlv, encode, parse

TAGS = st.sampled_from([0x04, 0x30, 0x65, 0x80, 0x93, 0x7F21, 0x5F37, 0xBF8102])


@given(st.lists(st.tuples(TAGS, st.binary(max_size=400)), max_size=5), st.integers(0, 9))
def test_what_is_written_is_read_whatever_the_padding(objects: list[tuple[int, bytes]], padding: int) -> None:
    data = b"".join(encode(tag, value) for tag, value in objects) + bytes(padding)
    assert parse(data) == tuple(Tlv(tag, value) for tag, value in objects)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_malformed(data: bytes) -> None:
    try:
        objects = parse(data)
    except Malformed:
        return
    assert sum(len(o.value) for o in objects) <= len(data)


@pytest.mark.parametrize(
    "raw", ["65", "6505AA", "6580AA", "6584000000 01AA", "6582FF", "7F", "7FFFFFFF01", "65FF", "8183FFFFFF"]
)
def test_cut_or_absurd_objects_are_malformed(raw: str) -> None:
    with pytest.raises(Malformed):
        parse(bytes.fromhex(raw))


def test_a_bomb_of_nested_objects_costs_one_level() -> None:
    bomb = b""
    for _ in range(10_000):
        bomb = encode(0x65, bomb[:60_000])
    (outer,) = parse(bomb)
    assert outer.tag == 0x65


def test_child_is_found_by_tag() -> None:
    (outer,) = parse(encode(0x65, encode(0x80, b"A"), encode(0x81, b"B")))
    assert outer.find(0x81) == b"B"
    assert outer.find(0x82) is None
