"""Traits INSi would refuse never leave: each refusal names the trait and gives a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esante.insi.models import TraitsRecherche
from esante.insi.traits import TraitRefuse, check_date, check_nom, check_prenom, check_traits

NESSI = TraitsRecherche("NESSI", ("RUTH", "ISABELLE"), "F", "1977-07-14", "63220")


@pytest.mark.parametrize(
    "nom", ["NESSI", "D'ARTAGNAN DE L'HERAULT", "PATB-QUATRE", "DUPONT--MARTIN", "'T HOOFT", "DE VINCI", "A"]
)
def test_birth_names_of_every_allowed_shape_pass(nom: str) -> None:
    check_nom(nom)


@pytest.mark.parametrize(
    "nom",
    [
        *["", "nessi", "NÉSSI", "D'ÆION", "DUPONT2", "A/B", "A_B", " NESSI", "-NESSI", "NESSI ", "A  B"],
        *["A''B", "A' B", "A 'B", "D’ARTAGNAN", "--", "'", "A" * 101, "A\nB", "A\x00"],
    ],
)
def test_birth_names_insi_refuses_are_refused_here(nom: str) -> None:
    with pytest.raises(TraitRefuse) as caught:
        check_nom(nom)
    assert caught.value.trait == "nom_naissance"
    assert len(nom) < 3 or nom not in str(caught.value)


@pytest.mark.parametrize("prenom", ["ZOE", "PIERRE-ALAIN", "N'GOLO", "MARIE LOUISE"])
def test_given_names_of_every_allowed_shape_pass(prenom: str) -> None:
    check_prenom(prenom)


@pytest.mark.parametrize("prenom", ["JEAN--PAUL", "JEAN-", "JEAN'", "-JEAN", "CŒUR", "JEAN,PAUL", ""])
def test_given_names_insi_refuses_are_refused_here(prenom: str) -> None:
    with pytest.raises(TraitRefuse):
        check_prenom(prenom)


@pytest.mark.parametrize("texte", ["1977-02-30", "14/07/1977", "", "1977-7-14", "19770714", "1977-00-00"])
def test_a_date_out_of_the_calendar_is_refused(texte: str) -> None:
    with pytest.raises(TraitRefuse):
        check_date(texte)


@pytest.mark.parametrize(
    ("change", "trait"),
    [
        ({"prenoms": ()}, "prenoms"),
        ({"sexe": ""}, "sexe"),
        ({"sexe": "I"}, "sexe"),
        ({"lieu_naissance": "Paris"}, "lieu_naissance"),
        ({"date_naissance": "1977-13-01"}, "date_naissance"),
    ],
)
def test_the_refusal_names_the_trait(change: dict[str, object], trait: str) -> None:
    check_traits(NESSI)
    with pytest.raises(TraitRefuse) as caught:
        check_traits(TraitsRecherche(**{**NESSI.__dict__, **change}))  # type: ignore[arg-type]
    assert caught.value.trait == trait


@given(st.text(max_size=30))
def test_what_passes_holds_only_what_insi_accepts(nom: str) -> None:
    try:
        check_nom(nom)
    except TraitRefuse:
        return
    assert set(nom) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ '-")
