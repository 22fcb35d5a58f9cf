from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esante.errors import (
    CodePorteurRefused,
    EsanteError,
    Malformed,
    Refused,
    Rejected,
    Unsupported,
)
from esante.pcsc.apdu import CommandApdu, ResponseApdu, read_file, status_error, transmit
from tests.fakes.cartes import ScriptedCard


def script(*exchanges: tuple[str, str]) -> ScriptedCard:
    return ScriptedCard([(bytes.fromhex(a), bytes.fromhex(b)) for a, b in exchanges])


@given(
    st.integers(0, 255),
    st.integers(0, 255),
    st.binary(max_size=255),
    st.one_of(st.none(), st.integers(1, 256)),
)
def test_every_short_command_is_read_back(ins: int, p1: int, data: bytes, le: int | None) -> None:
    command = CommandApdu(0x00, ins, p1, 0x0C, data, le)
    assert CommandApdu.decode(command.encode()) == command


@pytest.mark.parametrize("raw", ["", "00A404", "00A4040005AA", "00A4040000AA", "00A4040001AABBCC"])
def test_command_of_wrong_length_is_malformed(raw: str) -> None:
    with pytest.raises(Malformed):
        CommandApdu.decode(bytes.fromhex(raw))


def test_command_longer_than_255_bytes_is_refused() -> None:
    with pytest.raises(ValueError, match="255"):
        CommandApdu(0, 0xA4, data=bytes(256)).encode()


def test_more_data_are_fetched_by_get_response() -> None:
    card = script(("00A4040001AA", "6104"), ("00C0000004", "01026102"), ("00C0000002", "03049000"))
    response = transmit(card, CommandApdu(0x00, 0xA4, 0x04, 0x00, b"\xaa"))
    assert response == ResponseApdu(bytes.fromhex("01020304"), 0x9000)


def test_wrong_length_is_asked_again_with_the_right_one() -> None:
    card = script(("00B0820000", "6C03"), ("00B0820003", "0102039000"))
    assert transmit(card, CommandApdu(0x00, 0xB0, 0x82, 0x00, le=256)).data == b"\x01\x02\x03"


@pytest.mark.parametrize("answer", ["6C01", "6100"])
def test_card_that_chains_for_ever_is_malformed(answer: str) -> None:
    class Endless(ScriptedCard):
        def send_and_receive(self, apdu: bytes) -> bytes:
            return bytes.fromhex(answer)

    with pytest.raises(Malformed):
        transmit(Endless([]), CommandApdu(0x00, 0xB0, le=256))


@pytest.mark.parametrize("raw", [b"", b"\x90"])
def test_answer_without_status_word_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed):
        ResponseApdu.decode(raw)


def test_file_is_read_in_steps_to_its_end() -> None:
    first, second = "AA" * 256, "BB" * 44
    card = script(("00B0820000", first + "9000"), ("00B0010000", "6C2C"), ("00B001002C", second + "9000"))
    assert read_file(card, 2) == bytes.fromhex(first + second)


def test_file_of_exactly_one_step_ends_outside() -> None:
    card = script(("00B0000000", "AA" * 256 + "9000"), ("00B0010000", "6B00"))
    assert len(read_file(card)) == 256


def test_end_of_file_warning_keeps_the_data() -> None:
    assert read_file(script(("00B0000000", "AABB6282"))) == b"\xaa\xbb"


def test_file_without_end_is_malformed() -> None:
    class Endless(ScriptedCard):
        def send_and_receive(self, apdu: bytes) -> bytes:
            return b"\x00" * 256 + b"\x90\x00"

    with pytest.raises(Malformed):
        read_file(Endless([]))


@pytest.mark.parametrize(
    ("sw", "error"),
    [
        (0x63C2, CodePorteurRefused),
        (0x6300, CodePorteurRefused),
        (0x6983, CodePorteurRefused),
        (0x9840, CodePorteurRefused),
        (0x6982, Refused),
        (0x6985, Refused),
        (0x6A82, Rejected),
        (0x9404, Rejected),
        (0x6F00, Rejected),
        (0x6D00, Unsupported),
        (0x6E00, Unsupported),
        (0x1234, Malformed),
    ],
)
def test_status_word_is_one_of_the_five_errors(sw: int, error: type[EsanteError]) -> None:
    assert isinstance(status_error(sw), error)


def test_blocked_card_has_no_attempt_left() -> None:
    blocked, two = status_error(0x6983), status_error(0x63C2)
    assert isinstance(blocked, CodePorteurRefused)
    assert isinstance(two, CodePorteurRefused)
    assert (blocked.attempts_left, two.attempts_left) == (0, 2)


def all_status_words() -> Iterable[int]:
    return (sw for sw in range(0x10000) if sw != 0x9000)


def test_every_status_word_has_an_error() -> None:
    assert all(isinstance(status_error(sw), EsanteError) for sw in all_status_words())
