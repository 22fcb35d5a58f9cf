"""Birth places are found under the name and the code they had on the day of birth."""

from datetime import date

import pytest

from ambroise.referentiels.lieux import Lieux
from ambroise.resources import resource


@pytest.fixture(scope="module")
def lieux() -> Lieux:
    return Lieux(resource("geo"))


def test_a_commune_in_force_is_named_with_its_department(lieux: Lieux) -> None:
    lieu = lieux.find("63220")
    assert lieu is not None
    assert (lieu.libelle, lieu.precision, lieu.fin) == ("Mazoires", "département 63", None)


def test_a_code_has_the_name_it_bore_on_the_day_of_birth(lieux: Lieux) -> None:
    before, after = lieux.find("01004", date(1950, 1, 1)), lieux.find("01004", date(1960, 1, 1))
    assert before is not None
    assert after is not None
    assert (before.libelle, after.libelle) == ("Ambérieu", "Ambérieu-en-Bugey")
    assert before.precision == "aujourd’hui Ambérieu-en-Bugey"


def test_corsica_had_another_number_before_1976(lieux: Lieux) -> None:
    before = lieux.find("20004", date(1960, 1, 1))
    assert before is not None
    assert (before.libelle, before.fin) == ("Ajaccio", date(1976, 1, 1))
    assert "2A004" in before.precision


def test_a_former_code_given_for_a_later_birth_is_returned_with_its_end(lieux: Lieux) -> None:
    lieu = lieux.find("20004", date(1990, 1, 1))
    assert lieu is not None
    assert lieu.fin == date(1976, 1, 1)


def test_countries_are_places_too(lieux: Lieux) -> None:
    danemark, ancien = lieux.find("99101"), lieux.find("99115")
    assert danemark is not None
    assert ancien is not None
    assert (ancien.libelle, ancien.precision) == ("Tchécoslovaquie", "ancien pays")


@pytest.mark.parametrize("code", ["91401", "99999", "", "abc", "00000"])
def test_an_unknown_code_is_unknown_not_an_error(lieux: Lieux, code: str) -> None:
    assert lieux.find(code) is None


@pytest.mark.parametrize(
    ("texte", "code"),
    [
        ("clermont-fer", "63113"),
        ("Clermont Ferrand", "63113"),
        ("63113", "63113"),
        ("63000", "63113"),
        ("2a004", "2A004"),
        ("ajacc", "2A004"),
        ("paris 15", "75115"),
        ("danem", "99101"),
        ("SAINT-ETIENNE", "42218"),
    ],
)
def test_a_place_is_found_by_what_people_type(lieux: Lieux, texte: str, code: str) -> None:
    assert code in [lieu.code for lieu in lieux.search(texte)]


def test_places_in_force_on_the_day_come_first(lieux: Lieux) -> None:
    old = [p.code for p in lieux.search("Ajaccio", date(1960, 1, 1))]
    new = [p.code for p in lieux.search("Ajaccio", date(2000, 1, 1))]
    assert old.index("20004") < len(old)
    assert new[0] == "2A004"
    assert new[-1] == "20004"


@pytest.mark.parametrize("texte", ["", "  ", "'", "zzzzzzz", "%_"])
def test_nothing_typed_finds_nothing(lieux: Lieux, texte: str) -> None:
    assert list(lieux.search(texte)) == []


def test_communes_are_found_by_the_beginning_of_a_postal_code_or_of_a_name(lieux: Lieux) -> None:
    assert "Riom" in {c.nom for c in lieux.find_communes("63200", 40)}
    assert {c.code_postal for c in lieux.find_communes("clermont-ferr")} == {"63000", "63100"}
    assert [c.nom for c in lieux.find_communes("75011")] == ["Paris"]
    assert lieux.find_communes("  ") == ()
    assert lieux.find_communes("00000") == ()
