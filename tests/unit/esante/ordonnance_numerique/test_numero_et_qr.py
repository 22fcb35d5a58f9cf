"""The unique number and the QR code, against the published samples and against what scanners and forgers
give."""

import contextlib
import json
from collections.abc import Callable
from datetime import date

import pytest
import qrcode
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from esante.errors import EsanteError, Malformed, Unsupported
from esante.ordonnance_numerique.azerty import other_side, scramble, unscramble
from esante.ordonnance_numerique.numero import ALPHABET, NumeroOrdonnance, RandomNumeroGenerator, parse_numero
from esante.ordonnance_numerique.qr import ContenuQr, PatientQr, PrescripteurQr, format_qr, parse_qr

NUMERO = NumeroOrdonnance("01S2TBPZ2JCNZZYGHZ")
CONTENU = ContenuQr(
    NUMERO,
    2,
    PatientQr("NESSI", "RUTH", date(1977, 7, 14)),
    PrescripteurQr("99900063480", None, "991111111"),
)


def test_number_has_eighteen_characters_of_the_observed_alphabet() -> None:
    numero = RandomNumeroGenerator()()
    assert len(numero) == 18
    assert set(numero) <= set(ALPHABET)
    assert len(set(ALPHABET)) == 32
    assert not set("ILOQ") & set(ALPHABET)


def test_generator_uses_every_draw() -> None:
    draws = iter(range(18))
    assert RandomNumeroGenerator(lambda n: next(draws) % n)() == ALPHABET[:18]


@pytest.mark.parametrize("text", ["01S2TBPZ2JCNZZYGHZ", " 01s2 tbpz 2jcn zzyg hz\n", "03UE8SP00UGBYH4JF7"])
def test_published_and_typed_numbers_are_read(text: str) -> None:
    assert len(parse_numero(text)) == 18


@pytest.mark.parametrize(
    "text", ["", "01S2TBPZ2JCNZZYGH", "01S2TBPZ2JCNZZYGHZ0", "01S2TBPZ2JCNZZYGÉZ", "é" * 18]
)
def test_other_texts_are_no_number(text: str) -> None:
    with pytest.raises(Malformed):
        parse_numero(text)


def test_qr_text_is_the_published_structure() -> None:
    tree = json.loads(format_qr(CONTENU))
    assert tree["S"] == {"V": 2}
    assert tree["D"]["ID"] == NUMERO
    assert (len(tree["D"]["P"]["N"]), len(tree["D"]["P"]["P"])) == (90, 90)
    assert tree["D"]["P"]["D"] == "1977-07-14"
    assert tree["D"]["M"] == {"RPPS": "99900063480", "AM": "991111111"}


def test_qr_drawn_at_level_l_is_read_back_exactly() -> None:
    symbol = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L)
    text = format_qr(CONTENU)
    symbol.add_data(text.encode(), optimize=0)
    image = symbol.make_image().get_image().convert("L")  # type: ignore[attr-defined]
    (found,) = zxingcpp.read_barcodes(image)
    assert found.bytes == text.encode()
    assert parse_qr(found.text) == CONTENU


def test_locum_is_written_and_read() -> None:
    contenu = ContenuQr(NUMERO, 2, CONTENU.patient, PrescripteurQr("99900063480", "99900063498", None))
    assert json.loads(format_qr(contenu))["D"]["M"]["RPPS2"] == "99900063498"
    assert parse_qr(format_qr(contenu)) == contenu


def test_azerty_scramble_of_a_wedge_scanner_is_undone() -> None:
    text = format_qr(CONTENU)
    assert scramble(text).startswith("¨%S%M¨%V%Mé£")
    assert parse_qr(scramble(text)) == CONTENU
    assert parse_qr(scramble(NUMERO)).numero == NUMERO


def test_french_keyboard_of_a_mac_is_undone_too() -> None:
    """Its keys of 6, 8 and of the closing brace are others."""
    text = format_qr(CONTENU)
    assert scramble(text, mac=True).startswith("¨%S%M¨%V%Mé*")
    assert parse_qr(scramble(text, mac=True)) == CONTENU
    assert parse_qr(scramble("06S8TBPZ2JCNZZYGHZ", mac=True)).numero == "06S8TBPZ2JCNZZYGHZ"


@pytest.mark.parametrize("mac", [False, True])
@pytest.mark.parametrize("lost", ["¨", "¨%"], ids=["the dead key", "the dead key and the one after"])
def test_dead_keys_that_the_system_drops_leave_the_number(lost: str, mac: bool) -> None:
    seen = scramble(format_qr(CONTENU), mac=mac).replace(lost, "")
    assert parse_qr(seen) == ContenuQr(NUMERO), "nothing else is believed of a text that was torn"


@pytest.mark.parametrize(
    "keyboard",
    [
        str.swapcase,
        other_side,
        lambda text: scramble(text).swapcase(),
        lambda text: other_side(scramble(text)),
    ],
    ids=["capitals", "capitals of Windows", "American, capitals", "American, capitals of Windows"],
)
def test_locked_capital_is_undone(keyboard: Callable[[str], str]) -> None:
    assert parse_qr(keyboard(format_qr(CONTENU))) == CONTENU


@pytest.mark.parametrize("keyboard", [str.lower, other_side, lambda text: scramble(text).swapcase()])
def test_number_alone_is_read_in_capitals_or_not(keyboard: Callable[[str], str]) -> None:
    """Small letters beside plain digits are a hand that types: no American keyboard is supposed behind."""
    assert parse_qr(keyboard(NUMERO)).numero == NUMERO


def test_dead_diaeresis_that_swallowed_a_vowel_is_undone() -> None:
    assert unscramble("Ï") == "{I"


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
def test_scramble_and_unscramble_are_inverse(text: str) -> None:
    assert unscramble(scramble(text)) == text
    assert unscramble(scramble(text, mac=True), mac=True) == text


def test_number_alone_and_unknown_keys_and_versions_are_tolerated() -> None:
    assert parse_qr(f" {NUMERO.lower()} ") == ContenuQr(NUMERO)
    tree = json.loads(format_qr(CONTENU)) | {"X": [1]}
    tree["S"]["V"] = 3
    del tree["D"]["M"]["AM"]
    seen = parse_qr(json.dumps(tree, indent=1))
    assert (seen.version, seen.numero) == (3, NUMERO)
    assert seen.prescripteur == PrescripteurQr("99900063480", None, None)


def test_unreadable_birth_date_does_not_lose_the_number() -> None:
    seen = parse_qr(
        json.dumps({"S": {"V": 2}, "D": {"ID": NUMERO, "P": {"N": "A", "P": "B", "D": "14/07/77"}}})
    )
    assert seen.patient == PatientQr("A", "B", None)


def test_version_with_another_layout_is_unsupported() -> None:
    with pytest.raises(Unsupported):
        parse_qr('{"S":{"V":7},"Z":"01S2TBPZ2JCNZZYGHZ"}')


@pytest.mark.parametrize(
    "text",
    [
        "https://exemple.fr/x",
        "Hello :)",
        '{"S":{"V":2},"D":{}}',
        "[" * 3000,
        '{"D":{"ID":"court"}}',
        "{" * 5000,
        "",
    ],
)
def test_other_codes_are_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        parse_qr(text)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_with_our_errors(text: str) -> None:
    with contextlib.suppress(EsanteError):
        parse_qr(text)


def test_qr_without_patient_or_with_endless_name_is_not_written() -> None:
    with pytest.raises(ValueError, match="porte le patient"):
        format_qr(ContenuQr(NUMERO))
    with pytest.raises(ValueError, match="90"):
        format_qr(ContenuQr(NUMERO, 2, PatientQr("N" * 91, "P", date(2000, 1, 1)), CONTENU.prescripteur))
