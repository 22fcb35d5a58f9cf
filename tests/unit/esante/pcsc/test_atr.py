import pytest

from esante.pcsc.atr import TypeCarte, recognize


@pytest.mark.parametrize(
    ("atr", "card_type"),
    [
        *((f"3B75130000{x}09EA9000", TypeCarte.VITALE_2) for x in ("43", "44", "46", "48", "49", "4B", "4C")),
        ("3B751300004509FA9000", TypeCarte.VITALE_2),
        ("3F65250022096990 00", TypeCarte.VITALE_1),
        ("3F6525002C09F99000", TypeCarte.VITALE_1),
        ("3F65250052096A9000", TypeCarte.VITALE_1),
        ("3F652500A3096A9000", TypeCarte.VITALE_1),
        ("3BAC00402A001225006480000310009000", TypeCarte.CPS_3),
        ("3BAC00402A001225006480820212009000", TypeCarte.CPS_3),
        ("3B8F80010031B86404B0ECC1739401808290000E", TypeCarte.CPS_3_SANS_CONTACT),
        ("3B8F80010031B864FFFFECC1739401808290000E", TypeCarte.CPS_3_SANS_CONTACT),
        ("3B9B188001001225006480040100009044", TypeCarte.CPS_4),
        ("3B9B188001001225006480000401009044", TypeCarte.CPS_4),
        ("3BDC18FF000012250064800004010090 00", TypeCarte.CPS_4),
        ("3B02145000", TypeCarte.INCONNUE),
        ("", TypeCarte.MUETTE),
    ],
)
def test_published_atr_is_named(atr: str, card_type: TypeCarte) -> None:
    assert recognize(bytes.fromhex(atr)) is card_type


@pytest.mark.parametrize("atr", ["3B751300004809EA9001", "3BAC00402A001225006480000310019000"])
def test_one_wrong_byte_under_the_mask_is_unknown(atr: str) -> None:
    assert recognize(bytes.fromhex(atr)) is TypeCarte.INCONNUE


def test_a_card_is_of_a_patient_or_of_a_professional_never_both() -> None:
    assert not any(t.is_cps and t.is_vitale for t in TypeCarte)
    assert not TypeCarte.INCONNUE.is_cps
    assert not TypeCarte.MUETTE.is_vitale
