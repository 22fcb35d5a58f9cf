"""Lines are cut where a reader would, and lose nothing."""

import pytest

from ambroise.printing.fonts import MOYEN, register_fonts, width, wrap

register_fonts()
LARGEUR = 120.0


@pytest.mark.parametrize("nom", ["-".join(["ANNE-MARIE"] * 9), "-".join(["ROCHEFOUCAULD"] * 7)])
def test_a_compound_name_wider_than_its_column_is_cut_after_a_hyphen(nom: str) -> None:
    lines = wrap(nom, MOYEN, 9.0, LARGEUR)
    assert len(lines) > 2
    assert all(line.endswith("-") for line in lines[:-1])
    assert "".join(lines) == nom


@pytest.mark.parametrize("mot", ["A" * 200, "-" + "B" * 200, "-" * 200, "X-" + "C" * 200])
def test_a_word_without_a_place_to_cut_is_cut_where_it_must_and_never_lost(mot: str) -> None:
    lines = wrap(mot, MOYEN, 9.0, LARGEUR)
    assert "".join(lines) == mot
    assert all(width(line, MOYEN, 9.0) <= LARGEUR for line in lines)
