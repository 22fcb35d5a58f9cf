"""The Ansible role, played by Debian's own Ansible in a clean root: it installs, then finds nothing to do."""

import re
import shutil
from pathlib import Path

import pytest

from tests.integration.paquets.racine import SILENT, Racine

CONFORME = ("install", "--from", "/etc/ambroise/practice.toml", "--check")
LOCAL = "-e ansible_connection=local -e ansible_python_interpreter=/usr/bin/python3"

pytestmark = [pytest.mark.timeout(1200), pytest.mark.xdist_group("gel")]

ROLES = Path(__file__).parents[3] / "installer/ansible/roles"
COMPTES = ("accueil", "dr.libre")
PLAYBOOK = """\
- hosts: postes
  become: true
  roles:
    - role: ambroise
      ambroise_paquet: files/ambroise_0.1.0_amd64.deb
      ambroise_fichier_de_poste: files/practice.toml
      ambroise_utilisateurs: [accueil, dr.libre]
      ambroise_lecteurs_a_distance: true
"""
FICHIER = 'version = 1\n[poste]\nnom = "Accueil"\nprofession = "medecin"\n[interface]\ntheme = "sombre"\n'


@pytest.fixture
def poste(base: Racine, paquet: Path, tmp_path: Path) -> Racine:
    """A root that has never seen Ambroise, with two accounts and the folder of the play."""
    racine = base.over(tmp_path / "couche")
    racine.check("apt-get", "purge", "-y", "-qq", "ambroise", env=SILENT)
    outils = ("ansible-core", "python3-apt", "sudo")
    racine.check("apt-get", "install", "-y", "-qq", "--no-install-recommends", *outils, env=SILENT)
    for compte in COMPTES:
        racine.check("useradd", "--create-home", compte)
    jeu = racine.ecrits / "jeu"
    shutil.copytree(ROLES, jeu / "roles")
    (jeu / "files").mkdir()
    shutil.copy(paquet, jeu / "files")
    (jeu / "files/practice.toml").write_text(FICHIER, "utf-8")
    (jeu / "postes.yml").write_text(PLAYBOOK, "utf-8")
    return racine


def play(racine: Racine, *options: str) -> int:
    """Play the role, which must succeed, and return how many tasks changed something."""
    said = racine.check(
        "sh", "-c", f"cd /jeu && ansible-playbook -i postes, {LOCAL} {' '.join(options)} postes.yml"
    )
    (recap,) = re.findall(r"^postes\s+:.*changed=(\d+)", said, re.MULTILINE)
    return int(recap)


def test_the_role_sets_a_seat_up_and_a_second_time_changes_nothing(poste: Racine) -> None:
    assert play(poste, "--check") == 1  # the package that it would bring
    assert poste.run("test", "-e", "/opt/ambroise").returncode == 1
    assert play(poste) > 4
    assert poste.check("dpkg-query", "-W", "-f", "${Version}", "ambroise") == "0.1.0"
    for compte in COMPTES:
        said = poste.check(
            "ambroise", "install", "--from", "/etc/ambroise/practice.toml", "--check", user=compte
        )
        assert "déjà comme le fichier le demande" in said
        assert "lecteurs-sante" in poste.check("id", "--name", "--groups", compte)
    assert play(poste) == 0
    assert play(poste, "--check") == 0
    fichier = poste.ecrits / "jeu/files/practice.toml"
    fichier.write_text(FICHIER.replace("sombre", "clair"), "utf-8")
    assert play(poste, "--check") == 1
    assert play(poste) == 2  # the file, then what it says, for the accounts that differ
