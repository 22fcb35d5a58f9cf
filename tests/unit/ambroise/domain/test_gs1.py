"""The DataMatrix of a pack is read strictly; hostile or foreign codes are refused."""

from datetime import date

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from ambroise.domain.gs1 import CodeBoiteInvalide, check_boite, parse_code_boite, read_peremption

CIP = "3400949497294"
PACK = f"010{CIP}1728053110LOT42\x1d21SERIE99"


def test_pack_says_product_expiry_lot_and_serial() -> None:
    code = parse_code_boite(PACK)
    assert (code.code_cip13, code.lot, code.numero_serie) == (CIP, "LOT42", "SERIE99")
    assert code.peremption == date(2028, 5, 31)


def test_order_of_the_fields_is_free() -> None:
    code = parse_code_boite(
        "10LOT42\x1d21SERIE99\x1d172805310\x1d".replace("172805310\x1d", "17280531") + f"010{CIP}"
    )
    assert code == parse_code_boite(PACK)


@pytest.mark.parametrize("prefix", ["]d2", "\x1d", "]d2\x1d", " "])
def test_what_scanners_add_in_front_is_dropped(prefix: str) -> None:
    assert parse_code_boite(prefix + PACK) == parse_code_boite(PACK)


def test_linear_code_of_an_older_pack_is_read() -> None:
    code = parse_code_boite(CIP)
    assert (code.code_cip13, code.lot, code.peremption) == (CIP, None, None)


def test_real_symbol_reads_back() -> None:
    text = f"(01)0{CIP}(17)280500(10)LOT42(21)SERIE99"
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix, gs1=True)
    image = symbol.to_image(scale=4)
    (read,) = zxingcpp.read_barcodes(image)
    code = parse_code_boite(read.bytes.decode())
    assert (code.code_cip13, code.peremption) == (CIP, date(2028, 5, 31))


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [("280200", date(2028, 2, 29)), ("270200", date(2027, 2, 28)), ("281231", date(2028, 12, 31))],
)
def test_day_zero_is_the_end_of_the_month(texte: str, attendu: date) -> None:
    assert read_peremption(texte) == attendu


@pytest.mark.parametrize(
    "texte",
    [
        "",
        "bonjour",
        f"010{CIP[:-1]}5",
        f"010{CIP}172813",
        f"010{CIP}17281332",
        f"010{CIP}17280230",
        f"010{CIP}10" + "X" * 21,
        f"010{CIP}10",
        f"010{CIP}10A\x1d10B",
        f"010{CIP}99X",
        "17280531",
        f"010{CIP}10é",
        "٠١" + CIP,
        "01" + "1" * 300,
    ],
)
def test_other_codes_are_refused_with_a_sentence(texte: str) -> None:
    with pytest.raises(CodeBoiteInvalide, match=r"\.$"):
        parse_code_boite(texte)


def test_foreign_product_is_read_and_told() -> None:
    code = parse_code_boite("0105412345000013")
    assert code.code_cip13 is None
    assert "français" in check_boite(code, frozenset({CIP}), date(2026, 6, 4))[0]


def test_wrong_or_expired_pack_is_told() -> None:
    code = parse_code_boite(PACK)
    assert check_boite(code, frozenset({CIP}), date(2028, 5, 31)) == ()
    assert check_boite(code, frozenset({CIP}), date(2028, 6, 1)) == (
        "La boîte est périmée depuis le 31/05/2028.",
    )
    assert check_boite(code, frozenset({"3400930116791"}), date(2026, 1, 1)) == (
        "La boîte n’est pas le médicament choisi.",
    )


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(texte: str) -> None:
    try:
        assert len(parse_code_boite(texte).gtin) == 14
    except CodeBoiteInvalide as error:
        assert str(error)  # noqa: PT017
