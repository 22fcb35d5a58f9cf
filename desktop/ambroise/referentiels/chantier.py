"""The base under construction: its sources, what is written in it, and the import report of each file."""

import csv
import hashlib
import io
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ambroise.referentiels import bdpm
from ambroise.referentiels.bdpm import Row
from ambroise.referentiels.lecture import Fichier, FichierInvalide, find_fichier, read_bytes

_T = TypeVar("_T")


@dataclass
class Chantier:
    """What is known while building: the sources, the base, and the report of each file."""

    dossier: Path
    base: sqlite3.Connection
    editions: dict[str, str]
    avant: dict[str, int]

    def note(self, nom: str, lignes: int, defauts: Counter[str]) -> None:
        """Write the report of a file."""
        chemin = find_fichier(self.dossier, nom)
        assert chemin is not None
        kept = {name: n for name, n in sorted(defauts.items()) if n}
        self.base.execute(
            "INSERT INTO source VALUES(?,?,?,?,?)",
            (nom, self.editions.get(nom), lignes, empreinte(chemin), json.dumps(kept)),
        )

    def insert(self, table: str, rows: Iterable[Row]) -> None:
        """Write rows in a table."""
        rows = list(rows)
        if rows:
            marks = ",".join("?" * len(rows[0]))
            self.base.executemany(f"INSERT INTO {table} VALUES({marks})", rows)

    def add_defauts(self, nom: str, defauts: Counter[str]) -> None:
        """Add to the report of a file what its rows showed once beside the others."""
        (known,) = self.base.execute("SELECT defauts FROM source WHERE nom=?", (nom,)).fetchone()
        whole = Counter(json.loads(known)) + defauts
        self.base.execute(
            "UPDATE source SET defauts=? WHERE nom=?", (json.dumps(dict(sorted(whole.items()))), nom)
        )


def read_table(work: Chantier, nom: str, read: Callable[[Fichier], _T]) -> _T:
    """Return what ``read`` makes of a BDPM file, its report written. Raises FichierInvalide."""
    chemin = find_fichier(work.dossier, nom)
    if chemin is None:
        raise FichierInvalide(nom, "fichier absent")
    fichier = bdpm.read(nom, chemin)
    bdpm.check_volume(nom, len(fichier.lignes), work.avant.get(nom))
    rows = read(fichier)
    work.note(nom, len(fichier.lignes), fichier.defauts)
    return rows


def read_csv(work: Chantier, nom: str, colonnes: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the rows of a comma-separated file with a header; an absent file has none."""
    chemin = find_fichier(work.dossier, nom)
    if chemin is None:
        return []
    try:
        texte = read_bytes(chemin).decode("utf-8")
        rows = list(csv.DictReader(io.StringIO(texte), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise FichierInvalide(nom, "illisible") from error
    if not rows or any(column not in rows[0] for column in colonnes):
        raise FichierInvalide(nom, "les colonnes ne sont pas celles attendues")
    work.note(nom, len(rows), Counter())
    return rows


def empreinte(chemin: Path) -> str:
    """Return the hash of a file."""
    return hashlib.sha256(chemin.read_bytes()).hexdigest()
