"""The differing character is found, named, and both sides can be read back whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambroise.domain.comparaison import compare_texts


def test_missing_apostrophe_is_lit_alone_on_both_sides() -> None:
    comparaison = compare_texts("D'ARTAGNAN DE L HERAULT", "D'ARTAGNAN DE L'HERAULT")
    assert [m.texte for m in comparaison.gauche if m.differe] == [" "]
    assert [m.texte for m in comparaison.droite if m.differe] == ["'"]
    assert comparaison.mot == "Apostrophe absente"


@pytest.mark.parametrize(
    ("gauche", "droite", "mot"),
    [
        ("ADRUN", "ADRUN", "Identique"),
        ("", "63220", "Absent du dossier"),
        ("63220", "", "Absent de l’INSi"),
        ("L'HERAULT", "L HERAULT", "Apostrophe en trop"),
        ("PIERRE ALAIN", "PIERRE-ALAIN", "Trait d’union absent"),
        ("PIERRE-ALAIN", "PIERRE ALAIN", "Trait d’union en trop"),
        ("MARIELOUISE", "MARIE LOUISE", "Séparation différente"),
        ("BELLA CATARINA", "CATARINA BELLA", "Ordre différent"),
        ("Zoé", "ZOE", "Accents ou casse"),
        ("RUTH", "RUTH ISABELLE", "Incomplet"),
        ("ADRUM", "ADRUN", "Un caractère diffère"),
        ("ADRU", "ADRUN", "Un caractère diffère"),
        ("NESSI", "DECOURCY", "Différent"),
    ],
)
def test_difference_has_its_word(gauche: str, droite: str, mot: str) -> None:
    assert compare_texts(gauche, droite).mot == mot


def test_unlike_names_are_lit_whole() -> None:
    comparaison = compare_texts("NESSI", "DECOURCY")
    assert [m.differe for m in comparaison.gauche] == [True]
    assert [m.differe for m in comparaison.droite] == [True]


@given(st.text(alphabet="ABC -'", max_size=12), st.text(alphabet="ABC -'", max_size=12))
def test_runs_put_together_are_the_two_writings(gauche: str, droite: str) -> None:
    comparaison = compare_texts(gauche, droite)
    assert "".join(m.texte for m in comparaison.gauche) == gauche
    assert "".join(m.texte for m in comparaison.droite) == droite
    assert comparaison.identique == (gauche == droite)
    assert comparaison.identique or any(m.differe for m in (*comparaison.gauche, *comparaison.droite))
