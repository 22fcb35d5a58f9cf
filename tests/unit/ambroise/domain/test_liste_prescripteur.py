"""A list answers on each line: allowed, under a condition, to look up, forbidden."""

import pytest

from ambroise.domain.liste_prescripteur import (
    CategoriePrescriptible,
    Genre,
    Lecture,
    ListeGenre,
    ListePrescripteur,
    ProduitJuge,
    Verdict,
    unknown_list,
)

CATEGORIES = (
    CategoriePrescriptible("Vaccins", atc=("J07",), condition="Dès onze ans."),
    CategoriePrescriptible("Compresses", mots=r"\bcompresse"),
    CategoriePrescriptible("Antiseptiques", atc=("D08",), sans_liste=True),
)


def liste(lecture: Lecture, manque: str = "") -> ListePrescripteur:
    genres = {Genre.MEDICAMENTS: ListeGenre(lecture, CATEGORIES, manque)}
    return ListePrescripteur("60", "des infirmiers", "arrêté", "CSP L4311-1", genres=genres)


def produit(
    nom: str, atc: str = "", genre: Genre = Genre.MEDICAMENTS, *, listee: bool = False
) -> ProduitJuge:
    return ProduitJuge(1, genre, nom, atc, listee)


@pytest.mark.parametrize(
    ("juge", "verdict", "categorie"),
    [
        (produit("Vaccin", "J07BB02"), Verdict.SOUS_CONDITION, "Vaccins"),
        (produit("COMPRESSES stériles"), Verdict.PERMIS, "Compresses"),
        (produit("Bétadine", "D08AG02"), Verdict.PERMIS, "Antiseptiques"),
        (produit("Antiseptique listé", "D08AG02", listee=True), Verdict.INTERDIT, ""),
        (produit("Surcompresse"), Verdict.INTERDIT, ""),
        (produit("Vaccin sans code"), Verdict.INTERDIT, ""),
    ],
)
def test_a_line_is_judged_by_the_first_category_that_holds_it(
    juge: ProduitJuge, verdict: Verdict, categorie: str
) -> None:
    (constat,) = liste(Lecture.ENTIERE).judge([juge])
    assert (constat.verdict, constat.categorie) == (verdict, categorie)


@pytest.mark.parametrize(
    ("lecture", "verdict"),
    [
        (Lecture.ENTIERE, Verdict.INTERDIT),
        (Lecture.PARTIELLE, Verdict.A_VERIFIER),
        (Lecture.AUCUNE, Verdict.A_VERIFIER),
        (Lecture.PRINCIPE, Verdict.SOUS_CONDITION),
    ],
)
def test_outside_the_list_depends_on_how_much_of_it_was_read(lecture: Lecture, verdict: Verdict) -> None:
    (constat,) = liste(lecture, "Ce qui manque.").judge([produit("Autre", "C09AA02")])
    assert constat.verdict is verdict
    assert constat.texte == ("" if lecture is Lecture.ENTIERE else "Ce qui manque.")


def test_a_kind_that_the_list_leaves_out_is_forbidden() -> None:
    (constat,) = liste(Lecture.PARTIELLE, "x").judge([produit("NFS", genre=Genre.ACTES)])
    assert constat.verdict is Verdict.INTERDIT


@pytest.mark.parametrize("genre", Genre)
def test_an_unknown_list_lets_nothing_pass_unseen(genre: Genre) -> None:
    (constat,) = unknown_list("99", "des inconnus").judge([produit("Compresse", "J07", genre)])
    assert constat.verdict is Verdict.A_VERIFIER
    assert "non connue" in constat.texte
