"""Allergies read from the words used: never a word inside another, always the whole class."""

from dataclasses import replace

import pytest

from ambroise.domain.alerte import NiveauAlerte, TypeAlerte
from tests.fakes.ordonnances import make_allergie, make_ligne
from tests.integration.controles.demandes import HOMME, check, types


def test_allergy_to_a_substance_warns_of_its_whole_class(base) -> None:
    terrain = replace(HOMME, aucune_allergie=False, allergies=(make_allergie("amoxicilline"),))
    for produit in ("oracilline", "orelox 100"):
        found = check(base, make_ligne(base, produit), terrain=terrain)
        (alert,) = [a for a in found.alertes if a.type is TypeAlerte.ALLERGIE]
        assert alert.niveau is NiveauAlerte.DECONSEILLE


@pytest.mark.parametrize(
    ("allergie", "produit"),
    [("nystatine", "zocor 20"), ("fer", "avonex"), ("certains pollens", "ibuprofene 400")],
)
def test_word_inside_another_names_no_allergy(base, allergie: str, produit: str) -> None:
    terrain = replace(HOMME, aucune_allergie=False, allergies=(make_allergie(allergie),))
    assert TypeAlerte.ALLERGIE not in types(check(base, make_ligne(base, produit), terrain=terrain))


@pytest.mark.parametrize(
    ("allergie", "produit"),
    [
        ("fluoroquinolones", "ciflox 500"),
        ("doxycycline", "minocycline"),
        ("iodés", "betadine dermique"),
        ("AINS", "ibuprofene 400"),
        ("statines", "zocor 20"),
        ("atorvastatine", "tahor 10"),
    ],
)
def test_allergy_is_read_from_the_words_used(base, allergie: str, produit: str) -> None:
    terrain = replace(HOMME, aucune_allergie=False, allergies=(make_allergie(allergie),))
    assert TypeAlerte.ALLERGIE in types(check(base, make_ligne(base, produit), terrain=terrain))
