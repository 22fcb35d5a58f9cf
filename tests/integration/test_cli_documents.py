"""The terminal over documents as files: build, show, pack, inspect, and the exit codes of the contract."""

import json
from pathlib import Path

import pytest

from ambroise.__main__ import main
from esante.cda.lecture import read_cda
from tests.unit.esante.cda.test_acte import CONTENUS, ENTETE


@pytest.fixture
def acte(tmp_path: Path) -> Path:
    file = tmp_path / "acte.json"
    content = {"genre": "ordonnance", "entete": ENTETE, "ordonnance": CONTENUS["ordonnance"]}
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def run(capsysbinary: pytest.CaptureFixture[bytes], *arguments: object) -> tuple[int, bytes]:
    code = main([str(a) for a in arguments])
    return code, capsysbinary.readouterr().out


def test_an_act_becomes_a_document_that_shows_packs_and_unpacks(
    acte: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    code, data = run(capsysbinary, "cda", "build", acte)
    assert code == 0
    document, archive = tmp_path / "document.xml", tmp_path / "archive.zip"
    document.write_bytes(data)
    code, out = run(capsysbinary, "cda", "show", document, "--json")
    shown = json.loads(out)
    assert (code, shown["type"]["code"], shown["avertissements"]) == (0, "57833-6", [])
    assert shown["patient"]["nom_naissance"] == "PAT-TROIS"
    pdf = tmp_path / "page.pdf"
    pdf.write_bytes(b"%PDF-1.4 copie")
    code, out = run(capsysbinary, "xdm", "build", "--out", archive, document, pdf, "--json")
    assert (code, json.loads(out)) == (0, {"fichier": str(archive), "documents": 2})
    code, out = run(capsysbinary, "xdm", "inspect", archive, "--json")
    inspected = json.loads(out)
    assert (code, inspected["refus"]) == (0, None)
    assert inspected["patient"]["matricule"] == "279035121518989"
    assert [d["empreinte_ok"] for d in inspected["documents"]] == [True, True]


def test_the_page_made_for_an_order_is_a_pdf(acte: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    _, data = run(capsysbinary, "cda", "build", acte)
    page = read_cda(data).page
    assert page is not None
    assert page.donnees.startswith(b"%PDF-1.4")
    assert b"GTS_PDFA1" in page.donnees


def test_a_refused_archive_is_an_answer_no(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(b"rien")
    code, out = run(capsysbinary, "xdm", "inspect", file, "--json")
    assert code == 1
    assert "zip" in json.loads(out)["refus"]


@pytest.mark.parametrize(
    ("command", "content", "why"),
    [
        ("build", b'{"genre": "facture"}', "genre\u00a0: l’un de"),
        ("build", b"<a/>", "JSON illisible"),
        ("show", b"<a/>", "aucun ClinicalDocument"),
        ("show", b'{"genre": "ordonnance"}', "XML illisible, ligne 1"),
    ],
)
def test_what_cannot_be_read_is_malformed_and_says_why(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], command: str, content: bytes, why: str
) -> None:
    file = tmp_path / "fichier"
    file.write_bytes(content)
    code, out = run(capsysbinary, "cda", command, file, "--json")
    erreur = json.loads(out)["erreur"]
    assert (code, erreur["type"]) == (6, "Malformed")
    assert why in erreur["message"]
    assert "plus tard" not in erreur["remede"]


def test_rules_that_are_not_there_are_unsupported(
    tmp_path: Path, acte: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    profile = tmp_path / "profil"
    code, out = run(
        capsysbinary, "cda", "validate", "--profile", profile, "--rules", tmp_path, acte, "--json"
    )
    assert (code, json.loads(out)["erreur"]["type"]) == (7, "Unsupported")
    schema = tmp_path / "infrastructure" / "cda" / "CDA_extended.xsd"
    schema.parent.mkdir(parents=True)
    schema.write_text("<schema/>", encoding="utf-8")
    code, out = run(
        capsysbinary, "cda", "validate", "--profile", profile, "--rules", tmp_path, acte, "--json"
    )
    erreur = json.loads(out)["erreur"]
    assert (code, erreur["type"]) == (7, "Unsupported")
    assert "schematrons" in erreur["message"]
