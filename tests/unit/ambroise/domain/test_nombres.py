"""Number words agree in gender and follow the traditional spelling."""

from decimal import Decimal

import pytest

from ambroise.domain.nombres import decimal_letters, figures, letters


@pytest.mark.parametrize(
    ("nombre", "masculin", "feminin"),
    [
        (0, "zéro", "zéro"),
        (1, "un", "une"),
        (2, "deux", "deux"),
        (16, "seize", "seize"),
        (17, "dix-sept", "dix-sept"),
        (20, "vingt", "vingt"),
        (21, "vingt et un", "vingt et une"),
        (22, "vingt-deux", "vingt-deux"),
        (31, "trente et un", "trente et une"),
        (61, "soixante et un", "soixante et une"),
        (70, "soixante-dix", "soixante-dix"),
        (71, "soixante et onze", "soixante et onze"),
        (72, "soixante-douze", "soixante-douze"),
        (80, "quatre-vingts", "quatre-vingts"),
        (81, "quatre-vingt-un", "quatre-vingt-une"),
        (91, "quatre-vingt-onze", "quatre-vingt-onze"),
        (99, "quatre-vingt-dix-neuf", "quatre-vingt-dix-neuf"),
        (100, "cent", "cent"),
        (101, "cent un", "cent une"),
        (200, "deux cents", "deux cents"),
        (280, "deux cent quatre-vingts", "deux cent quatre-vingts"),
        (1000, "mille", "mille"),
        (1001, "mille un", "mille une"),
        (2000, "deux mille", "deux mille"),
        (80_000, "quatre-vingt mille", "quatre-vingt mille"),
        (200_000, "deux cent mille", "deux cent mille"),
        (100_000_000, "cent millions", "cent millions"),
        (1_000_001, "un million un", "un million une"),
    ],
)
def test_number_words(nombre: int, masculin: str, feminin: str) -> None:
    assert letters(nombre) == masculin
    assert letters(nombre, feminin=True) == feminin


@pytest.mark.parametrize("nombre", [-1, 1_000_000_000])
def test_number_out_of_reach_is_refused(nombre: int) -> None:
    with pytest.raises(ValueError, match="portée"):
        letters(nombre)


@pytest.mark.parametrize(
    ("valeur", "mots"),
    [
        ("7.5", "sept virgule cinq"),
        ("0.05", "zéro virgule zéro cinq"),
        ("10", "dix"),
        ("12.50", "douze virgule cinq"),
    ],
)
def test_decimal_words(valeur: str, mots: str) -> None:
    assert decimal_letters(Decimal(valeur)) == mots


@pytest.mark.parametrize(
    ("valeur", "texte"),
    [("7.5", "7,5"), ("1000", "1000"), ("12000", "12\u00a0000"), ("100000", "100\u00a0000"), ("5.0", "5")],
)
def test_figures(valeur: str, texte: str) -> None:
    assert figures(Decimal(valeur)) == texte
