"""Excerpts: the words found are marked as they were written, the closest of them in one line."""

import pytest

from ambroise.domain.passages import TROUVES_MAXIMAUX, excerpt, is_matching


def _marked(texte: str, recherche: str, largeur: int = 140) -> str:
    return "".join(f"[{m.texte}]" if m.trouve else m.texte for m in excerpt(texte, recherche, largeur))


@pytest.mark.parametrize(
    ("texte", "recherche", "attendu"),
    [
        ("Toux fébrile depuis 4 jours", "febr toux", "[Toux] [fébrile] depuis 4 jours"),
        ("Œdème de Quincke", "oedeme", "[Œdème] de Quincke"),
        ("Cœur régulier", "coeur", "[Cœur] régulier"),
        ("Examen\n\nBon état  général", "etat", "Examen Bon [état] général"),
        ("Rien de tel", "autre", "Rien de tel"),
        ("Rien de demandé", "", "Rien de demandé"),
        ("", "toux", ""),
    ],
)
def test_words_found_are_marked_as_they_were_written(texte: str, recherche: str, attendu: str) -> None:
    assert _marked(texte, recherche) == attendu


def test_long_note_is_cut_around_the_words_between_two_words() -> None:
    note = "avant " * 60 + "crépitants de la base droite, toux " + "après " * 60
    extrait = _marked(note, "toux crepitants", 80)
    assert extrait.startswith("…avant")
    assert "[crépitants] de la base droite, [toux]" in extrait
    assert extrait.endswith("après…")
    assert len(extrait) < 110


def test_excerpt_prefers_where_the_words_stand_together() -> None:
    note = "toux. " + "mot " * 80 + "toux et fièvre"
    assert "[toux] et [fièvre]" in _marked(note, "toux fievre", 60)


def test_word_longer_than_the_excerpt_is_kept_whole() -> None:
    mot = "a" * 300
    assert _marked(mot, "aaa", 40) == f"[{mot}]"


@pytest.mark.parametrize(
    ("recherche", "trouve"), [("toux feb", True), ("feb toux", True), ("toux grasse", False), ("", True)]
)
def test_every_word_must_begin_a_word_of_the_text(recherche: str, trouve: bool) -> None:
    assert is_matching("Toux fébrile", recherche) is trouve


def test_a_common_word_of_a_long_document_is_lit_where_it_stands_closest() -> None:
    texte = "toux " + "rien " * 50 + "toux toux toux " + "rien " * 50 + "toux " * TROUVES_MAXIMAUX
    morceaux = excerpt(texte, "tou")
    assert "".join(m.texte for m in morceaux).count("toux") > 3
    assert sum(m.trouve for m in morceaux) == "".join(m.texte for m in morceaux).count("toux")


def test_words_written_otherwise_are_lit_too() -> None:
    texte = "Œdème, préfixe_oedeme, ŒDÉMATEUX"
    assert [m.texte for m in excerpt(texte, "oedem") if m.trouve] == ["Œdème", "préfixe_oedeme", "ŒDÉMATEUX"]
