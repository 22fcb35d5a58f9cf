"""What a prescriber asks of his own orders: ages as they are typed, a class or words, a sex."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambroise.domain.identite import Sexe
from ambroise.domain.revue import CriteresRevue, read_ages

AU = date(2026, 6, 4)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("", (None, None)),
        ("15-50", (15, 50)),
        ("50 à 15 ans", (15, 50)),
        ("75+", (75, None)),
        ("<6", (None, 5)),
        ("40 ans", (40, 40)),
    ],
)
def test_ages_are_read_as_they_are_typed(texte: str, attendu: tuple[int | None, int | None]) -> None:
    assert read_ages(texte) == attendu


@given(st.text(max_size=12))
def test_ages_that_make_no_sense_are_said_not_guessed(texte: str) -> None:
    lus = read_ages(texte)
    if lus is not None and None not in lus:
        assert lus[0] <= lus[1]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("cherche", "garde"),
    [
        ("", True),
        ("simva", True),
        ("SIMVASTATINE 20", True),
        ("c10aa", True),
        ("C10AA01", True),
        ("C10AB", False),
        ("atorva", False),
        ("zocor simva", True),
    ],
)
def test_a_product_is_looked_for_by_words_or_by_class(cherche: str, garde: bool) -> None:
    criteres = CriteresRevue(None, AU, cherche)
    assert criteres.accepts_produit("Simvastatine 20 mg, comprimé (ZOCOR 20 mg)", "C10AA01") is garde


def test_a_patient_is_looked_for_by_sex_and_by_age() -> None:
    femmes = CriteresRevue(None, AU, sexe=Sexe.FEMININ, age_minimum=15, age_maximum=50)
    assert femmes.accepts_patient(Sexe.FEMININ, 15)
    assert not femmes.accepts_patient(Sexe.MASCULIN, 30)
    assert not femmes.accepts_patient(Sexe.FEMININ, 51)


def test_criteria_are_said_in_one_sentence() -> None:
    criteres = CriteresRevue(date(2025, 6, 4), AU, "valproate", Sexe.FEMININ, 15, 50)
    assert criteres.phrase == "valproate, femmes, 15 à 50 ans, du 04/06/2025 au 04/06/2026"
    assert CriteresRevue(None, AU, age_minimum=75).phrase == "75 ans et plus, jusqu’au 04/06/2026"
