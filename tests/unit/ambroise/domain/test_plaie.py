"""Wounds are typed as nurses write them; anything else is refused with a sentence."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambroise.domain.plaie import Dimensions, describe_evolution, parse_dimensions

LE = date(2026, 5, 28)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("28 x 19", (28, 19)),
        ("28×19 mm", (28, 19)),
        ("19*28", (28, 19)),
        ("2,8 x 1.9 cm", (28, 19)),
        ("1x1", (1, 1)),
        ("600 x 600", (600, 600)),
    ],
)
def test_dimensions_are_read_as_typed(texte: str, attendu: tuple[int, int]) -> None:
    assert parse_dimensions(texte) == Dimensions(*attendu)


@pytest.mark.parametrize(
    "texte", ["", "28", "28 x", "x 19", "28 x 19 x 3", "0 x 4", "601 x 2", "61 x 2 cm", "½ x 2", "-3 x 2"]
)
def test_what_is_no_wound_is_refused_with_a_sentence(texte: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        parse_dimensions(texte)


@given(st.text(max_size=30))
def test_any_text_is_dimensions_or_a_refusal(texte: str) -> None:
    try:
        lu = parse_dimensions(texte)
    except ValueError:
        return
    assert 600 >= lu.longueur >= lu.largeur >= 1
    assert parse_dimensions(str(lu)) == lu


@pytest.mark.parametrize(
    ("apres", "fin"),
    [
        (None, "le 28/05/2026"),
        (Dimensions(28, 19), "surface\u00a0−\u00a022\u00a0%"),
        (Dimensions(31, 22), "surface\u00a0inchangée"),
        (Dimensions(40, 22), "surface\u00a0+\u00a029\u00a0%"),
    ],
)
def test_wound_is_compared_with_the_last_one(apres: Dimensions | None, fin: str) -> None:
    phrase = describe_evolution(Dimensions(31, 22), LE, apres)
    assert phrase.startswith("31 × 22 mm le 28/05/2026")
    assert phrase.endswith(fin)
