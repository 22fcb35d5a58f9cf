"""A power cut at every step, and between: the former version or the new one, whole, with its data."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from installer.publication import Cles, Publication

from ambroise.installation.mises_a_jour.emplacement import Emplacement
from ambroise.persistence.keys import generate_key
from ambroise.persistence.migrate import script_directory
from tests.fakes.canal import PLATEFORME, REVISION_SUIVANTE, make_next_migrations, make_programme
from tests.integration.installation.coupures import Banc

_RACINE = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def lignes(tmp_path_factory: pytest.TempPathFactory, cles: Cles) -> list[dict[str, Any]]:
    """Everything that the cuts left, read by several tests."""
    modele = tmp_path_factory.mktemp("coupures") / "modèle à copier"
    modele.mkdir()
    cle = generate_key()
    Publication(modele / "canal", cles).release(
        make_programme(modele / "gele", "2.0.0"), PLATEFORME, "2.0.0", REVISION_SUIVANTE
    )
    Emplacement(modele / "installation").install(make_programme(modele / "ancien", "1.0.0"), (1, 0, 0))
    make_next_migrations(modele / "suivantes")
    Banc(modele, cle).fill()
    fini = subprocess.run(
        [sys.executable, "-m", "tests.integration.installation.coupures", str(modele), cle.hex(), "6"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        cwd=_RACINE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert fini.returncode == 0, fini.stderr
    return [json.loads(ligne) for ligne in fini.stdout.splitlines()]


def test_after_any_cut_and_a_restart_one_version_is_in_use_with_its_data(
    lignes: list[dict[str, Any]],
) -> None:
    tete = script_directory().get_current_head()
    etats = {"1.0.0": tete, "2.0.0": REVISION_SUIVANTE}
    cuts = [ligne for ligne in lignes if "coupe" in ligne]
    assert len(cuts) > lignes[-1]["operations"] // 6 > 5
    for etat in [*cuts, *(ligne for ligne in lignes if "coupe_reparation" in ligne)]:
        version = etat["version"]
        assert etat["revision"] == etats[version], etat
        assert etat["programme"] == f"# {version}"
        assert etat["librairie"] == f"version {version}"
        assert (etat["patients"], etat["constats"], etat["restes"]) == (1, [], []), etat


def test_the_cuts_met_both_states_and_the_way_back_is_never_taken_after_the_switch(
    lignes: list[dict[str, Any]],
) -> None:
    versions = [ligne["version"] for ligne in lignes if "coupe" in ligne]
    bascule = versions.index("2.0.0")
    assert bascule > 0
    assert set(versions[:bascule]) == {"1.0.0"}
    assert set(versions[bascule:]) == {"2.0.0"}


def test_a_repair_that_is_cut_is_done_again(lignes: list[dict[str, Any]]) -> None:
    reparations = [ligne for ligne in lignes if "coupe_reparation" in ligne]
    assert len(reparations) > lignes[-1]["operations_reparation"] // 7
    assert {ligne["version"] for ligne in reparations} == {"1.0.0"}
    assert {ligne["repare"] for ligne in reparations} <= {"avant", ""}
