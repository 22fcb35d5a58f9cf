"""Traits are written as INSi writes them; what cannot be is refused with a sentence, never dropped."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambroise.domain.identite import Sexe
from ambroise.domain.saisie_traits import (
    TraitInvalide,
    begins_list,
    complete_date,
    normalize_lieu,
    normalize_nom,
    normalize_prenoms,
    normalize_sexe,
)


@pytest.mark.parametrize(
    ("tape", "ecrit"),
    [
        ("Lefèvre", "LEFEVRE"),
        ("d’Artagnan de l’Hérault", "D'ARTAGNAN DE L'HERAULT"),
        ("Çelik", "CELIK"),
        ("Lœwe", "LOEWE"),
        ("Ægidius", "AEGIDIUS"),
        ("Dupont--Martin", "DUPONT--MARTIN"),
        ("’t Hooft", "'T HOOFT"),
        ("  De   Vinci ", "DE VINCI"),
        ("Patb\u2011Quatre", "PATB-QUATRE"),
        ("Nun\u0303ez", "NUNEZ"),
        ("ÉLOÏSE\u00a0NOËL", "ELOISE NOEL"),
    ],
)
def test_a_birth_name_is_written_in_plain_capitals(tape: str, ecrit: str) -> None:
    assert normalize_nom(tape) == ecrit


@pytest.mark.parametrize(
    ("tape", "mot"),
    [
        ("Dupont2", "chiffre"),
        ("Dup_ont", "lettres"),
        ("Dupont/Martin", "lettres"),
        ("Weiß", "équivalent"),
        ("Ørsted", "équivalent"),
        ("Łukasz", "équivalent"),
        ("Иванов", "équivalent"),
        ("", "vide"),
        (" - ' ", "vide"),
        ("-Dupont", "trait d’union"),
        ("A---B", "union"),
        ("D''Artagnan", "apostrophe"),
        ("D' Artagnan", "apostrophe"),
        ("D ’Artagnan", "apostrophe"),
        ("A" * 101, "100"),
        ("Dupont\n", "lettres"),
    ],
)
def test_what_cannot_be_written_is_refused_with_a_sentence(tape: str, mot: str) -> None:
    with pytest.raises(TraitInvalide) as refus:
        normalize_nom(tape)
    assert mot in refus.value.raison
    assert refus.value.trait == "nom_naissance"
    assert len(tape) < 2 or tape not in refus.value.raison


def test_given_names_are_listed_as_the_identity_card_prints_them() -> None:
    assert normalize_prenoms("Pierre-Alain, Muriel,Floriant") == "PIERRE-ALAIN MURIEL FLORIANT"


@pytest.mark.parametrize("tape", ["Jean--Paul", "Jean-", "Jean'", "Paul -Marie", "Cœur 2", ",", ""])
def test_given_names_follow_their_own_rules(tape: str) -> None:
    with pytest.raises(TraitInvalide):
        normalize_prenoms(tape)


@pytest.mark.parametrize(
    ("premier", "accepte"),
    [
        ("JEAN CHRISTOPHE", True),
        ("JEAN-CHRISTOPHE", True),
        ("JEAN-CHRISTOPHE-PIERRE", True),
        ("JEAN", True),
        ("CHRISTOPHE", False),
        ("JEA", False),
        ("", False),
    ],
)
def test_the_first_given_name_begins_the_list(premier: str, accepte: bool) -> None:
    assert begins_list(premier, "JEAN CHRISTOPHE PIERRE") is accepte


@pytest.mark.parametrize(
    ("annee", "mois", "jour", "attendu"),
    [
        (1950, 3, 4, (date(1950, 3, 4), False)),
        (1950, 3, None, (date(1950, 3, 1), True)),
        (1950, None, 4, (date(1950, 1, 4), True)),
        (1950, None, None, (date(1950, 12, 31), True)),
    ],
)
def test_an_incomplete_date_follows_the_national_rule(
    annee: int, mois: int | None, jour: int | None, attendu: tuple[date, bool]
) -> None:
    assert complete_date(annee, mois, jour) == attendu


def test_a_date_out_of_the_calendar_is_refused() -> None:
    with pytest.raises(TraitInvalide):
        complete_date(1951, 2, 29)


def test_the_birth_place_is_a_code_even_unknown_to_our_lists() -> None:
    assert [normalize_lieu(c) for c in ("2b020", " 63220", "99352", "91401", "")] == [
        "2B020",
        "63220",
        "99352",
        "91401",
        "",
    ]
    for faux in ("Paris", "7505", "2C020", "750560"):
        with pytest.raises(TraitInvalide):
            normalize_lieu(faux)


def test_the_sex_is_one_of_three_letters() -> None:
    assert normalize_sexe("f") is Sexe.FEMININ
    for faux in ("", "H", "1"):
        with pytest.raises(TraitInvalide):
            normalize_sexe(faux)


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_plain_capitals_or_a_refusal(tape: str) -> None:
    try:
        ecrit = normalize_nom(tape)
    except TraitInvalide:
        return
    assert set(ecrit) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ '-")
    assert normalize_nom(ecrit) == ecrit


MOT = st.text("abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüÿœæ", min_size=1, max_size=8)


@given(
    st.lists(MOT, min_size=1, max_size=4),
    st.sampled_from([" ", "-", "--"]),
    st.sampled_from(["", "d’", "L'"]),
)
def test_every_french_shape_of_name_is_accepted(mots: list[str], lien: str, particule: str) -> None:
    ecrit = normalize_nom(particule + lien.join(mots))
    assert ecrit.count(" ") == (len(mots) - 1 if lien == " " else 0)
