"""What ships is known, named and licensed: the bill of materials, the licences, the wheels of each system."""

import json
import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from ambroise.adapters.composants import list_composants, walk_distributions
from ambroise.usecases.errors import Introuvable
from tests.integration.paquets.test_verrous import holds, read_verrou

RACINE = Path(__file__).parents[3]


@pytest.fixture
def installee() -> None:
    """The project must be installed, as continuous integration installs it, to know its own requirements."""
    try:
        version("ambroise")
    except PackageNotFoundError:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip("le projet n’est pas installé dans cet environnement")


def locked() -> dict[str, str]:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {
        canonicalize_name(r.name): next(iter(r.specifier)).version
        for r, _ in read_verrou("execution.txt")
        if holds(r, sys.platform, python)
    }


@pytest.mark.usefixtures("installee")
def test_the_components_are_those_of_the_lock_and_each_names_its_licence() -> None:
    composants = list_composants()
    assert composants[0].nom == "ambroise"
    assert {canonicalize_name(c.nom): c.version for c in composants[1:] if c.nom != "Python"} == locked()
    assert [c.nom for c in composants if not c.licence] == []
    sans_texte = [c.nom for c in composants if not "".join(c.textes).strip()]
    assert sans_texte == []


@pytest.mark.usefixtures("installee")
def test_the_bill_of_materials_is_that_of_the_lock(tmp_path: Path) -> None:
    fichier = tmp_path / "ambroise.cdx.json"
    subprocess.run([sys.executable, RACINE / "scripts/nomenclature", fichier], check=True, timeout=280)
    nomenclature = json.loads(fichier.read_text("utf-8"))
    composants = {canonicalize_name(c["name"]): c["version"] for c in nomenclature["components"]}
    assert composants == locked()
    assert nomenclature["metadata"]["component"]["name"] == "ambroise"
    assert str(RACINE) not in fichier.read_text("utf-8")
    (racine,) = (d for d in nomenclature["dependencies"] if d["ref"] == "root-component")
    assert len(racine["dependsOn"]) > 20


def test_bare_sources_say_that_their_components_are_not_known() -> None:
    with pytest.raises(Introuvable, match="application installée"):
        list_composants("ambroise-qui-n-existe-pas")


def test_what_a_component_requires_elsewhere_is_not_one_here() -> None:
    noms = {canonicalize_name(d.name) for d in walk_distributions("keyring")}
    assert "jeepney" in noms
    assert "pywin32-ctypes" not in noms


def test_every_locked_dependency_has_a_wheel_for_windows_and_for_the_macs_sold_today() -> None:
    systemes = ("win_amd64", "macosx_13_0_arm64")
    options = [mot for s in systemes for mot in ("--system", s)]
    fin = subprocess.run(
        [sys.executable, RACINE / "scripts/roues", "--json", *options],
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert fin.returncode == 0, fin.stderr[-2000:] + fin.stdout[-2000:]
    constats = json.loads(fin.stdout)
    assert {s: c["absents"] for s, c in constats.items()} == {s: [] for s in systemes}
    assert all(len(c["trouves"]) > 40 for c in constats.values())
