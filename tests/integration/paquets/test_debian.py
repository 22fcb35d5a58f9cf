"""The Debian package in a clean root: installed, run, upgraded, removed, purged; the data outlive it."""

import json
import shutil
import subprocess
import tarfile
import time
from pathlib import Path

import pytest

from tests.integration.gel import count_colours
from tests.integration.paquets.racine import SILENT, Racine

pytestmark = [pytest.mark.timeout(1200), pytest.mark.xdist_group("gel")]

PHRASE = {"AMBROISE_PASSPHRASE": "une phrase d’essai"}
SUGGESTED = ("vsmartcard-vpcd", "opensc", "dovecot-imapd", "dovecot-lmtpd")
"""What the demonstration plays with: readers and cards, a mail server."""
RUNNING = """
mv /opt/ambroise/ambroise /opt/ambroise/vrai
cp /bin/sleep /opt/ambroise/ambroise
/opt/ambroise/ambroise 600 &
apt-get install -y -qq /suivant.deb
"""
"""An upgrade while a process runs the installed program; its own file is kept to be run after."""
TABLEAU = r"nom_naissance;prenoms;date_naissance;sexe\nEXEMPLE;Zoé;12/03/1980;F\n"
PROFIL = "home/eleonore/.local/share/ambroise"


@pytest.fixture(scope="module")
def suivant(paquet: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same package under a newer number: its control alone is written again."""
    folder = tmp_path_factory.mktemp("suivant")
    control = folder / "control"
    subprocess.run(["dpkg-deb", "--control", paquet, control], check=True)
    lu = (control / "control").read_text("utf-8")
    (control / "control").write_text(lu.replace("Version: 0.1.0", "Version: 0.2.0"), "utf-8")
    with tarfile.open(folder / "control.tar.gz", "w:gz") as archive:
        archive.add(control, ".")
    nouveau = Path(shutil.copy(paquet, folder / "ambroise_0.2.0_amd64.deb"))
    subprocess.run(["ar", "rS", nouveau, "control.tar.gz"], cwd=folder, check=True, capture_output=True)
    return nouveau


def make_profile(racine: Racine) -> None:
    """Have the installed application make an encrypted profile with one invented patient."""
    racine.check("sh", "-c", f"printf '{TABLEAU}' > patients.csv", user="eleonore")
    racine.check("ambroise", "patients", "import", "patients.csv", user="eleonore", env=PHRASE)
    assert read_patients(racine) == ["EXEMPLE"]


def read_patients(racine: Racine) -> list[str]:
    """Read the profile again with the installed application."""
    said = racine.check("ambroise", "patients", "search", "exemple", "--json", user="eleonore", env=PHRASE)
    return [p["nom_naissance"] for p in json.loads(said)["patients"]]


def test_a_user_finds_the_program_its_menu_entry_and_its_icon(installee: Racine) -> None:
    installed = installee.check("dpkg-query", "--listfiles", "ambroise").splitlines()
    assert "/usr/share/applications/fr.ambroise.Ambroise.desktop" in installed
    assert "/usr/share/icons/hicolor/48x48/apps/ambroise.png" in installed
    assert "/usr/share/mime/packages/ambroise.xml" in installed
    assert all(f.startswith(("/opt", "/usr", "/.")) for f in installed)
    said = installee.check("ambroise", "licences", "PySide6_Essentials", user="eleonore")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in said


def test_the_diagnosis_of_a_bare_seat_names_what_lacks(installee: Racine) -> None:
    fin = installee.run("ambroise", "doctor", "--json", user="eleonore", env=PHRASE)
    assert fin.returncode in (0, 1), fin.stderr
    controles = {c["nom"] for c in json.loads(fin.stdout)["controles"]}
    assert {"disque", "base"} <= controles


def test_the_installed_package_does_the_main_job(installee: Racine) -> None:
    installee.check("apt-get", "install", "-y", "-qq", "--no-install-recommends", *SUGGESTED, env=SILENT)
    said = installee.check("ambroise", "demo", "--headless", "--json", env={"QT_QPA_PLATFORM": "offscreen"})
    assert [etape["ok"] for etape in json.loads(said)["etapes"]] == [True] * 9


def test_its_window_opens_for_an_ordinary_user(installee: Racine, ecran: tuple[str, Path]) -> None:
    display, picture = ecran
    program = installee.start(
        "ambroise", user="eleonore", env={**PHRASE, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    )
    try:
        end = time.monotonic() + 300
        while count_colours(picture) < 200:
            assert program.poll() is None, program.stderr and program.stderr.read()[-2000:]
            assert time.monotonic() < end, "aucune fenêtre"
            time.sleep(0.5)
    finally:
        program.kill()
        program.communicate()


def test_an_upgrade_keeps_the_profile_and_can_be_undone(installee: Racine, suivant: Path) -> None:
    make_profile(installee)
    shutil.copy(suivant, installee.ecrits / "suivant.deb")
    installee.check("apt-get", "install", "-y", "-qq", "/suivant.deb", env=SILENT)
    assert installee.check("dpkg-query", "-W", "-f", "${Version}", "ambroise") == "0.2.0"
    assert read_patients(installee) == ["EXEMPLE"]
    installee.check("apt-get", "install", "-y", "-qq", "--allow-downgrades", "/ambroise.deb", env=SILENT)
    assert installee.check("dpkg-query", "-W", "-f", "${Version}", "ambroise") == "0.1.0"
    assert read_patients(installee) == ["EXEMPLE"]


def test_an_upgrade_under_a_running_program_changes_nothing(installee: Racine, suivant: Path) -> None:
    shutil.copy(suivant, installee.ecrits / "suivant.deb")
    fin = installee.run("sh", "-c", RUNNING, env=SILENT)
    assert fin.returncode != 0
    assert "fermez-le" in fin.stdout + fin.stderr
    assert installee.check("dpkg-query", "-W", "-f", "${Version} ${Status}", "ambroise").startswith("0.1.0 ")
    assert "Python" in installee.check("/opt/ambroise/vrai", "licences", user="eleonore")


def test_removal_leaves_the_patients_and_purging_too_unless_told(installee: Racine) -> None:
    make_profile(installee)
    before = (installee.ecrits / PROFIL / "base.sqlite").read_bytes()
    installee.check("apt-get", "remove", "-y", "-qq", "ambroise", env=SILENT)
    assert installee.run("test", "-e", "/opt/ambroise").returncode == 1
    assert installee.run("test", "-e", "/usr/bin/ambroise").returncode == 1
    installee.check("dpkg", "--purge", "ambroise", env=SILENT)
    assert (installee.ecrits / PROFIL / "base.sqlite").read_bytes() == before


def test_a_purge_told_to_erase_leaves_no_file_of_patients(installee: Racine) -> None:
    make_profile(installee)
    installee.check(
        "sh", "-c", "echo ambroise ambroise/effacer-dossiers boolean true | debconf-set-selections"
    )
    installee.check("apt-get", "purge", "-y", "-qq", "ambroise", env=SILENT)
    assert installee.run("test", "-e", f"/{PROFIL}").returncode == 1
    assert installee.run("test", "-d", "/home/eleonore").returncode == 0
