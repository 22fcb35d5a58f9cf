"""``ambroise update`` from the terminal on a real profile: the next version migrates it, or gives it back."""

import json
import os
import sys
from pathlib import Path

import pytest
from installer.publication import Cles, Publication

from ambroise.bootstrap.installation import platform_name
from ambroise.installation.mises_a_jour.emplacement import Emplacement
from ambroise.persistence.copies import base_revision
from ambroise.persistence.keys import load_or_create_key
from ambroise.persistence.migrate import script_directory
from tests.fakes.canal import REVISION_SUIVANTE, make_next_migrations, make_programme
from tests.integration.installation.conftest import Terminal

_LANCE = """
exec env PYTHONPATH='{chemins}' '{python}' -c '
import sys
from pathlib import Path
from ambroise.persistence import schema
schema.MIGRATIONS = Path(sys.argv[1])
from ambroise.__main__ import main
code = main(sys.argv[2:])
sys.exit({apres})
' '{migrations}' "$@"
"""


@pytest.fixture
def canal(tmp_path: Path, cles: Cles) -> Path:
    """A channel of 1.1.0, whose program migrates the base for good."""
    return make_canal(tmp_path, cles, "code")


def make_canal(tmp_path: Path, cles: Cles, apres: str) -> Path:
    corps = _LANCE.format(
        chemins=os.pathsep.join(p for p in sys.path if p),
        python=sys.executable,
        apres=apres,
        migrations=make_next_migrations(tmp_path / "migrations suivantes"),
    )
    publication = Publication(tmp_path / "canal", cles)
    gele = make_programme(tmp_path / "gele", "1.1.0", corps)
    publication.release(gele, platform_name(), "1.1.0", REVISION_SUIVANTE)
    (tmp_path / "practice.toml").write_text(
        f"version = 1\n[mises_a_jour]\nsource = '{tmp_path / 'canal'}'\n"
        "racine = 'canal/metadata/1.root.json'\n",
        encoding="utf-8",
    )
    return tmp_path / "canal"


def install(terminal: Terminal, tmp_path: Path) -> Path:
    make_programme(tmp_path / "ancien", "1.0.0")
    lieu = tmp_path / "programme installé"
    assert terminal("install", "program", lieu, "--source", tmp_path / "ancien", "--as", "1.0.0")[0] == 0
    assert terminal("install", "--from", tmp_path / "practice.toml")[0] == 0
    assert terminal("generate", "--patients", 30, "--years", 0)[0] == 0
    return lieu


def revision(tmp_path: Path) -> str | None:
    cle = load_or_create_key(tmp_path / "profil" / "cles", "phrase des essais")
    return base_revision(tmp_path / "profil" / "base.sqlite", cle)


@pytest.mark.usefixtures("canal")
def test_the_next_version_migrates_the_data_after_a_copy_and_is_in_use(
    terminal: Terminal, tmp_path: Path
) -> None:
    lieu = install(terminal, tmp_path)
    assert terminal("update", "check", "--root", lieu) == (
        0,
        {"disponible": True, "version": "1.0.0", "proposee": "1.1.0"},
    )
    code, bilan = terminal("update", "apply", "--root", lieu)
    assert (code, bilan["ok"], bilan["apres"]) == (0, True, "1.1.0")
    assert bilan["octets_copies"] == Path(bilan["copie"]).stat().st_size > 0
    assert revision(tmp_path) == REVISION_SUIVANTE
    assert terminal("update", "check", "--root", lieu)[0] == 1
    code, refus = terminal("patients", "search", "a")
    assert (code, refus["erreur"]["code"]) == (6, "version_plus_recente")


def test_data_already_migrated_come_back_when_the_self_test_fails(
    terminal: Terminal, tmp_path: Path, cles: Cles
) -> None:
    make_canal(tmp_path, cles, "9")
    lieu = install(terminal, tmp_path)
    avant = terminal("patients", "search", "a", "--limit", 99)[1]["patients"]
    code, bilan = terminal("update", "apply", "--root", lieu)
    assert (code, bilan["ok"], bilan["apres"], bilan["donnees_remises"]) == (1, False, "1.0.0", True)
    assert revision(tmp_path) == script_directory().get_current_head()
    assert terminal("patients", "search", "a", "--limit", 99)[1]["patients"] == avant != []
    assert terminal("verify")[0] == 0
    assert terminal("update", "repair", "--root", lieu) == (0, {"ok": True, "en_place": None})


@pytest.mark.usefixtures("canal")
def test_opening_the_profile_after_a_cut_repairs_first_and_another_profile_is_left_alone(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lieu = Emplacement(install(terminal, tmp_path))
    monkeypatch.setattr("ambroise.installation.mises_a_jour.emplacement.running_installation", lambda: lieu)
    lieu.atelier.mkdir()
    copie = tmp_path / "profil" / "sauvegardes" / "avant-mise-a-jour-1.0.0-x.sqlite"
    lieu.journal.write_text(json.dumps({"de": "1.0.0", "vers": "1.1.0", "copie": str(copie)}))
    make_programme(lieu.folder((1, 1, 0)), "1.1.0")
    code, refus = terminal("patients", "search", "a", profil="autre")
    assert (code, refus["erreur"]["code"]) == (4, "autre_profil")
    assert str(tmp_path / "profil") in refus["erreur"]["remede"]
    assert terminal("patients", "search", "a")[0] == 0
    assert not lieu.journal.exists()
    assert lieu.list_versions() == [(1, 0, 0)]
    lieu.journal.write_text("{")
    assert terminal("patients", "search", "a")[1]["erreur"]["code"] == "journal_illisible"


def test_a_seat_without_channel_or_installation_says_so(terminal: Terminal, tmp_path: Path) -> None:
    code, reponse = terminal("update", "check", "--root", tmp_path)
    assert (code, reponse["erreur"]["code"]) == (7, "pas_une_installation")
    assert terminal("update", "apply")[1]["erreur"]["code"] == "pas_une_installation"
    make_programme(tmp_path / "ancien", "1.0.0")
    lieu = tmp_path / "lieu"
    assert terminal("install", "program", lieu, "--as", "1.0.0")[1]["erreur"]["code"] == "sources"
    assert terminal("install", "program", lieu, "--source", tmp_path / "ancien", "--as", "1.0.0")[0] == 0
    assert terminal("update", "check", "--root", lieu)[1]["erreur"]["code"] == "canal_absent"
    assert terminal("install", "program", lieu, "--source", tmp_path, "--as", "un")[1]["erreur"]["code"]


def test_the_self_test_says_what_it_tried(terminal: Terminal) -> None:
    code, bilan = terminal("update", "selftest")
    assert (code, bilan["ok"]) == (0, True)
    assert "base" in json.dumps(bilan["essais"])
