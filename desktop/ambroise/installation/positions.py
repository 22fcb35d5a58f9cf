"""Find the line of each key of a TOML text, which ``tomllib`` does not keep.

The text is cut in statements: the shortest runs of lines that ``tomllib`` reads alone. What TOML means is
thus always asked of ``tomllib``; only what a table header does to the lines below it is known here.
"""

import tomllib
from collections.abc import Iterator
from typing import Any

Chemin = tuple[str, ...]


def locate_keys(texte: str) -> dict[Chemin, int]:
    """Return the line, from 1, on which each key and table of a valid text is first written."""
    lignes: dict[Chemin, int] = {}
    table: Chemin = ()
    for numero, bloc in _split_statements(texte):
        lu = tomllib.loads(bloc)
        is_header = bloc.lstrip().startswith("[")
        chemins = list(_walk(lu, () if is_header else table))
        if is_header:
            table = chemins[-1]
        for chemin in chemins:
            lignes.setdefault(chemin, numero)
    return lignes


def find_line(lignes: dict[Chemin, int], chemin: Chemin) -> int:
    """Return the line of a key, else of the table that should hold it; 1 when nothing is known."""
    while chemin:
        if chemin in lignes:
            return lignes[chemin]
        chemin = chemin[:-1]
    return 1


def _split_statements(texte: str) -> Iterator[tuple[int, str]]:
    debut, accumule = 1, ""
    for numero, ligne in enumerate(texte.splitlines(), start=1):
        if not accumule:
            debut = numero
        accumule += ligne + "\n"
        try:
            lu = tomllib.loads(accumule)
        except tomllib.TOMLDecodeError:
            continue  # a value that goes on below
        if lu:
            yield debut, accumule
        accumule = ""


def _walk(lu: dict[str, Any], prefixe: Chemin) -> Iterator[Chemin]:
    for cle, valeur in lu.items():
        yield (*prefixe, cle)
        if isinstance(valeur, dict):
            yield from _walk(valeur, (*prefixe, cle))
