"""The place of the number on a secure sheet is three distances, or a sentence that says why not."""

import pytest

from ambroise.domain.papier_securise import CARRE_USUEL, CarreSecurise, parse_carre


@pytest.mark.parametrize("texte", ["10 15 22", "10, 15, 22", " 10;15;22 "])
def test_three_distances_are_read_however_they_are_parted(texte: str) -> None:
    assert parse_carre(texte) == CarreSecurise(10, 15, 22)


def test_the_usual_place_is_one_and_an_empty_one_is_by_hand() -> None:
    assert parse_carre(CARRE_USUEL) == CarreSecurise(12, 12, 22)
    assert parse_carre("  ") is None


@pytest.mark.parametrize(
    "texte", ["12 12", "12 12 22 3", "en bas", "12 -12 22", "101 12 22", "12 12 7", "9999"]
)
def test_what_no_sheet_has_is_refused_in_words(texte: str) -> None:
    with pytest.raises(ValueError, match=r"attendus|jusqu’à"):
        parse_carre(texte)
