"""Ask the ANSM thesaurus: products → substances → their classes → the pairs met, both ways.

A pair « X + AUTRES X » needs two different members of X; among several levels, the advice tells which apply.
"""

import json
import sqlite3
from collections.abc import Iterable
from functools import lru_cache

from ambroise.domain.unites import fold
from ambroise.referentiels.interactions import ROUTES
from ambroise.referentiels.niveaux import Cas, Conditions, kept_levels
from ambroise.usecases.ports_medicaments import InteractionAnsm

_RANGS = {"CI": 0, "AD": 1, "PE": 2, "APC": 3}


def find(
    base: sqlite3.Connection,
    codes_a: frozenset[str],
    voies_a: Iterable[str],
    codes_b: frozenset[str],
    voies_b: Iterable[str],
) -> tuple[InteractionAnsm, ...]:
    """Return the pairs met between two products, strongest first, each once."""
    found: dict[tuple[str, str, frozenset[str]], InteractionAnsm] = {}
    for substance_a, terms_a in _terms(base, codes_a, voies_a).items():
        for substance_b, terms_b in _terms(base, codes_b, voies_b).items():
            if substance_a == substance_b:
                continue
            for interaction, key in _pairs(base, substance_a, terms_a, substance_b, terms_b):
                known = found.get(key)
                if known is None or _rang(interaction) < _rang(known):
                    found[key] = interaction
    return tuple(sorted(found.values(), key=lambda i: (_rang(i), i.substance_a, i.substance_b, i.terme_a)))


def _terms(base: sqlite3.Connection, codes: frozenset[str], voies: Iterable[str]) -> dict[str, set[str]]:
    """Return, for each substance of the product, the terms it answers to: itself, its classes, its route."""
    marks = ",".join("?" * len(codes))
    rows = base.execute(
        f"SELECT DISTINCT c.substance, m.classe FROM ansm_code c"  # noqa: S608
        f" LEFT JOIN ansm_membre m ON m.substance=c.substance WHERE c.code IN ({marks})",
        sorted(codes),
    )
    found: dict[str, set[str]] = {}
    for substance, classe in rows:
        found.setdefault(substance, {substance}).add(classe or substance)
    folded = {fold(v) for v in voies}
    by_route = {term for term, route in ROUTES.items() if any(route in v for v in folded)}
    if by_route and codes:
        found.setdefault("", set()).update(by_route)
    return found


def _pairs(
    base: sqlite3.Connection, substance_a: str, terms_a: set[str], substance_b: str, terms_b: set[str]
) -> Iterable[tuple[InteractionAnsm, tuple[str, str, frozenset[str]]]]:
    for first, second, swapped in ((terms_a, terms_b, False), (terms_b, terms_a, True)):
        marks_a, marks_b = ",".join("?" * len(first)), ",".join("?" * len(second))
        rows = base.execute(
            "SELECT a, b, niveaux, libelle, nom_a, nom_b, mecanisme, conduite, conditions FROM ansm_paire"  # noqa: S608
            f" WHERE a IN ({marks_a}) AND b IN ({marks_b})",
            (*sorted(first), *sorted(second)),
        )
        for a, b, niveaux, libelle, nom_a, nom_b, mecanisme, conduite, conditions in rows:
            levels = tuple(sorted(niveaux.split(), key=lambda n: _RANGS.get(n, 9)))
            levels = kept_levels(levels, _read_conditions(conditions), terms_a | terms_b)
            terme_a, terme_b = (nom_b, nom_a) if swapped else (nom_a, nom_b)
            interaction = InteractionAnsm(
                terme_a, terme_b, substance_a, substance_b, levels, libelle, mecanisme, conduite
            )
            yield interaction, (substance_a, substance_b, frozenset((a, b)))


@lru_cache(maxsize=512)
def _read_conditions(stored: str) -> Conditions:
    values = json.loads(stored)
    return {
        level: tuple(Cas(tuple(map(tuple, groupes)), entre=bool(entre)) for entre, groupes in cases)
        for level, cases in values.items()
    }


def _rang(interaction: InteractionAnsm) -> int:
    return _RANGS.get(interaction.niveaux[0], 9)
