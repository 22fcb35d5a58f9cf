"""Coordinates typed: what cannot be is said, and two seats that type at once lose nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambroise.domain.coordonnees_saisie import CHAMPS, find_erreurs, merge, tidy
from ambroise.domain.patient import Coordonnees

AVANT = Coordonnees("0601020304", "z@exemple.fr", "1 rue A", "63000", "Clermont")
coordonnees = st.builds(Coordonnees, *[st.sampled_from(["", "a", "b"])] * len(CHAMPS))


@pytest.mark.parametrize("telephone", ["", "06 12 34 56 78", "+33 6.12.34.56.78", "(0)473-11-22-33", "3949"])
def test_numbers_people_write_are_taken(telephone: str) -> None:
    assert find_erreurs(Coordonnees(telephone=telephone)) == {}


@pytest.mark.parametrize(
    "telephone", ["06", "zéro six", "06 12 34 56 78 90 12 34", "٠٦١٢٣٤٥٦", "06;12345678"]
)
def test_what_is_no_number_is_said(telephone: str) -> None:
    assert set(find_erreurs(Coordonnees(telephone=telephone))) == {"telephone"}


@pytest.mark.parametrize("email", ["zoe", "zoe@", "@a.fr", "zoe@exemple", "zoe @a.fr", "a@b@c.fr"])
def test_what_is_no_address_is_said(email: str) -> None:
    assert set(find_erreurs(Coordonnees(email=email))) == {"email"}
    assert find_erreurs(Coordonnees(email="zoe.martin+rdv@exemple.fr")) == {}


def test_endless_lines_are_refused() -> None:
    assert set(find_erreurs(Coordonnees(adresse="x" * 201))) == {"adresse"}


def test_useless_spaces_go() -> None:
    assert tidy(Coordonnees(adresse="  1  rue\tA ")).adresse == "1 rue A"


def test_two_seats_that_change_two_fields_are_both_kept() -> None:
    autre, mien = Coordonnees("1111", *_suite(AVANT)), Coordonnees(*_debut(AVANT), "Riom")
    assert merge(AVANT, autre, mien) == Coordonnees("1111", *_suite(AVANT)[:-1], "Riom")


def test_two_seats_that_change_one_field_are_told_apart() -> None:
    assert merge(AVANT, Coordonnees("1111", *_suite(AVANT)), Coordonnees("2222", *_suite(AVANT))) is None
    meme = Coordonnees("1111", *_suite(AVANT))
    assert merge(AVANT, meme, meme) == meme


@given(coordonnees, coordonnees, coordonnees)
def test_nothing_that_somebody_changed_is_lost(
    avant: Coordonnees, autre: Coordonnees, mien: Coordonnees
) -> None:
    reunies = merge(avant, autre, mien)
    assert merge(avant, avant, mien) == mien
    for nom in CHAMPS:
        depart, du_autre, du_mien = (getattr(c, nom) for c in (avant, autre, mien))
        if reunies is not None:
            assert du_autre == depart or getattr(reunies, nom) == du_autre
            assert du_mien == depart or getattr(reunies, nom) == du_mien


def _suite(c: Coordonnees) -> tuple[str, ...]:
    return (c.email, c.adresse, c.code_postal, c.commune)


def _debut(c: Coordonnees) -> tuple[str, ...]:
    return (c.telephone, c.email, c.adresse, c.code_postal)
