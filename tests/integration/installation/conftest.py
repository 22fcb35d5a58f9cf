"""A channel signed on the spot, and a terminal that installs."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from installer.publication import Cles, make_keys

from ambroise.__main__ import main

Terminal = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture(scope="session")
def cles(tmp_path_factory: pytest.TempPathFactory) -> Cles:
    return make_keys(tmp_path_factory.mktemp("cles") / "cles")


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AMBROISE_PASSPHRASE", "phrase des essais")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "configuration"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "donnees"))


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    def run(*args: object, profil: str | None = "profil") -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        place = ["--profile", str(tmp_path / profil)] if profil else []
        code = main([*(str(a) for a in args), *place, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run
