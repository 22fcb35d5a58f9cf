"""What the architecture and the glossary name exists under that name."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[3]
SOURCES = (RACINE / "desktop", RACINE / "integrations")


@cache
def named_in_code() -> set[str]:
    """Return every name that the sources define or use, and their modules."""
    noms: set[str] = set()
    for fichier in (f for source in SOURCES for f in source.rglob("*.py")):
        noms |= {fichier.stem, fichier.parent.name}
        for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))):
            match noeud:
                case ast.ClassDef(name=nom) | ast.FunctionDef(name=nom) | ast.arg(arg=nom):
                    noms.add(nom)
                case ast.Name(id=nom) | ast.Attribute(attr=nom):
                    noms.add(nom)
                case ast.keyword(arg=str(nom)):
                    noms.add(nom)
    return noms


@pytest.mark.parametrize("document", ["ARCHITECTURE.md", "docs/glossaire.md"])
def test_each_name_of_the_document_is_in_the_code(document: str) -> None:
    texte = (RACINE / document).read_text(encoding="utf-8")
    cites = {mot for bloc in re.findall(r"`([^`\n]+)`", texte) for mot in re.split(r"[^\w]+", bloc)}
    noms = {mot for mot in cites if re.search(r"_|[a-z][A-Z]|^[A-Z][a-z]", mot)}
    assert len(noms) > 5
    assert sorted(noms - named_in_code()) == []


def test_each_folder_of_the_tree_is_in_the_architecture() -> None:
    texte = (RACINE / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for paquet in (RACINE / "desktop/ambroise", RACINE / "integrations/esante", RACINE / "tests"):
        dossiers = {d.name for d in paquet.iterdir() if d.is_dir() and not d.name.startswith(("_", "."))}
        assert sorted(d for d in dossiers if not re.search(rf"\b{d}\b", texte)) == [], paquet.name
