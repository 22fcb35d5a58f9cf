"""The wheel: complete without the checkout, and the same bytes whenever and wherever it is built."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.fakes.patience import PROGRAMME_S

RACINE = Path(__file__).parents[2]


def build(destination: Path, sources: Path = RACINE) -> Path:
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "-q",
            "--no-deps",
            "--no-build-isolation",
            "-w",
            str(destination),
            str(sources),
        ],
        check=True,
        capture_output=True,
        timeout=PROGRAMME_S,
    )
    (roue,) = destination.glob("ambroise-*.whl")
    return roue


@pytest.fixture(scope="module")
def roue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("roue"))


def test_the_wheel_runs_with_its_resources_and_nothing_of_the_checkout(roue: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(roue) as archive:
        archive.extractall(tmp_path / "site")
    fin = subprocess.run(
        [
            sys.executable,
            "-m",
            "ambroise",
            "--profile",
            str(tmp_path / "profil"),
            "--json",
            "medicaments",
            "search",
            "doliprane 1000",
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site"), "AMBROISE_PASSPHRASE": "essai"},
        capture_output=True,
        text=True,
        timeout=PROGRAMME_S,
        check=False,
    )
    assert fin.returncode == 0, fin.stderr
    assert json.loads(fin.stdout)["medicaments"]


def test_the_wheel_holds_both_packages_their_types_and_the_licence(roue: Path) -> None:
    with zipfile.ZipFile(roue) as archive:
        noms = set(archive.namelist())
    assert {"ambroise/py.typed", "esante/py.typed"} <= noms
    assert any(n.endswith("licenses/LICENSE") for n in noms)
    assert any(n.startswith("ambroise/_resources/medicaments/") for n in noms)
    assert any(n.startswith("ambroise/persistence/migrations/versions/") for n in noms)
    assert not any(n.startswith("tests/") for n in noms)


def test_two_builds_give_the_same_bytes(roue: Path, tmp_path: Path) -> None:
    """The second from a copy elsewhere, whose files all have another date and other rights."""
    copie = tmp_path / "autre endroit"
    for nom in ("desktop", "integrations", "resources"):
        shutil.copytree(
            RACINE / nom,
            copie / nom,
            copy_function=shutil.copyfile,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    for nom in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copyfile(RACINE / nom, copie / nom)
    for fichier in copie.rglob("*"):
        os.utime(fichier, (1_000_000_000, 1_000_000_000))
    autre = build(tmp_path / "roue", copie)
    assert hashlib.sha256(autre.read_bytes()).digest() == hashlib.sha256(roue.read_bytes()).digest()
