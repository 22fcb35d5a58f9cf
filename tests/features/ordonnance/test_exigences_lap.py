"""The table of what HAS asks is whole, names tests that exist, and never claims what is not."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

RACINE = Path(__file__).parents[3]
PAGE = RACINE / "docs" / "exigences-lap.md"
NUMEROS = [*(str(n) for n in range(1, 26)), *(f"D{n}" for n in range(1, 14))]
ETATS = ("[x]", "[~]", "[ ]")
_ESSAI = re.compile(r"`([\w/]+\.py)::(\w+)`")


class Ligne(NamedTuple):
    """One theme: how it is held, where or what lacks, the tests that show it."""

    numero: str
    exigence: str
    etat: str
    texte: str
    essais: tuple[tuple[str, str], ...]


def lines() -> list[Ligne]:
    """Return the rows of both tables."""
    found = []
    for texte in PAGE.read_text(encoding="utf-8").splitlines():
        cases = [case.strip() for case in texte.strip("|").split("|")]
        if texte.startswith("| ") and re.fullmatch(r"D?\d+", cases[0]):
            numero, exigence, etat, ou, essais = cases
            found.append(Ligne(numero, exigence, etat, ou, tuple(_ESSAI.findall(essais))))
    return found


@cache
def find_functions(fichier: str) -> frozenset[str]:
    """Return the names of the functions of a file of tests."""
    arbre = ast.parse((RACINE / "tests" / fichier).read_text(encoding="utf-8"))
    return frozenset(n.name for n in ast.walk(arbre) if isinstance(n, ast.FunctionDef))


def test_every_theme_has_its_line_in_order() -> None:
    assert [ligne.numero for ligne in lines()] == NUMEROS


@pytest.mark.parametrize("ligne", lines(), ids=lambda ligne: ligne.numero)
def test_a_theme_held_names_its_test_and_one_that_is_not_says_why(ligne: Ligne) -> None:
    assert ligne.etat in ETATS
    assert ligne.exigence[:1] in "☐○"
    assert ligne.texte, "where, or what lacks"
    assert bool(ligne.essais) == (ligne.etat != "[ ]")


@pytest.mark.parametrize("ligne", lines(), ids=lambda ligne: ligne.numero)
def test_every_test_named_exists(ligne: Ligne) -> None:
    manquants = [f"{fichier}::{nom}" for fichier, nom in ligne.essais if nom not in find_functions(fichier)]
    assert manquants == []


def test_no_certification_is_claimed() -> None:
    texte = PAGE.read_text(encoding="utf-8")
    assert "n’est ni certifié LAP, ni certifié LAD" in texte
    assert len(re.findall("certifi", texte)) == 3, "said once, as not being so"
