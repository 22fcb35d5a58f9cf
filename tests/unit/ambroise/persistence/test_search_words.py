from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambroise.domain.phonetique import fold, is_one_error, phonetic_key
from ambroise.persistence.search.neighbours import deletions
from ambroise.persistence.search.query import Demande, parse_query, phone_key

LE = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Lefèvre-Œuvrard", "lefevre oeuvrard"),
        ("D’ARTAGNAN", "d artagnan"),
        ("  Ætius\tStraße ", "aetius strasse"),
        ("Łukasz Nuñez", "lukasz nunez"),
        ("ﬁn", "fin"),
        ("", ""),
    ],
)
def test_folding_keeps_what_people_type(texte: str, attendu: str) -> None:
    assert fold(texte) == attendu


@pytest.mark.parametrize(
    "pareils",
    [
        ("durand", "durant", "durrand"),
        ("lefevre", "lefebvre"),
        ("philippe", "filip", "philipe"),
        ("gauthier", "gautier", "gotier"),
        ("renault", "renaud", "reno"),
        ("martin", "martain"),
        ("helene", "elene"),
        ("schmitt", "schmidt", "schmit"),
        ("bernard", "bernart"),
        ("dubois", "duboit"),
        ("jean", "jan"),
        ("catherine", "katerine"),
        ("lambert", "lanbert"),
        ("bonnet", "bonet"),
    ],
)
def test_names_pronounced_alike_share_a_key(pareils: tuple[str, ...]) -> None:
    assert len({phonetic_key(nom) for nom in pareils}) == 1, [phonetic_key(nom) for nom in pareils]


def test_names_pronounced_otherwise_do_not() -> None:
    noms = ["martin", "marin", "durand", "bernard", "dubois", "dupont", "petit", "moreau", "leroy", "roux"]
    assert len({phonetic_key(nom) for nom in noms}) == len(noms)


@pytest.mark.parametrize(
    ("a", "b", "attendu"),
    [
        ("durand", "durnad", True),
        ("durand", "durad", True),
        ("durand", "durrand", True),
        ("durand", "duband", True),
        ("durand", "durand", True),
        ("durand", "dnaurd", False),
        ("durand", "dupont", False),
        ("ab", "ba", True),
        ("abc", "cba", False),
    ],
)
def test_one_typing_error_is_recognised(a: str, b: str, attendu: bool) -> None:
    assert is_one_error(a, b) is attendu
    assert is_one_error(b, a) is attendu


@given(st.text("abcdefgh", min_size=4, max_size=10), st.data())
def test_words_one_error_apart_share_a_deletion(mot: str, data: st.DataObject) -> None:
    i = data.draw(st.integers(0, len(mot) - 1))
    lettre = data.draw(st.sampled_from("abcdefgh"))
    erreurs = [mot[:i] + mot[i + 1 :], mot[:i] + lettre + mot[i:], mot[:i] + lettre + mot[i + 1 :]]
    erreurs.append(mot[:i] + mot[i : i + 2][::-1] + mot[i + 2 :])
    for erreur in erreurs:
        assert is_one_error(mot, erreur)
        assert deletions(mot) & deletions(erreur)


@pytest.mark.parametrize(
    "texte",
    [
        *("12/03/1980", "12-3-80", "12.03.1980", "12 03 1980", "12031980", "120380"),
        *("1980-03-12", "19800312", "12 mars 1980", "12 Mars 80"),
    ],
)
def test_a_birth_date_is_understood_in_any_writing(texte: str) -> None:
    assert parse_query(texte, LE) == Demande(nee_du=date(1980, 3, 12), nee_au=date(1980, 3, 12))


def test_a_date_goes_along_with_names() -> None:
    demande = parse_query("Zoé 1er février 2004 Martin", LE)
    assert demande.mots == ("zoe", "martin")
    assert demande.nee_du == date(2004, 2, 1)


def test_a_month_and_an_age_are_intervals() -> None:
    assert parse_query("mars 1980", LE).nee_au == date(1980, 3, 31)
    assert parse_query("12/1980", LE).nee_au == date(1980, 12, 31)
    demande = parse_query("martin 45 ans", LE)
    assert (demande.nee_du, demande.nee_au) == (date(1980, 3, 3), date(1981, 3, 2))
    assert demande.mots == ("martin",)


@pytest.mark.parametrize(
    ("texte", "numero"),
    [
        ("06 12 34 56 78", "0612345678"),
        ("+33 6 12 34 56 78", "0612345678"),
        ("0612", "0612"),
        ("2 79 03 51 215 189 89", "279035121518989"),
        ("1 85 05 2A 004 044", "185052A004044"),
    ],
)
def test_numbers_are_recognised(texte: str, numero: str) -> None:
    assert parse_query(texte, LE).numero == numero


@pytest.mark.parametrize(
    ("texte", "courriel"),
    [
        ("zoe.martin@exemple.fr", "zoe.martin@exemple.fr"),
        (" Zoe.Martin75@", "zoe.martin75@"),
        ("martin <zoe@exemple.fr>", "zoe@exemple.fr"),
        ("zoe@exem\x00ple", "zoe@exemple"),
        ("@", ""),
        ("0612345678", ""),
    ],
)
def test_an_address_is_recognised_by_its_at_sign(texte: str, courriel: str) -> None:
    assert parse_query(texte, LE).courriel == courriel


def test_an_impossible_date_is_no_date() -> None:
    assert not parse_query("31/02/1980", LE).has_dates
    assert not parse_query("12/03/2090", LE).has_dates
    assert not parse_query("martin 450 ans", LE).has_dates


def test_phones_are_compared_without_their_prefix() -> None:
    assert phone_key("+33 (6) 12-34-56-78"[:3] + "612345678") == phone_key("06.12.34.56.78")


@given(st.text(max_size=300))
def test_no_text_upsets_the_box(texte: str) -> None:
    demande = parse_query(texte, LE)
    assert all(mot == fold(mot) for mot in demande.mots)
    phonetic_key(fold(texte).replace(" ", ""))
