"""The DMP from the terminal: fed, listed, fetched back with the virtual card, against the sandbox."""

import json
from pathlib import Path
from typing import Any

import pytest

from ambroise.bootstrap.application import Application
from ambroise.cli.commandes import build_parser, run_command
from tests.unit.esante.cda.test_acte import CONTENUS, ENTETE

MATRICULE = "279035121518989"


def test_a_document_is_fed_listed_and_fetched_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("AMBROISE_PASSPHRASE", "essai")
    monkeypatch.setenv("AMBROISE_CODE_PORTEUR", "1234")
    monkeypatch.setenv("AMBROISE_LECTEURS_INTERNES", "1")
    acte, document, back = tmp_path / "acte.json", tmp_path / "document.xml", tmp_path / "lu.xml"
    content = {"genre": "ordonnance", "entete": ENTETE, "ordonnance": CONTENUS["ordonnance"]}
    acte.write_text(json.dumps(content), encoding="utf-8")
    with Application(tmp_path / "profil") as app:

        def call(*arguments: object) -> tuple[int, bytes]:
            code = run_command(build_parser().parse_args([str(a) for a in arguments]), app)
            return code, capsysbinary.readouterr().out

        def run(*arguments: object) -> tuple[int, dict[str, Any]]:
            code, out = call("dmp", *arguments, "--carte", "cps-libre", "--json")
            return code, json.loads(out)

        document.write_bytes(call("cda", "build", acte)[1])
        code, found = run("status", MATRICULE)
        assert (code, found["etat"]) == (0, "ouvert")
        code, found = run("send", document)
        assert (code, found["documents"][0]["deja_recu"]) == (0, False)
        identifiant = found["documents"][0]["identifiant"]
        code, found = run("send", document)
        assert (code, found["documents"][0]["deja_recu"]) == (0, True)
        lines = call("dmp", "send", document, document, "--carte", "cps-libre")[1].decode().splitlines()
        assert len(lines) == 2, lines
        code, found = run("list", MATRICULE)
        assert (code, found["erreur"]["code"]) == (5, "DMPAccessDeniedByRightsService")
        assert run("consent", MATRICULE)[0] == 0
        code, found = run("list", MATRICULE)
        assert code == 0
        assert identifiant in [d["identifiant"] for d in found["documents"]]
        code, found = run("get", MATRICULE, identifiant, "--out", back)
        assert code == 0
        assert back.read_bytes() == document.read_bytes()
        assert run("consent", MATRICULE, "--retrait")[0] == 0
        assert run("list", MATRICULE)[0] == 5
