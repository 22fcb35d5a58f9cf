"""The frozen application: built from its spec, then run where neither Python nor the checkout helps it."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from installer.publication import Publication, make_keys

from ambroise.bootstrap.installation import platform_name
from tests.integration.gel import count_colours

pytestmark = pytest.mark.xdist_group("gel")

_COULEURS = 200
"""Fewer colours than this on a screen: nothing is drawn on it yet."""


@pytest.fixture
def environnement(tmp_path: Path) -> dict[str, str]:
    """Only what any session has: no interpreter, no path to the sources."""
    folder = tmp_path / "poste d’Éléonore"
    folder.mkdir()
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"}


@pytest.mark.timeout(900)
def test_the_frozen_application_does_the_main_job(executable: Path, environnement: dict[str, str]) -> None:
    played = subprocess.run(
        [executable, "demo", "--headless", "--json"],
        env={**environnement, "QT_QPA_PLATFORM": "offscreen"},
        cwd=environnement["HOME"],
        capture_output=True,
        timeout=400,
    )
    assert played.returncode == 0, played.stderr.decode()[-2000:]
    assert [etape["ok"] for etape in json.loads(played.stdout)["etapes"]] == [True] * 9


@pytest.mark.timeout(900)
def test_the_frozen_window_opens(
    executable: Path, environnement: dict[str, str], ecran: tuple[str, Path]
) -> None:
    display, picture = ecran
    program = subprocess.Popen(
        [executable, "demo"],
        env={**environnement, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"},
        cwd=environnement["HOME"],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        end = time.monotonic() + 300
        while count_colours(picture) < _COULEURS:
            assert program.poll() is None, "le programme s’est arrêté"
            assert time.monotonic() < end, "aucune fenêtre"
            time.sleep(0.5)
    finally:
        program.send_signal(signal.SIGTERM)
        try:
            program.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)


@pytest.mark.timeout(900)
def test_the_frozen_application_installs_and_updates_itself(
    executable: Path, environnement: dict[str, str]
) -> None:
    poste = Path(environnement["HOME"])
    publication = Publication(poste / "canal", make_keys(poste / "cles"))
    publication.release(executable.parent, platform_name(), "2.0.0", "essai")
    (poste / "practice.toml").write_text(
        "version = 1\n[mises_a_jour]\nsource = 'canal'\nracine = 'canal/metadata/1.root.json'\n"
    )
    secrets = {
        "AMBROISE_PASSPHRASE": "phrase",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }

    def run(programme: Path, *arguments: str) -> dict[str, object]:
        commande = [programme, *arguments, "--profile", poste / "profil", "--json"]
        fini = subprocess.run(commande, env={**environnement, **secrets}, cwd=poste, capture_output=True)
        assert fini.returncode == 0, fini.stdout.decode() + fini.stderr.decode()[-2000:]
        answer: dict[str, object] = json.loads(fini.stdout)
        return answer

    run(executable, "install", "program", "programme", "--as", "1.0.0")
    installe = poste / "programme" / "ambroise"
    run(installe, "install", "--from", "practice.toml")
    assert run(installe, "update", "apply")["apres"] == "2.0.0"
    assert (poste / "programme" / "courant").read_text() == "2.0.0"


@pytest.mark.timeout(900)
def test_the_frozen_application_compares_the_files_in_a_process_of_its_own(
    executable: Path, environnement: dict[str, str]
) -> None:
    poste = Path(environnement["HOME"])
    (poste / "patients.csv").write_text(
        "nom_naissance;prenoms_naissance;sexe;date_naissance\n"
        "ADRUN;ZOE;F;31/12/1975\nADRAIN;ZOE;F;31/12/1975\nCORSE;ANTHONY;M;02/03/1980\n",
        encoding="utf-8",
    )
    secrets = {"AMBROISE_PASSPHRASE": "phrase", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}

    def run(*arguments: str) -> dict[str, list[dict[str, object]]]:
        commande = [executable, *arguments, "--profile", poste / "profil", "--json"]
        fini = subprocess.run(commande, env={**environnement, **secrets}, cwd=poste, capture_output=True)
        assert fini.returncode in (0, 1), fini.stdout.decode() + fini.stderr.decode()[-2000:]
        answer: dict[str, list[dict[str, object]]] = json.loads(fini.stdout)
        return answer

    assert run("patients", "import", "patients.csv")["crees"] == 3
    (paire,) = run("patients", "duplicates")["paires"]
    assert paire["raisons"]
