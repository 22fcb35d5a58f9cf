"""``ambroise support`` and the grown doctor: patient data, PIN, tokens and keys planted, none found."""

import base64
import json
import zipfile
from pathlib import Path

import pytest

from ambroise.bootstrap.assistance import reduce_line
from tests.integration.installation.conftest import Terminal

SECRETS = (
    "NESSI",
    "Ruth",
    "277076322082910",
    "14/07/1977",
    "1977-07-14",
    "4821",
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJydXRoIn0.c2lnbmF0dXJl",
    "ruth.nessi@patient.mssante.fr",
    "12 rue des Lilas",
    "0612345678",
    "TousPourUn",
)


CREUX = " : "
JOUR = "2026-11-22 10:00:00,000"


def everywhere(valeur: str) -> list[str]:
    """The same secret, plain, in base64 and in hexadecimal, with and without padding."""
    octets = valeur.encode()
    b64 = base64.b64encode(octets).decode()
    return [valeur, valeur.lower(), valeur.upper(), b64, b64.rstrip("="), octets.hex()]


def plant(profil: Path) -> None:
    """Put the secrets in every place a bundle could read."""
    (profil / "journaux").mkdir(parents=True)
    lignes = []
    for secret in SECRETS:
        for forme in everywhere(secret):
            lignes += [
                f"{JOUR} WARNING ambroise.bootstrap.socle sauvegarde à la fermeture{CREUX}{forme}",
                f"{JOUR} ERROR ambroise.inconnu {forme}",
                f"{JOUR} ERROR urllib3 GET /{forme}",
                f"{JOUR} INFO {forme} {forme}",
                f"{JOUR} ERROR ambroise.persistence.database {forme} copie {forme}",
                "Traceback (most recent call last):",
                f'  File "/home/{forme}/x.py", line 3, in {forme}',
                f"ValueError: {forme}",
                forme,
            ]
    (profil / "journaux" / "ambroise.log").write_text("\n".join(lignes), encoding="utf-8")
    (profil / "journaux" / "ambroise.log.1").write_text("\n".join(lignes), encoding="utf-8")
    (profil / "config.toml").write_text(
        'poste = "Ruth NESSI"\nboite_mssante = "ruth.nessi@patient.mssante.fr"\nechelle = 150\n'
        'lecteurs = "Ruth 4821"\nsituation = "277076322082910"\n'
        '[structures.277076322082910]\nnom = "NESSI"\nadresse = "12 rue des Lilas"\n'
        'telephone = "0612345678"\n'
        '[boites."ruth.nessi@patient.mssante.fr"]\ntype = "PER"\n',
        encoding="utf-8",
    )


def test_nothing_of_what_was_planted_is_in_the_bundle(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profil = tmp_path / "Ruth NESSI" / "profil"
    plant(profil)
    monkeypatch.setenv("AMBROISE_PASSPHRASE", "TousPourUn")
    assert terminal("generate", "--patients", 5, "--years", 1, profil="Ruth NESSI/profil")[0] == 0
    code, bilan = terminal("support", tmp_path / "aide.zip", profil="Ruth NESSI/profil")
    assert (code, bilan["ok"]) == (0, True)
    with zipfile.ZipFile(tmp_path / "aide.zip") as zip_:
        contenu = {nom: zip_.read(nom).decode() for nom in zip_.namelist()}
    assert set(contenu) == set(bilan["contenu"])
    tout = "\n".join(contenu.values())
    for secret in SECRETS:
        for forme in everywhere(secret):
            assert forme not in tout, forme
    assert (tmp_path / "aide.zip").stat().st_mode & 0o077 == 0
    patients = terminal("patients", "search", "a", "--limit", 99, profil="Ruth NESSI/profil")[1]["patients"]
    for patient in patients:
        assert patient["nom_naissance"] not in tout
    assert json.loads(contenu["reglages.json"])["echelle"] == 150
    assert json.loads(contenu["reglages.json"])["poste"] == "renseigné"
    assert "proxy" in contenu["diagnostic.txt"]


def test_what_helps_stays_in_the_log_of_the_bundle() -> None:
    debut = "2026-11-22 10:00:00,123"
    assert (
        reduce_line(f"{debut} WARNING ambroise.bootstrap.socle sauvegarde à la fermeture\u00a0: NESSI")
        == "2026-11-22 10:00:00 WARNING ambroise.bootstrap.socle sauvegarde à la fermeture\u00a0: […]"
    )
    ecoute = f"{debut} WARNING ambroise.persistence.postgresql écoute des autres postes interrompue\u00a0: "
    assert reduce_line(f"{ecoute}OperationalError").endswith("interrompue\u00a0: OperationalError")
    assert reduce_line(f"{debut} INFO ambroise.bootstrap.socle NESSI Ruth").endswith("socle […]")
    assert reduce_line("ValueError: NESSI") == ""


def test_the_lines_that_this_program_writes_are_those_the_bundle_reads(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal("patients", "search", "a")
    journal = tmp_path / "profil" / "journaux" / "ambroise.log"
    for ligne in journal.read_text("utf-8").splitlines():
        assert reduce_line(ligne)


def test_the_doctor_compares_with_the_profile_file_and_names_each_host_and_port(
    terminal: Terminal, tmp_path: Path
) -> None:
    fichier = tmp_path / "practice.toml"
    fichier.write_text("version = 1\n[poste]\nnom = 'Accueil'\n[cartes]\nlecteurs = ['Lecteur absent']\n")
    reponse = terminal("doctor", "--from", fichier)[1]
    controles = {c["nom"]: c for c in reponse["controles"]}
    assert controles["fichier de poste"]["etat"] == "alerte"
    assert "lecteurs" in controles["fichier de poste"]["constat"]
    assert reponse["reseau"] == []
    assert terminal("install", "--from", fichier)[0] == 0
    controles = {c["nom"]: c for c in terminal("doctor", "--from", fichier)[1]["controles"]}
    assert controles["fichier de poste"]["etat"] == "ok"
    assert "Lecteur absent" in controles["lecteurs attendus"]["constat"]
    assert {"mises à jour", "proxy", "disque", "base", "sauvegarde", "trousseau"} <= set(controles)
    fichier.write_text("version = 1\n[poste]\ncouleur = 1\n")
    controles = {c["nom"]: c for c in terminal("doctor", "--from", fichier)[1]["controles"]}
    assert "ligne 3" in controles["fichier de poste"]["constat"]
