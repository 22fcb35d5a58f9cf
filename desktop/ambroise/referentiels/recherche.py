"""Search medicines as they are typed: words cut short, in any order, without accents, misspelt, or codes."""

import re
import sqlite3
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ambroise.domain.medicament import StatutDisponibilite
from ambroise.referentiels.index import indexed, trigrammes
from ambroise.usecases.ports_medicaments import ResumeMedicament, SorteMedicament

_COLONNES = (
    "d.sorte, d.cle, d.libelle, d.dci, d.forme, d.cle_dci, d.generique, d.commercialise, d.surveillance,"
    " d.prix, d.taux, d.boite, d.disponibilite, d.nombre"
)
_TERMES = re.compile(r"\d+v\d+|\d+|[a-z]+")
_UNITES = {"mg", "g", "ml", "ui", "microgrammes", "microg", "mcg"}
_PROPOSITIONS = 4
_SORTES = {sorte.value: sorte for sorte in SorteMedicament}
_STATUTS = {statut.value: statut for statut in StatutDisponibilite}


def search(base: sqlite3.Connection, texte: str, limite: int) -> list[ResumeMedicament]:
    """Return at most ``limite`` lines, best first; nothing for less than two characters."""
    folded = indexed(texte[:200]).strip()
    if len(folded) < 2 or limite < 1:
        return []
    if re.fullmatch(r"\d{7,14}", folded.replace(" ", "")):
        return _run(base, f'codes:"{folded.replace(" ", "")[-13:]}"', folded, limite, (), approche=False)
    if re.fullmatch(r"[a-z]\d\d[a-z]{0,2}\d{0,2}", folded):
        return _run(base, f'codes:"{folded}"*', "", limite, (folded,), approche=False)
    terms = _TERMES.findall(folded)
    if not terms:
        return []
    query = " AND ".join(_term(term, terms[i + 1 :]) for i, term in enumerate(terms))
    found = _run(base, query, terms[0], limite, tuple(terms), approche=False)
    if not found and (codes := _classes(base, terms)):
        query = "codes:(" + " OR ".join(f'"{code.lower()}"*' for code in codes) + ")"
        found = _run(base, query, "", limite, tuple(terms), approche=False)
    if found:
        return found
    mended = [_mend(base, term) for term in terms]
    if mended == [(term,) for term in terms]:
        return []
    query = " AND ".join(
        "(" + " OR ".join(_term(word, terms[i + 1 :]) for word in words) + ")"
        for i, words in enumerate(mended)
    )
    return _run(base, query, mended[0][0], limite, tuple(w[0] for w in mended), approche=True)


def resume(row: tuple[Any, ...], termes: tuple[str, ...] = (), approche: bool = False) -> ResumeMedicament:
    """Return the line of a row of ``_COLONNES``."""
    sorte, cle, libelle, dci, forme, cle_dci, generique, sold, watched, prix, taux, boite, supply, count = row
    return ResumeMedicament(
        _SORTES[sorte],
        cle,
        libelle,
        dci,
        forme,
        cle_dci,
        bool(generique),
        bool(sold),
        bool(watched),
        None if prix is None else Decimal(prix),
        taux,
        Decimal(boite) if boite else None,
        None if supply is None else _STATUTS[supply],
        count,
        termes,
        approche,
    )


def list_specialites(base: sqlite3.Connection, cle_dci: str) -> list[ResumeMedicament]:
    """Return the marketed spécialités of a common name, by name."""
    rows = base.execute(
        f"SELECT {_COLONNES} FROM document d"  # noqa: S608
        " WHERE sorte='specialite' AND commercialise AND cle_dci=? ORDER BY id",
        (cle_dci,),
    )
    return [resume(row) for row in rows]


def _run(
    base: sqlite3.Connection, query: str, debut: str, limite: int, termes: tuple[str, ...], *, approche: bool
) -> list[ResumeMedicament]:
    rows = base.execute(
        f"SELECT {_COLONNES} FROM recherche JOIN document d ON d.id=recherche.rowid"  # noqa: S608
        " WHERE recherche MATCH ?"
        " ORDER BY d.rang > 1, substr(d.norme, 1, ?) <> ? AND instr(d.norme, '+ ' || ?) = 0, d.rang,"
        " d.composants, d.id LIMIT ?",
        (query, len(debut), debut, debut, limite),
    )
    return [resume(row, termes, approche) for row in rows]


def _term(term: str, suite: list[str]) -> str:
    """Return the FTS term: a number followed by a unit is whole, anything else may be cut short."""
    if term[0].isdigit() and suite:
        return f'"{term}"'
    if term in _UNITES:
        return f'"{term}"'
    return f'"{term}"*'


def _classes(base: sqlite3.Connection, terms: list[str]) -> list[str]:
    """Return the ATC classes that have, for every term, a word of their label beginning with it."""
    if max(map(len, terms)) < 4:
        return []
    found: list[str] = []
    for code, words in _class_words(base):
        named = all(any(word.startswith(term) for word in words) for term in terms)
        if named and not any(code.startswith(kept) for kept in found):
            found.append(code)
    return found


@lru_cache(maxsize=8)
def _class_words(base: sqlite3.Connection) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the words of each ATC class, second to fourth level."""
    rows = base.execute("SELECT code, libelle FROM atc WHERE length(code) BETWEEN 3 AND 5 ORDER BY code")
    return tuple((code, tuple(_TERMES.findall(indexed(label)))) for code, label in rows)


def _mend(base: sqlite3.Connection, term: str) -> tuple[str, ...]:
    """Return the words of the dictionary nearest to a term nothing begins with, or the term itself."""
    if len(term) < 4 or term.isdigit():
        return (term,)
    known = base.execute("SELECT 1 FROM mot WHERE mot>=? AND mot<? LIMIT 1", (term, term + "~")).fetchone()
    if known:
        return (term,)
    grams = sorted(trigrammes(term))
    marks = ",".join("?" * len(grams))
    candidates = base.execute(
        f"SELECT t.mot, mot.n FROM trigramme t JOIN mot USING(mot) WHERE tri IN ({marks})"  # noqa: S608
        " GROUP BY t.mot ORDER BY count(*)*1.0/(length(t.mot)+?) DESC, t.mot LIMIT 80",
        (*grams, len(term)),
    ).fetchall()
    allowed = 1 if len(term) < 7 else 2
    scored = sorted(
        (distance, -count, word)
        for word, count in candidates
        if (distance := _distance(term, word, allowed)) <= allowed and (distance < 2 or word[0] == term[0])
    )
    return tuple(word for _, _, word in scored[:_PROPOSITIONS]) or (term,)


def _distance(a: str, b: str, limite: int) -> int:
    """Return the least edits (swap included) from a term to a word or to its beginning, capped."""
    best = limite + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, char in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (char != other))
            if i > 1 and j > 1 and char == b[j - 2] and a[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limite:
            return best
    return min(row[max(0, len(a) - limite) :])
