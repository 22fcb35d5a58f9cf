"""The content of a phone read as an NFC Forum tag, and everything that is none."""

import pytest

from esante.apcv.nfc import parse_ndef, read_nfc
from esante.errors import CardAbsent, EsanteError, Malformed, Refused, Unsupported
from esante.pcsc.atr import is_sans_contact
from esante.sandbox.cartes.catalogue import ZOE_ADRUN
from esante.sandbox.cartes.telephone import ATR_TELEPHONE, VirtualPhone
from esante.sandbox.cartes.vitale import ATR_VITALE_2, VirtualVitale
from tests.fakes.cartes import DirectConnection

SHORT = b"\xd1\x01\x07T\x02frCODE"


def test_content_of_several_readings_comes_whole() -> None:
    text = "APCV." + "é" * 900
    assert read_nfc(DirectConnection(VirtualPhone(lambda: text))).texte == text


def test_phone_that_shows_nothing_asks_to_open_the_application() -> None:
    with pytest.raises(Refused, match="ouvrez l’appli"):
        read_nfc(DirectConnection(VirtualPhone(lambda: None)))


def test_phone_or_card_without_the_application_is_unsupported() -> None:
    with pytest.raises(Unsupported):
        read_nfc(DirectConnection(VirtualVitale([ZOE_ADRUN])))
    with pytest.raises(Unsupported):
        read_nfc(DirectConnection(VirtualPhone(lambda: "CODE")), bytes.fromhex("F00102030405"))


@pytest.mark.parametrize("after", range(6))
def test_phone_taken_away_is_absent(after: int) -> None:
    with pytest.raises(CardAbsent):
        read_nfc(DirectConnection(VirtualPhone(lambda: "CODE"), after))


def test_content_too_long_is_refused() -> None:
    with pytest.raises(Malformed):
        read_nfc(DirectConnection(VirtualPhone(lambda: "x" * 9000)))


@pytest.mark.parametrize(
    "message",
    [
        SHORT,
        b"\xc1\x01\x00\x00\x00\x07T\x02frCODE",
        b"\xd9\x01\x07\x02Tid\x02frCODE",
        b"\xd1\x01\x0bT\x82fr" + "CODE".encode("utf-16-be"),
        b"\xd2\x0a\x04text/plainCODE",
    ],
    ids=["short", "long", "with identifier", "utf-16", "mime"],
)
def test_text_of_a_single_record_is_taken(message: bytes) -> None:
    assert parse_ndef(message) == "CODE"


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\xd1\x01",
        SHORT[:-1],
        SHORT + b"x",
        b"\x91" + SHORT[1:],
        b"\xf1" + SHORT[1:],
        b"\xd1\xff\x07T\x02frCODE",
        b"\xc1\x01\xff\xff\xff\xffT",
        b"\xd9\x01\x07",
        b"\xd1\x01\x00T",
        b"\xd1\x01\x02T\x00\xff",
        b"\xd1\x01\x01U\x01",
    ],
)
def test_anything_else_is_a_typed_error(message: bytes) -> None:
    with pytest.raises(EsanteError):
        parse_ndef(message)


def test_phone_is_told_from_a_card_by_its_answer_to_reset() -> None:
    assert is_sans_contact(ATR_TELEPHONE)
    assert not is_sans_contact(ATR_VITALE_2)
    assert not is_sans_contact(b"")
