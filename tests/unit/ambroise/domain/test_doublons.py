"""Close files are brought together with their reasons; homonyms and twins are told from duplicates."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from ambroise.domain.doublons import (
    GenreRapprochement,
    Rapprochement,
    Repere,
    candidate_duplicates,
    compare_reperes,
    find_rapprochements,
)

RUTH = Repere(
    UUID(int=1), "NESSI", "DE VINCI", "RUTH ISABELLE", "", "F", date(1977, 7, 14), "63220", "277076322082910"
)
INCONNUE = replace(RUTH, id=UUID(int=2), matricule="")


def compared(**change: object) -> Rapprochement | None:
    return compare_reperes(RUTH, replace(INCONNUE, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "raison"),
    [
        ({}, "même nom de naissance"),
        ({"matricule": RUTH.matricule, "nom_naissance": "AUTRE", "prenoms": "ZOE"}, "même matricule INS"),
        ({"nom_naissance": "NESSY"}, "noms de naissance qui se prononcent pareil"),
        ({"nom_naissance": "NESIS"}, "noms de naissance à une lettre près"),
        ({"nom_naissance": "DE VINCI", "nom_utilise": ""}, "le nom de naissance de l’un est le nom utilisé"),
        ({"nom_naissance": "NESSI-DE VINCI", "nom_utilise": ""}, "une partie de l’autre"),
        ({"prenoms": "RUHT"}, "prénoms qui se prononcent pareil"),
        ({"prenoms": "RUCH"}, "prénoms à une lettre près"),
        ({"prenoms": "ISABELLE RUTH"}, "un prénom commun, dans un autre ordre"),
        ({"date_naissance": date(1977, 7, 15)}, "un chiffre diffère"),
        ({"nom_naissance": "RUTH", "prenoms": "NESSI", "nom_utilise": ""}, "nom et prénom inversés"),
        ({"sexe": "M"}, "sexe différent"),
    ],
)
def test_each_way_of_entering_a_person_twice_is_seen(change: dict[str, object], raison: str) -> None:
    found = compared(**change)
    assert found is not None
    assert found.genre is GenreRapprochement.DOUBLON
    assert any(raison in r for r in found.raisons)


def test_day_and_month_swapped_are_seen() -> None:
    a = replace(RUTH, date_naissance=date(1977, 7, 4))
    b = replace(INCONNUE, date_naissance=date(1977, 4, 7))
    found = compare_reperes(a, b)
    assert found is not None
    assert "jour et mois de naissance inversés" in found.raisons


@pytest.mark.parametrize(
    "change",
    [
        {"nom_naissance": "MARTIN", "nom_utilise": ""},
        {"prenoms": "ZOE"},
        {"prenoms": "ZOE", "date_naissance": date(1950, 1, 1)},
        {"date_naissance": date(1950, 1, 1)},
        {"nom_naissance": "ADRUN", "nom_utilise": "", "prenoms": "ZOE", "date_naissance": date(1975, 12, 31)},
    ],
)
def test_different_persons_are_not_duplicates(change: dict[str, object]) -> None:
    found = compared(**change)
    assert found is None or found.genre is not GenreRapprochement.DOUBLON


def test_twins_are_told_as_twins() -> None:
    found = compared(prenoms="DONATELLO", sexe="M")
    assert found is not None
    assert found.genre is GenreRapprochement.JUMEAUX


def test_two_national_identities_are_two_persons() -> None:
    found = compared(matricule="277076322082911")
    assert found is not None
    assert found.genre is GenreRapprochement.HOMONYME


def test_the_comparison_does_not_depend_on_the_order() -> None:
    for change in ({"nom_naissance": "DE VINCI"}, {"prenoms": "ISABELLE RUTH"}, {"sexe": "M"}):
        other = replace(INCONNUE, **change)  # type: ignore[arg-type]
        there, back = compare_reperes(RUTH, other), compare_reperes(other, RUTH)
        assert there is not None
        assert back is not None
        assert (there.score, there.raisons) == (back.score, back.raisons)


def variants() -> list[Repere]:
    """One person entered nine ways, each pair of whom shares something."""
    changes: list[dict[str, object]] = [
        {},
        {"nom_naissance": "NESSY"},
        {"nom_naissance": "DE VINCI", "nom_utilise": ""},
        {"prenoms": "RUHT"},
        {"date_naissance": date(1977, 7, 15)},
        {"date_naissance": date(1978, 7, 14)},
        {"date_naissance": date(1977, 8, 14)},
        {"nom_naissance": "RUTH", "prenoms": "NESSI", "nom_utilise": ""},
    ]
    return [replace(INCONNUE, id=UUID(int=10 + i), **c) for i, c in enumerate(changes)]  # type: ignore[arg-type]


def strangers(count: int) -> list[Repere]:
    noms, prenoms = ("MARTIN", "BERNARD", "THOMAS", "PETIT"), ("ZOE", "PAUL", "ANNE", "LUC", "EVA")
    return [
        Repere(
            UUID(int=1000 + i),
            noms[i % 4] + "ABCDEFGHIJ"[i // 4 % 10],
            "",
            prenoms[i % 5],
            "",
            "F",
            date.fromordinal(date(1930, 1, 1).toordinal() + i * 17),
        )
        for i in range(count)
    ]


def test_the_list_finds_every_pair_with_the_first_file_and_each_pair_once() -> None:
    reperes = strangers(300) + variants()
    found = list(find_rapprochements(reperes))
    pairs = [frozenset((f.a, f.b)) for f in found]
    assert len(pairs) == len(set(pairs))
    first = variants()[0].id
    assert {frozenset((first, v.id)) for v in variants()[1:]} <= set(pairs)
    assert all(UUID(int=10) <= i < UUID(int=20) for pair in pairs for i in pair)


def test_the_list_finds_what_comparing_all_with_all_finds() -> None:
    reperes = variants()
    every = {
        frozenset((a.id, b.id))
        for i, a in enumerate(reperes)
        for b in reperes[i + 1 :]
        if compare_reperes(a, b) is not None
    }
    blocked = {frozenset((f.a, f.b)) for f in find_rapprochements(reperes)}
    assert blocked == every


def test_the_list_tells_its_progress_and_stops_when_asked() -> None:
    progress: list[float] = []
    list(find_rapprochements(variants(), on_progress=progress.append))
    assert progress == sorted(progress)
    assert progress[-1] == 1.0
    assert list(find_rapprochements(variants(), is_cancelled=lambda: True)) == []


def test_a_new_file_is_compared_with_those_a_search_brought_closest_first() -> None:
    found = candidate_duplicates(RUTH, [RUTH, *variants()[3:5], INCONNUE, *strangers(3)])
    assert found[0].b == INCONNUE.id
    assert len(found) == 3
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)
