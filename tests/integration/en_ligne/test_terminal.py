"""The commands of the terminal for the directory, the mail and the login."""

import io
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.errors import KeyringError

from ambroise.__main__ import main
from esante.sandbox.annuaire.generation import write_extractions

Ambroise = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def ambroise(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ambroise:
    monkeypatch.setenv("AMBROISE_PASSPHRASE", "essai")

    def run(*argv: str) -> tuple[int, dict[str, Any]]:
        code = main(["--profile", str(tmp_path / "profil"), *argv, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_directory_is_imported_then_searched(ambroise: Ambroise, tmp_path: Path) -> None:
    code, absent = ambroise("annuaire", "search", "libre")
    assert code == 3
    assert absent["erreur"]["type"] == "Unreachable"
    assert "pas encore été importé" in absent["erreur"]["message"]
    write_extractions(tmp_path / "livraison", 50, 10)
    code, bilan = ambroise("annuaire", "import", str(tmp_path / "livraison"))
    assert (code, bilan["lignes"], bilan["retenues"], bilan["ecartees"]) == (0, 66, 66, {})
    code, found = ambroise("annuaire", "search", "LIBRE", "--profession", "10", "--commune", "marsac")
    assert code == 0
    (professional,) = found["professionnels"]
    assert {"identifiant", "nom", "prenom", "profession", "savoir_faire", "commune", "bal"} <= set(
        professional
    )
    assert professional["bal"] == ["max.libre@medecin.formation.mssante.fr"]
    assert ambroise("annuaire", "search", "introuvable")[0] == 1


def test_folder_without_extraction_is_malformed(ambroise: Ambroise, tmp_path: Path) -> None:
    code, answer = ambroise("annuaire", "import", str(tmp_path))
    assert (code, answer["erreur"]["type"]) == (6, "Malformed")
    assert "aucune extraction de l’annuaire" in answer["erreur"]["message"]


def test_folder_that_is_not_there_is_told(ambroise: Ambroise, tmp_path: Path) -> None:
    code, answer = ambroise("annuaire", "import", str(tmp_path / "débranché"))
    assert code == 1
    assert "n’existe pas" in answer["erreur"]["message"]


def test_relay_and_boxes_tell_their_state(ambroise: Ambroise, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    code, status = ambroise("psc", "status")
    assert (code, status["joignable"], status["connecte"], status["session"]) == (0, True, False, None)
    code, boxes = ambroise("mail", "check")
    assert (code, boxes) == (1, {"comptes": []})


def test_each_box_tells_its_own_state(ambroise: Ambroise, tmp_path: Path) -> None:
    assert ambroise("mail", "check")[0] == 1  # the profile exists now
    (tmp_path / "profil" / "config.toml").write_text(
        'boite_mssante = "max.libre@medecin.formation.mssante.fr"\n'
        '[boites."secretariat.libre@cabinet.formation.mssante.fr"]\ntype = "ORG"\n'
        '[boites."muette@cabinet.formation.mssante.fr"]\nimap = "127.0.0.1:1"\nsmtp = "127.0.0.1:1"\n'
        '[boites."fausse@cabinet.formation.mssante.fr"]\nimap = "sans port"\n',
        encoding="utf-8",
    )
    code, answer = ambroise("mail", "check")
    states = {compte["adresse"].split("@")[0]: compte["etat"] for compte in answer["comptes"]}
    assert code == 1
    assert states == {"max.libre": "ok", "secretariat.libre": "ok", "muette": "echec", "fausse": "absent"}
    assert all(c["constat"] for c in answer["comptes"])


def test_key_of_a_directory_is_kept_by_the_keyring_or_said_impossible(
    ambroise: Ambroise, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[str, str] = {}
    monkeypatch.setattr("sys.stdin", io.StringIO("clé-secrète\n"))
    monkeypatch.setattr(keyring, "set_password", lambda _service, nom, cle: kept.update({nom: cle}))
    code, answer = ambroise("annuaire", "cle", "ror")
    assert (code, kept) == (0, {"ror": "clé-secrète"})
    assert "secrète" not in json.dumps(answer)

    def refuse(*_: object) -> None:
        raise KeyringError

    monkeypatch.setattr(keyring, "set_password", refuse)
    monkeypatch.setattr("sys.stdin", io.StringIO("clé\n"))
    code, answer = ambroise("annuaire", "cle", "annuaire")
    assert (code, answer["erreur"]["type"]) == (7, "Unsupported")
    assert "AMBROISE_CLE_ANNUAIRE" in answer["erreur"]["remede"]
