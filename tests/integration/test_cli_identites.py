"""The identity commands of the terminal: fields, exit codes, and a sandbox reached by address."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from ambroise.__main__ import main
from ambroise.bootstrap.application import Application
from ambroise.domain.identite import Identite, Sexe, TraitsIdentite
from ambroise.domain.patient import Patient
from ambroise.usecases.ports_identite import InsTrouvee
from esante.sandbox.professionnels import ADEMIS_TRAL
from esante.sandbox.serveur import Sandbox

TEXTE = (
    "IS010000000000000000000000S1160012B02077713S21.2.250.1.213.1.4.8<GS>S3TOUSSAINT<GS>S4ADRTROIS<GS>"
    "S5MS601-01-1960S72B020"
)
TOUSSAINT = {
    "nom_naissance": "Adrtrois",
    "prenoms": ["Toussaint"],
    "sexe": "M",
    "date_naissance": "1960-01-01",
    "lieu_naissance": None,
}
Ambroise = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def ambroise(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ambroise:
    monkeypatch.setenv("AMBROISE_PASSPHRASE", "essai")

    def run(*argv: str, stdin: object = "") -> tuple[int, dict[str, Any]]:
        texte = stdin if isinstance(stdin, str) else json.dumps(stdin)
        monkeypatch.setattr("sys.stdin", io.StringIO(texte))
        code = main(["--profile", str(tmp_path / "profil"), *argv, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


@pytest.mark.parametrize(
    ("matricule", "code", "expected"),
    [
        ("275126322074974", 0, {"valide": True, "cle_attendue": "74", "sexe": "F", "annee": "75"}),
        ("2 75 12 63 220 749 74", 0, {"valide": True, "corse": False}),
        ("160012b02077713", 0, {"valide": True, "sexe": "M", "corse": True}),
        ("181036322045660", 1, {"valide": False, "cle_attendue": "76"}),
        ("2070585756270", 1, {"valide": False, "cle_attendue": "97"}),
        ("bonjour", 1, {"valide": False, "cle_attendue": None, "sexe": None}),
        ("", 1, {"valide": False}),
    ],
)
def test_ins_check(ambroise: Ambroise, matricule: str, code: int, expected: dict[str, Any]) -> None:
    done, donnees = ambroise("ins", "check", matricule)
    assert done == code
    assert expected.items() <= donnees.items()
    assert set(donnees) == {"valide", "cle_attendue", "sexe", "annee", "corse"}


def test_a_datamatrix_goes_through_text_and_picture(ambroise: Ambroise, tmp_path: Path) -> None:
    code, lu = ambroise("datamatrix", "decode", TEXTE)
    assert code == 0
    assert (lu["matricule"], lu["prenoms_naissance"], lu["date_naissance"]) == (
        "160012B02077713",
        ["TOUSSAINT"],
        "1960-01-01",
    )
    png = tmp_path / "dm.png"
    code, ecrit = ambroise("datamatrix", "encode", "--png", str(png), stdin=lu)
    assert (code, ecrit["payload"]) == (0, TEXTE.replace("<GS>", "\x1d"))
    assert ambroise("datamatrix", "decode", "--image", str(png)) == (0, lu)
    assert ambroise("datamatrix", "decode", stdin=TEXTE + "\n") == (0, lu)


@pytest.mark.parametrize(
    ("argv", "stdin", "code", "type_"),
    [
        (["decode", "IS01"], "", 6, "Malformed"),
        (["decode", "--image", "/nulle/part.png"], "", 1, "Rejected"),
        (["decode", "--image", __file__], "", 6, "Malformed"),
        (["encode"], "pas du json", 6, "Malformed"),
        (["encode"], [1], 6, "Malformed"),
        (["encode"], {"matricule": "12"}, 5, "Rejected"),
        (["encode"], {"matricule": 12}, 5, "Rejected"),
    ],
)
def test_bad_symbols_have_a_sentence(
    ambroise: Ambroise, argv: list[str], stdin: object, code: int, type_: str
) -> None:
    done, donnees = ambroise("datamatrix", *argv, stdin=stdin)
    assert done == code
    assert donnees["erreur"]["type"] == type_
    assert donnees["erreur"]["message"].endswith(".")


def where(sandbox: Sandbox, service: str = "insi") -> list[str]:
    return ["--endpoint", sandbox.adresses.services[service], "--ca", str(sandbox.adresses.autorite)]


def test_insi_finds_a_person_with_the_test_card_of_the_sandbox(ambroise: Ambroise, sandbox: Sandbox) -> None:
    code, donnees = ambroise("insi", "search", *where(sandbox), stdin=TOUSSAINT)
    assert code == 0
    assert (donnees["resultat"], donnees["code"], donnees["libelle"], donnees["appels"]) == (
        "trouvee",
        "00",
        "OK",
        1,
    )
    identite = donnees["identite"]
    assert (identite["matricule"], identite["oid"]) == ("160012B02077713", "1.2.250.1.213.1.4.8")
    assert identite["traits"]["lieu_naissance"] == "2B020"
    assert identite["historique"] == []


def test_insi_gives_the_history(ambroise: Ambroise, sandbox: Sandbox) -> None:
    traits = {
        "nom_naissance": "ECETINSI",
        "prenoms": ["PIERRE-ALAIN", "MURIEL", "FLORIANT"],
        "sexe": "M",
        "date_naissance": "2009-07-14",
    }
    _, donnees = ambroise("insi", "search", *where(sandbox), stdin=traits)
    assert donnees["identite"]["historique"][0] == {
        "matricule": "209076322083439",
        "oid": "1.2.250.1.213.1.4.8",
        "debut": "2019-03-01",
        "fin": "2019-02-28",
    }


@pytest.mark.parametrize(
    ("nom", "prenoms", "sexe", "naissance", "resultat", "code", "appels"),
    [
        ("HOUILLES", ["PIERRE", "PAUL", "JACQUES"], "M", "1993-01-27", "aucune", "01", 4),
        ("DE VINCI", ["LEONARDO"], "M", "2014-02-01", "plusieurs", "02", 1),
    ],
)
def test_nobody_and_several_are_answers_no(
    ambroise: Ambroise,
    sandbox: Sandbox,
    nom: str,
    prenoms: list[str],
    sexe: str,
    naissance: str,
    resultat: str,
    code: str,
    appels: int,
) -> None:
    traits = {"nom_naissance": nom, "prenoms": prenoms, "sexe": sexe, "date_naissance": naissance}
    done, donnees = ambroise("insi", "search", *where(sandbox), stdin=traits)
    assert done == 1
    assert (donnees["resultat"], donnees["code"], donnees["appels"]) == (resultat, code, appels)
    assert donnees["identite"] is None


def test_a_software_certificate_and_a_card_certificate_are_told_apart(
    ambroise: Ambroise, sandbox: Sandbox
) -> None:
    organisation = sandbox.autorite.organisation("INSI-AUTO")
    card = sandbox.autorite.carte(ADEMIS_TRAL).signature
    for service, credential in (("insi_tlsm", organisation), ("insi", card)):
        files = ["--cert", str(credential.certificate_file), "--key", str(credential.key_file)]
        code, donnees = ambroise("insi", "search", *where(sandbox, service), *files, stdin=TOUSSAINT)
        assert (code, donnees["resultat"]) == (0, "trouvee")


def test_each_failure_has_its_exit_code(ambroise: Ambroise, sandbox: Sandbox, tmp_path: Path) -> None:
    def search(**change: object) -> tuple[int, str | None]:
        code, donnees = ambroise("insi", "search", *where(sandbox), stdin={**TOUSSAINT, **change})
        return code, donnees["erreur"]["code"]

    assert search(nom_naissance="DE VINCI", prenoms=["RUTH"], sexe="F", date_naissance="1976-07-14") == (
        3,
        "insi_102",
    )
    assert search(nom_naissance="N0M") == (5, "nom_naissance")
    assert search(sexe="I")[0] == 5
    assert search(date_naissance="1960-02-30") == (5, "date_naissance")
    assert search(prenoms=[]) == (5, "prenoms")
    sandbox.reglages["insi"].refuse = "desir_550"
    assert search() == (4, "desir_550")
    sandbox.rest()
    sandbox.reglages["insi"].garbage = True
    assert search()[0] == 6
    sandbox.rest()
    sandbox.reglages["insi"].down = True
    assert search()[0] == 3


def test_another_server_is_asked_with_the_test_card_of_the_profile(
    ambroise: Ambroise, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A server whose authority is not a sandbox's: it receives an assertion, and refuses that card."""
    with Sandbox(tmp_path_factory.mktemp("autre")) as other:
        ca = tmp_path_factory.mktemp("ca") / "ca.pem"
        ca.write_bytes(other.adresses.autorite.read_bytes())
        endpoint = ["--endpoint", other.adresses.services["insi"], "--ca", str(ca)]
        code, donnees = ambroise("insi", "search", *endpoint, stdin=TOUSSAINT)
    assert (code, donnees["erreur"]["code"]) == (4, "InvalidSecurityToken")


def test_an_unreadable_certificate_is_said(ambroise: Ambroise, sandbox: Sandbox, tmp_path: Path) -> None:
    wrong = tmp_path / "faux.pem"
    wrong.write_text("rien")
    code, donnees = ambroise(
        "insi", "search", *where(sandbox), "--cert", str(wrong), "--key", str(wrong), stdin=TOUSSAINT
    )
    assert (code, donnees["erreur"]["type"]) == (4, "Refused")


def test_a_profile_without_patient_has_no_duplicate(ambroise: Ambroise) -> None:
    assert ambroise("patients", "duplicates") == (0, {"paires": [], "homonymes": [], "jumeaux": []})


def test_the_ins_of_the_profile_are_verified_at_a_pace_and_resumed(
    ambroise: Ambroise, sandbox: Sandbox, tmp_path: Path
) -> None:
    """Two published persons and one whose traits are no longer those of INSi."""
    people = (("ADRUN", "ZOE", "F", "1975-12-31"), ("CORSE", "ANTHONY", "M", "1980-03-02"))
    with Application(tmp_path / "profil") as app:
        insi = app.open_insi(sandbox.adresses.services["insi"], sandbox.adresses.autorite)
        for nom, prenom, sexe, jour in people:
            traits = TraitsIdentite(nom, prenom, Sexe(sexe), date.fromisoformat(jour))
            trouvee = insi.find_identite(traits)
            assert isinstance(trouvee, InsTrouvee)
            identite = Identite(traits).with_ins(trouvee.identite)
            if nom == "CORSE":
                faux = replace(identite.traits, lieu_naissance="75056")
                identite = replace(identite, traits=faux)
            with app.contexte.uow() as uow:
                uow.patients.add(Patient(app.contexte.new_id(), identite))
                uow.commit()
    verify = ["insi", "verify", *where(sandbox), "--pace", "0"]
    code, lot = ambroise(*verify, "--limit", "1")
    assert (code, lot["faits"], lot["termine"], lot["ecarts"]) == (0, 1, False, [])
    code, lot = ambroise(*verify)
    assert (code, lot["faits"], lot["termine"]) == (1, 2, True)
    (ecart,) = lot["ecarts"]
    assert ecart["resultat"] == "traits différents"
    code, one = ambroise("insi", "verify", ecart["id"], *where(sandbox))
    assert (code, one["resultat"], one["traits"]) == (1, "traits différents", ["lieu_naissance"])
    sandbox.reglages["insi"].down = True
    code, lot = ambroise(*verify)
    assert (code, lot["faits"], lot["termine"]) == (1, 0, False)
    assert lot["arret"] == "Le téléservice INSi ne répond pas."
    (concorde,) = [p["id"] for p in ambroise("patients", "search", "adrun")[1]["patients"]]
    code, lus = ambroise("insi", "exchanges", concorde)
    assert (code, [(e["operation"], e["code"]) for e in lus["echanges"]]) == (
        0,
        [("vérification", "Unreachable"), ("vérification", "00")],
    )
    assert "ADRUN" in lus["echanges"][1]["messages"][0]["reponse"]
    assert len(ambroise("insi", "exchanges", ecart["id"])[1]["echanges"]) == 2
    assert ambroise("insi", "exchanges", str(UUID(int=1))) == (1, {"echanges": []})


def test_reader_that_goes_away_is_no_failure() -> None:
    command = [sys.executable, "-m", "ambroise", "ins", "check", "275126322074974"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as fin:
        assert fin.stdout is not None
        assert fin.stderr is not None
        fin.stdout.close()
        assert fin.stderr.read() == b""
    assert fin.returncode == 0
