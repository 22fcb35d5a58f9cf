"""The value sets of the CI-SIS: tables of files, dated, replaceable without a new release (EX_GEN-1360)."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from esante.cda.models import Code
from esante.resources import resource


@dataclass(frozen=True)
class JeuValeurs:
    """One value set: its official name, its OID, the date of the table."""

    nom: str
    oid: str
    date: str
    codes: tuple[Code, ...]

    def find(self, code: str, systeme: str | None = None) -> Code | None:
        return next((c for c in self.codes if c.code == code and systeme in (None, c.systeme)), None)


@dataclass(frozen=True)
class TypeDocument:
    """What accompanies a document type: its class and, when it has one, its model and format."""

    type: Code
    classe: Code
    modele_racine: str
    modele_version: str
    format: str


@cache
def jeu_valeurs(name: str) -> JeuValeurs:
    """Read a table of ``resources/nomenclatures/cisis``, such as ``j07_type_document``."""
    lines = _lines(resource(f"nomenclatures/cisis/{name}.csv"))
    nom, oid, date = lines[0].removeprefix("# ").rsplit(" ", 2)
    rows = csv.DictReader(lines[1:])
    return JeuValeurs(nom, oid, date, tuple(Code(r["code"], r["libelle"], r["systeme"]) for r in rows))


@cache
def types_document() -> dict[str, TypeDocument]:
    """Return the document types of city medicine, by code."""
    found = {}
    types, classes = jeu_valeurs("j07_type_document"), jeu_valeurs("j06_classe")
    for row in csv.DictReader(_lines(resource("nomenclatures/cisis/types_document.csv"))[1:]):
        code, classe = types.find(row["type"], row["systeme"]), classes.find(row["classe"])
        if code is None or classe is None:
            raise LookupError(f"types_document.csv\u00a0: {row['type']} hors des jeux de valeurs")
        found[code.code] = TypeDocument(
            code, classe, row["modele_racine"], row["modele_version"], row["format"]
        )
    return found


@cache
def formats() -> dict[str, Code]:
    """Return the format codes by code; those of unstructured bodies also by media type."""
    found = {}
    for row in csv.DictReader(_lines(resource("nomenclatures/cisis/formats.csv"))[1:]):
        code = Code(row["code"], row["libelle"], row["systeme"])
        found[code.code] = code
        if row["media"]:
            found[row["media"]] = code
    return found


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()
