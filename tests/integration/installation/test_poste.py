"""``ambroise install --from``: applied once, a second time nothing, and ``--check`` never writes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from installer.publication import Cles, Publication

from ambroise.persistence.profile import default_profile_path
from ambroise.settings import load_reglages
from tests.fakes.certificats import make_authority, make_certificate
from tests.integration.installation.conftest import Terminal

SIMPLE = """\
version = 1
[poste]
nom = "Accueil"
environnement = "qualification"
[interface]
echelle = 150
"""


def write(tmp_path: Path, texte: str) -> Path:
    fichier = tmp_path / "practice.toml"
    fichier.write_text(texte, encoding="utf-8")
    return fichier


def snapshot(dossier: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(f.relative_to(dossier)): (f.read_bytes(), f.stat().st_mtime_ns)
        for f in dossier.rglob("*")
        if f.is_file()
    }


def test_check_lists_what_differs_and_writes_nothing(terminal: Terminal, tmp_path: Path) -> None:
    fichier = write(tmp_path, SIMPLE)
    avant = snapshot(tmp_path)
    code, bilan = terminal("install", "--from", fichier, "--check")
    assert (code, bilan["ok"], bilan["applique"]) == (1, False, False)
    assert {e["cle"]: e["voulu"] for e in bilan["ecarts"]} == {
        "profil": str(tmp_path / "profil"),
        "environnement": "qualification",
        "poste": "Accueil",
        "echelle": "150",
    }
    assert snapshot(tmp_path) == avant
    assert not (tmp_path / "profil").exists()


def test_a_second_time_changes_nothing(terminal: Terminal, tmp_path: Path) -> None:
    fichier = write(tmp_path, SIMPLE)
    assert terminal("install", "--from", fichier)[0] == 0
    assert load_reglages(tmp_path / "profil" / "config.toml").poste == "Accueil"
    avant = snapshot(tmp_path / "profil")
    code, bilan = terminal("install", "--from", fichier)
    assert (code, bilan["ecarts"]) == (0, [])
    assert terminal("install", "--from", fichier, "--check")[0] == 0
    assert snapshot(tmp_path / "profil") == avant


def test_what_the_file_does_not_name_is_left_as_the_user_set_it(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "profil").mkdir()
    config = tmp_path / "profil" / "config.toml"
    config.write_text('theme = "sombre"\nechelle = 200\n')
    code, bilan = terminal("install", "--from", write(tmp_path, SIMPLE))
    assert code == 0
    assert {"cle": "echelle", "actuel": "200", "voulu": "150"} in bilan["ecarts"]
    assert load_reglages(config).theme.value == "sombre"


def test_a_folder_with_spaces_and_accents_becomes_the_profile_of_the_user(
    terminal: Terminal, tmp_path: Path
) -> None:
    fichier = write(tmp_path, SIMPLE + '[sauvegarde]\ndossier = "/nulle part"\n')
    fichier.write_text(fichier.read_text("utf-8").replace("[poste]\n", '[poste]\nprofil = "cabinet d’été"\n'))
    code, bilan = terminal("install", "--from", fichier, profil=None)
    assert code == 0
    assert bilan["profil"] == str(tmp_path / "cabinet d’été")
    assert default_profile_path() == tmp_path / "cabinet d’été"
    assert "Ligne 9" in bilan["alertes"][0]
    assert terminal("install", "--from", fichier, "--check", profil=None)[0] == 0


def test_certificates_are_checked_copied_and_followed(terminal: Terminal, tmp_path: Path, cles: Cles) -> None:
    autorite = make_authority("IGC")
    autorite.write(tmp_path, "autorites")
    fin = datetime.now(UTC) + timedelta(days=30)
    make_certificate(autorite, "org", fin=fin).write(tmp_path, "org")
    Publication(tmp_path / "canal", cles).release(tmp_path / "configuration", "x", "1.0.0", "0003")
    fichier = write(
        tmp_path,
        "version = 1\n[certificats]\nautorites = 'autorites.pem'\norganisation = 'org.pem'\ncle = 'org.key'\n"
        "[mises_a_jour]\nsource = 'canal'\nracine = 'canal/metadata/1.root.json'\n",
    )
    code, bilan = terminal("install", "--from", fichier)
    assert code == 0
    assert "expire dans" in bilan["alertes"][0]
    copies = tmp_path / "profil" / "certificats"
    assert {f.name for f in copies.iterdir()} == {
        *("autorites.pem", "certificat_organisation.pem", "cle_organisation.pem", "maj_racine.json")
    }
    assert all(f.stat().st_mode & 0o077 == 0 for f in copies.iterdir())
    make_authority("Nouvelle").write(tmp_path, "autorites")
    code, bilan = terminal("install", "--from", fichier, "--check")
    assert [e["cle"] for e in bilan["ecarts"]] == ["autorites"]
    assert terminal("install", "--from", fichier)[0] == 0
    assert (copies / "autorites.pem").read_bytes() == (tmp_path / "autorites.pem").read_bytes()


def test_a_key_of_another_certificate_stops_everything_on_its_line(
    terminal: Terminal, tmp_path: Path
) -> None:
    make_certificate().write(tmp_path, "org")
    make_certificate().write(tmp_path, "autre")
    fichier = write(
        tmp_path,
        SIMPLE + "[certificats]\nautorites = 'absent.pem'\norganisation = 'org.pem'\ncle = 'autre.key'\n",
    )
    code, reponse = terminal("install", "--from", fichier)
    assert code == 6
    assert "ligne 8\u00a0: Le fichier absent.pem ne peut être lu" in reponse["erreur"]["message"]
    assert (
        "ligne 10\u00a0: La clé autre.key n’est pas celle du certificat org.pem"
        in reponse["erreur"]["message"]
    )
    assert not (tmp_path / "profil" / "config.toml").exists()


def test_a_protected_key_takes_its_phrase_from_the_environment(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_certificate().write(tmp_path, "org", phrase="secret du cabinet")
    fichier = write(tmp_path, "version = 1\n[certificats]\norganisation = 'org.pem'\ncle = 'org.key'\n")
    assert terminal("install", "--from", fichier)[0] == 6
    monkeypatch.setenv("AMBROISE_CLE_ORGANISATION", "secret du cabinet")
    assert terminal("install", "--from", fichier)[0] == 0
    assert not any(b"secret du cabinet" in contenu for contenu, _ in snapshot(tmp_path / "profil").values())


def test_a_spoilt_configuration_is_told_and_not_overwritten(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "profil").mkdir()
    (tmp_path / "profil" / "config.toml").write_text("echelle = 900")
    code, reponse = terminal("install", "--from", write(tmp_path, SIMPLE))
    assert (code, reponse["erreur"]["code"]) == (6, "configuration_illisible")
    assert "echelle" in reponse["erreur"]["message"]
    assert (tmp_path / "profil" / "config.toml").read_text() == "echelle = 900"


def test_a_profile_that_cannot_be_written_is_told(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "fichier").touch()
    code, reponse = terminal("install", "--from", write(tmp_path, SIMPLE), profil="fichier/profil")
    assert (code, reponse["erreur"]["code"]) == (6, "lecture_seule")


def test_without_a_file_the_command_says_what_it_wants(terminal: Terminal) -> None:
    code, reponse = terminal("install")
    assert (code, reponse["erreur"]["code"]) == (5, "fichier_absent")
