"""The Debian package of the frozen application, and a clean root where apt installed it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.integration.paquets.racine import SILENT, Racine, clean_root

RACINE = Path(__file__).parents[3]
# The Ansible role takes two minutes: it is played on what is about to be published.
collect_ignore = [] if "AMBROISE_GELE" in os.environ else ["test_ansible.py"]


@pytest.fixture(scope="session")
def paquet(executable: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("paquet")
    subprocess.run(
        [RACINE / "scripts/empaqueter", executable.parent, folder, "0.1.0"],
        env={**os.environ, "AMBROISE_COMPRESSION": "-Zgzip -z1"},
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=600,
    )
    return folder / "ambroise_0.1.0_amd64.deb"


@pytest.fixture(scope="session")
def base(paquet: Path, tmp_path_factory: pytest.TempPathFactory) -> Racine:
    """The package installed by apt, which finds what it depends on, and a user who is nobody special."""
    racine = clean_root(tmp_path_factory.mktemp("racine"))
    shutil.copy(paquet, racine.ecrits / "ambroise.deb")
    racine.check("useradd", "--create-home", "eleonore")
    racine.check("apt-get", "update", "-qq")
    racine.check("apt-get", "install", "-y", "-qq", "--no-install-recommends", "/ambroise.deb", env=SILENT)
    return racine


@pytest.fixture
def installee(base: Racine, tmp_path: Path) -> Racine:
    return base.over(tmp_path / "couche")
