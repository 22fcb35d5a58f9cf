"""The script that reads the thesaurus keeps its columns, its classes and its levels apart."""

import csv
import gzip
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[3]
DEUX = " " * 54
TEXTE = f"""
          THESAURUS
ALPHA
 Voir aussi : bêtas

+ BÊTAS
                  Risque inventé de la ligne une,                     CI - ASDEC
                  et de la ligne deux.                                Contre-indication :
{DEUX}                - à forte dose
                                                                        7

{DEUX}                Association déconseillée :
{DEUX}                - sinon
BÊTAS
 Un paragraphe qui explique (avec des mots) la classe.

 (alpha, gamma (sel de), delta-
 epsilon)

+ ALPHA
                  Risque inventé de la ligne une,                     CI - ASDEC
                  et de la ligne deux.                                Contre-indication :
+ AUTRES BÊTAS
                  Addition.                                           A prendre en compte
"""
LIENS = """bdpm_substance_code,bdpm_name,thesaurus_substance,method
1,ALPHA,alpha,exact
2,CHLORHYDRATE D'ALPHA,,
3,GAMMA (SEL DE),,
4,PARTI,disparu,exact
5,ALPHA MONOHYDRATÉ,,
"""


@pytest.fixture
def lus(tmp_path: Path) -> Path:
    """Return the folder that the script wrote."""
    (tmp_path / "avant").mkdir()
    (tmp_path / "apres").mkdir()
    (tmp_path / "t.txt").write_text(TEXTE, encoding="utf-8")
    avant = {"ansm_thesaurus_classes.json": '{"classes": []}', "bdpm_substance_ansm.csv": LIENS}
    for nom, contenu in avant.items():
        (tmp_path / "avant" / f"{nom}.gz").write_bytes(gzip.compress(contenu.encode()))
    fini = subprocess.run(
        [sys.executable, str(RACINE / "scripts/thesaurus"), "t.txt", "2023-09", "avant", "apres"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert fini.returncode == 0, fini.stderr
    return tmp_path / "apres"


def read(dossier: Path, nom: str) -> str:
    return gzip.decompress((dossier / f"{nom}.gz").read_bytes()).decode()


def test_a_pair_has_its_two_columns_across_a_page(lus: Path) -> None:
    contenu = json.loads(read(lus, "ansm_thesaurus_paires.json"))
    premiere, *autres = contenu["pairs"]
    assert (premiere["a"], premiere["b"], premiere["levels"]) == ("ALPHA", "BÊTAS", ["CI", "AD"])
    assert premiere["mechanism"] == "Risque inventé de la ligne une, et de la ligne deux."
    assert premiere["advice"] == ("Contre-indication : - à forte dose Association déconseillée : - sinon")
    assert [(p["b"], p["levels"]) for p in autres] == [("ALPHA", ["CI", "AD"]), ("AUTRES BÊTAS", ["APC"])]
    assert contenu["edition"] == "2023-09"


def test_members_of_a_class_are_its_last_brackets_not_its_words(lus: Path) -> None:
    (classe,) = json.loads(read(lus, "ansm_thesaurus_classes.json"))["classes"]
    assert classe == {"name": "BÊTAS", "members": ["alpha", "gamma (sel de)", "delta-epsilon"]}
    substances = json.loads(read(lus, "ansm_thesaurus_substances.json"))["substances"]
    assert {s["substance"] for s in substances} == {"alpha", "gamma (sel de)", "delta-epsilon"}


def test_links_are_kept_completed_and_dropped(lus: Path) -> None:
    lignes = csv.DictReader(io.StringIO(read(lus, "bdpm_substance_ansm.csv")))
    assert [(x["bdpm_name"], x["thesaurus_substance"]) for x in lignes] == [
        ("ALPHA", "alpha"),
        ("CHLORHYDRATE D'ALPHA", "alpha"),
        ("GAMMA (SEL DE)", "gamma (sel de)"),
        ("PARTI", ""),
        ("ALPHA MONOHYDRATÉ", "alpha"),
    ]
