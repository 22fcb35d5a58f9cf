"""The card table of the sandbox process, seen by other processes as theirs."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from esante.errors import Rejected
from esante.sandbox.cartes.catalogue import CATALOGUE
from esante.sandbox.cartes.client import TableClient
from esante.sandbox.serveur import SandboxProcess
from esante.transport import http_client, tls_context
from tests.fakes.patience import PROGRAMME_S

_LIST = """
import json
from esante.pcsc.service import PcscService
watch = PcscService().watch()
states = watch.wait(0)
while not any(s.type_carte for s in states):
    states = watch.wait(5)
print(json.dumps({s.nom: s.type_carte for s in states}))
"""


@pytest.fixture(scope="module")
def processus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with SandboxProcess(tmp_path_factory.mktemp("sandbox")) as processus:
        yield processus


@pytest.fixture
def table(processus: SandboxProcess) -> Iterator[TableClient]:
    http = http_client(tls_context(processus.adresses.autorite))
    client = TableClient(http, processus.adresses.services["cartes"])
    client.remove()
    yield client
    client.close()


def test_cards_inserted_in_the_sandbox_are_seen_by_another_program(table: TableClient) -> None:
    state = table.insert("vitale-adrun-zoe")
    assert [(c.nom, c.lecteur) for c in state.cartes] == [("vitale-adrun-zoe", "Lecteur Vitale 00 00")]
    environment = {**os.environ, "PCSCLITE_CSOCK_NAME": state.socket}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2] / "integrations")
    seen = subprocess.run(
        [sys.executable, "-c", _LIST], env=environment, capture_output=True, check=True, timeout=PROGRAMME_S
    )
    assert json.loads(seen.stdout)["Lecteur Vitale 00 00"] == "vitale2"


def test_each_card_goes_to_its_usual_reader_or_where_it_is_told(table: TableClient) -> None:
    table.insert("cps-libre")
    table.insert("vitale-ecetinsi", "Lecteur mobile 00 01")
    state = table.insert("vitale-adrun-zoe", "Lecteur mobile")
    assert {c.lecteur: c.nom for c in state.cartes} == {
        "Lecteur CPS 00 00": "cps-libre",
        "Lecteur mobile 00 00": "vitale-adrun-zoe",
        "Lecteur mobile 00 01": "vitale-ecetinsi",
    }
    assert [c.nom for c in table.remove("Lecteur mobile").cartes] == ["cps-libre"]
    assert table.remove().cartes == ()


def test_six_bad_cards_stand_in_six_slots_at_once(table: TableClient) -> None:
    bad = ("vitale-lente", "vitale-tronquee", "vitale-desordre", "cps-sans-contact", "cps-bloquee", "vitale1")
    for nom, lecteur in zip(bad, table.list().lecteurs, strict=True):
        table.insert(nom, lecteur)
    assert {c.nom for c in table.list().cartes} == set(bad)
    assert all(c.atr for c in table.list().cartes)


def test_unknown_card_and_unknown_or_empty_reader_are_refused(table: TableClient) -> None:
    assert set(table.list().catalogue) == set(CATALOGUE)
    for ask in (
        lambda: table.insert("carte-bleue"),
        lambda: table.insert("cps-libre", "Lecteur lunaire"),
        lambda: table.remove("Lecteur CPS 00 00"),
    ):
        with pytest.raises(Rejected):
            ask()


def test_a_page_in_a_browser_cannot_insert_cards(processus: SandboxProcess) -> None:
    with http_client(tls_context(processus.adresses.autorite)) as http:
        url = processus.adresses.services["cartes"] + "/cartes"
        answer = http.post(url, content=b'{"nom": "cps-libre"}', headers={"Content-Type": "text/plain"})
    assert isinstance(answer, httpx.Response)
    assert answer.status_code == 400
