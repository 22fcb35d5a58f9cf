"""The whole main job, as a newcomer runs it, and what it must not leave behind."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from esante.sandbox.autorite import Autorite

pytestmark = pytest.mark.timeout(900)  # a dozen programs start: a busy machine takes its time
RACINE = Path(__file__).parents[2]


def run_demo(sortie: Path, *options: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "ambroise", "demo", "--headless", "--json", "--out", str(sortie), *options],
        capture_output=True,
        text=True,
        timeout=800,
        check=False,
        env={
            **os.environ,
            "PYTHONPATH": f"{RACINE / 'desktop'}{os.pathsep}{RACINE / 'integrations'}",
            "QT_QPA_PLATFORM": "offscreen",
            **environ,
        },
    )


@pytest.fixture(scope="module")
def jouee(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path, str]:
    """The result, the folder of the documents, and everything people were told."""
    sortie = tmp_path_factory.mktemp("demo") / "resultat"
    fin = run_demo(sortie)
    assert fin.returncode == 0, fin.stderr[-3000:] + fin.stdout[-500:]
    return json.loads(fin.stdout), sortie, fin.stderr


def test_every_step_is_verified_behind_the_real_daemon(
    jouee: tuple[dict[str, Any], Path, str],
) -> None:
    resultat, _, _ = jouee
    assert resultat["ok"] is True
    assert [e["numero"] for e in resultat["etapes"]] == list(range(1, 10))
    assert all(e["ok"] and e["preuve"] for e in resultat["etapes"])
    assert "pcscd" in resultat["etapes"][0]["nom"]


def test_the_documents_and_the_screens_are_left_in_the_folder(
    jouee: tuple[dict[str, Any], Path, str],
) -> None:
    resultat, sortie, _ = jouee
    fichiers = resultat["fichiers"]
    for nom in ("ordonnance_pdf", "cda", "xdm"):
        assert Path(fichiers[nom]).stat().st_size > 1000
    assert len(fichiers["messages"]) == 2
    assert len(fichiers["captures"]) >= 7
    assert json.loads((sortie / "demo.json").read_text(encoding="utf-8"))["ok"] is True


def test_nothing_people_are_told_holds_a_secret(jouee: tuple[dict[str, Any], Path, str]) -> None:
    _, _, dit = jouee
    assert "Bearer" not in dit
    assert "1234" not in dit


def test_without_a_daemon_the_same_cards_answer_in_the_process(tmp_path: Path) -> None:
    fin = run_demo(tmp_path / "resultat", "--sans-captures", AMBROISE_LECTEURS_INTERNES="1")
    assert fin.returncode == 0, fin.stderr[-3000:]
    resultat = json.loads(fin.stdout)
    assert "lecteur interne" in resultat["etapes"][0]["nom"]


def test_services_that_do_not_answer_fail_the_command(tmp_path: Path) -> None:
    mort = tmp_path / "pret.json"
    services = dict.fromkeys(("insi", "dmp", "psc_relais", "ordonnance_numerique"), "https://localhost:9")
    autorite = Autorite(tmp_path / "autorite")
    mort.write_text(
        json.dumps(
            {
                "services": services,
                "autorite": str(autorite.ca_file),
                "revocations": str(autorite.crl_file),
                "controle": "http://127.0.0.1:9/controle",
            }
        )
    )
    fin = run_demo(
        tmp_path / "resultat",
        "--sans-captures",
        AMBROISE_BAC_A_SABLE=str(mort),
        AMBROISE_LECTEURS_INTERNES="1",
    )
    assert fin.returncode == 1
    resultat = json.loads(fin.stdout)
    assert resultat["ok"] is False
    assert "ne répond pas" in resultat["etapes"][-1]["preuve"]
