"""``ambroise cards`` and ``ambroise sandbox cards`` as an installer runs them, in processes of their own."""

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.patience import ATTENTE_S
from tests.fakes.terminal import Terminal

PRET = "AMBROISE_BAC_A_SABLE"


class Observation:
    """One ``cards watch`` that runs through the tests: what they wait for."""

    def __init__(self, poste: Terminal) -> None:
        self._process = poste.start("cards", "watch", "--json")
        assert self._process.stdout is not None
        self._lines = iter(self._process.stdout)

    def wait(self, evenement: str, lecteur: str) -> dict[str, Any]:
        for line in self._lines:
            event: dict[str, Any] = json.loads(line)
            if (event["evenement"], event["lecteur"]) == (evenement, lecteur):
                return event
        pytest.fail("événement jamais vu")

    def stop(self) -> None:
        self._process.terminate()
        self._process.communicate(timeout=ATTENTE_S)


@pytest.fixture(scope="module")
def poste(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    ready = tmp_path_factory.mktemp("pret") / "adresses.json"
    with Terminal(tmp_path_factory.mktemp("profil")) as poste:
        sandbox = poste.start("sandbox", "serve", "--ready-file", str(ready))
        try:
            deadline = time.monotonic() + 60
            while not ready.exists():
                assert sandbox.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
            yield poste
        finally:
            sandbox.terminate()
            sandbox.communicate(timeout=ATTENTE_S)


@pytest.fixture
def observation(poste: Terminal) -> Iterator[Observation]:
    poste.run("sandbox", "cards", "remove")
    observation = Observation(poste)
    observation.wait("lecteur_ajoute", "Lecteur mobile 00 01")
    yield observation
    observation.stop()


def test_inserted_vitale_is_listed_and_read(poste: Terminal, observation: Observation) -> None:
    code, table = poste.run("sandbox", "cards", "insert", "vitale-nessi-famille")
    assert code == 0
    assert table["cartes"] == [
        {"nom": "vitale-nessi-famille", "lecteur": "Lecteur Vitale 00 00", "atr": "3B751300004809EA9000"}
    ]
    assert observation.wait("insertion", "Lecteur Vitale 00 00")["type"] == "vitale2"
    code, listed = poste.run("cards", "list")
    held = {r["nom"]: r["carte"] for r in listed["lecteurs"]}
    assert held["Lecteur Vitale 00 00"] == {
        "type": "vitale2",
        "atr": "3B751300004809EA9000",
        "explication": None,
    }
    assert held["Lecteur CPS 00 00"] is None
    code, lue = poste.run("cards", "read")
    assert code == 0
    assert (lue["type"], lue["nature"]) == ("vitale2", "test")
    assert [b["prenom"] for b in lue["beneficiaires"]] == ["RUTH", "MICHELANGELO"]
    assert lue["beneficiaires"][0]["date_naissance"] == "1977-07-14"
    assert "nom_naissance" in lue["absents"]


def test_cards_are_put_in_from_the_command_line_of_a_second_machine(
    poste: Terminal, observation: Observation, tmp_path: Path
) -> None:
    """A machine that holds nothing but the ready file and the authority, its ports brought by a tunnel."""
    (laisse,) = poste.profil.rglob("pret.json")
    adresses = json.loads(laisse.read_text(encoding="utf-8"))
    for nom in ("autorite", "revocations"):
        ici = Path(adresses[nom])
        shutil.copy(ici, tmp_path / ici.name)
        adresses[nom] = str(Path("/ailleurs") / ici.name)
    copie = tmp_path / "pret.json"
    copie.write_text(json.dumps(adresses), encoding="utf-8")
    with Terminal(tmp_path / "profil", **{PRET: str(copie)}) as second:
        code, table = second.run("sandbox", "cards", "insert", "cps-libre")
        assert (code, [c["nom"] for c in table["cartes"]]) == (0, ["cps-libre"])
        assert observation.wait("insertion", "Lecteur CPS 00 00")["type"] == "cps3"
        code, table = second.run("sandbox", "cards", "remove")
        assert (code, table["cartes"]) == (0, [])
        observation.wait("retrait", "Lecteur CPS 00 00")


def test_cps_says_its_serial_then_its_holder_with_a_session(
    poste: Terminal, observation: Observation
) -> None:
    poste.run("sandbox", "cards", "insert", "cps-tral")
    observation.wait("insertion", "Lecteur CPS 00 00")
    code, lue = poste.run("cards", "read", "--reader", "Lecteur CPS")
    assert code == 0
    assert (lue["type"], lue["numero_serie"], lue["porteur"]) == ("cps3", "2600855207", None)
    code, lue = poste.run("cards", "read", "--reader", "Lecteur CPS 00 00", "--session", stdin="1234\n")
    assert code == 0
    assert (lue["porteur"]["nom"], lue["porteur"]["profession"]) == ("TRAL", "21")
    assert [s["numero"] for s in lue["situations"]] == [1, 16]
    code, refus = poste.run("cards", "read", "--reader", "Lecteur CPS 00 00", "--session", stdin="9999\n")
    assert code == 4
    assert refus["erreur"]["type"] == "Refused"
    assert "9999" not in json.dumps(refus)


def test_removal_is_told_too(poste: Terminal, observation: Observation) -> None:
    poste.run("sandbox", "cards", "insert", "vitale-adrun-zoe", "--reader", "Lecteur mobile 00 01")
    assert observation.wait("insertion", "Lecteur mobile 00 01")["type"] == "vitale2"
    poste.run("sandbox", "cards", "remove", "--reader", "Lecteur mobile 00 01")
    assert observation.wait("retrait", "Lecteur mobile 00 01")["type"] == "vitale2"


def test_bad_cards_say_what_to_do(poste: Terminal, observation: Observation) -> None:
    code, erreur = poste.run("sandbox", "cards", "insert", "carte-bleue")
    assert (code, erreur["erreur"]["type"]) == (5, "Rejected")
    poste.run("sandbox", "cards", "insert", "vitale-muette", "--reader", "Lecteur mobile")
    assert observation.wait("insertion", "Lecteur mobile 00 00")["type"] == "muette"
    code, erreur = poste.run("cards", "read", "--reader", "Lecteur mobile 00 00")
    assert (code, erreur["erreur"]["type"]) == (7, "Unsupported")
    assert "essuyez" in erreur["erreur"]["remede"]
    code, erreur = poste.run("cards", "read", "--reader", "Lecteur CPS 00 00")
    assert (code, erreur["erreur"]["type"]) == (3, "Unreachable")


def test_doctor_tells_a_seat_that_works(poste: Terminal, observation: Observation, tmp_path: Path) -> None:
    poste.run("sandbox", "cards", "insert", "cps-libre")
    observation.wait("insertion", "Lecteur CPS 00 00")
    report = tmp_path / "rapport.txt"
    code, diagnostic = poste.run("doctor", "--report", str(report))
    etats = {c["nom"]: c["etat"] for c in diagnostic["controles"]}
    assert code == 0, diagnostic
    assert etats["service des cartes"] == etats["carte CPS"] == etats["certificat de signature"] == "ok"
    assert etats["service insi"] == etats["horloge"] == etats["disque"] == "ok"
    assert all(c["remede"] for c in diagnostic["controles"] if c["etat"] != "ok")
    texte = report.read_text()
    for secret in ("LIBRE", "899900063480", "2600855206", "1234", str(Path.home())):
        assert secret not in texte


@pytest.mark.parametrize(
    ("carte", "nom", "etat"),
    [
        ("cps-bloquee", "carte CPS", "echec"),
        ("cps-expiree", "certificat d’authentification", "echec"),
        ("vitale-muette", "carte de Lecteur CPS 00 00", "echec"),
        ("inconnue", "carte de Lecteur CPS 00 00", "alerte"),
        ("vitale1", "carte de Lecteur CPS 00 00", "alerte"),
        ("cps-sans-contact", "carte CPS", "alerte"),
    ],
)
def test_doctor_finds_what_is_wrong(
    poste: Terminal, observation: Observation, carte: str, nom: str, etat: str
) -> None:
    poste.run("sandbox", "cards", "insert", carte, "--reader", "Lecteur CPS")
    observation.wait("insertion", "Lecteur CPS 00 00")
    code, diagnostic = poste.run("doctor")
    found = next(c for c in diagnostic["controles"] if c["nom"] == nom)
    assert found["etat"] == etat
    assert found["remede"]
    assert code == (1 if etat == "echec" else 0)


def test_without_daemon_the_terminal_says_how_to_mend_it(tmp_path: Path) -> None:
    with Terminal(tmp_path / "profil", PCSCLITE_CSOCK_NAME=str(tmp_path / "absent")) as poste:
        code, erreur = poste.run("cards", "list")
    assert (code, erreur["erreur"]["type"]) == (3, "Unreachable")
    assert "pcscd" in erreur["erreur"]["remede"]


def test_doctor_goes_on_without_a_daemon(tmp_path: Path) -> None:
    with Terminal(tmp_path / "profil", PCSCLITE_CSOCK_NAME=str(tmp_path / "absent")) as poste:
        code, diagnostic = poste.run("doctor")
    etats = {c["nom"]: c["etat"] for c in diagnostic["controles"]}
    assert code == 1
    assert etats["service des cartes"] == "echec"
    assert etats["disque"] in ("ok", "alerte")
    assert {"trousseau", "base", "module de la CPS", "horloge", "autorités"} <= etats.keys()
