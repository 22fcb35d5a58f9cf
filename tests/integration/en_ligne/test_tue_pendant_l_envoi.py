"""A process killed while it sends: whatever the instant, the colleague receives the message once."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from esante.mssante.adresses import AdresseMss
from esante.mssante.composition import make_identifiant
from esante.sandbox.mssante import boites
from esante.sandbox.serveur import Sandbox
from tests.fakes.patience import ATTENTE_S
from tests.integration.en_ligne.conftest import OpenBox
from tests.integration.en_ligne.test_messagerie import copies, letter

SCRIPT = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from esante.mssante import tls
from esante.mssante.client import MssanteClient
from esante.mssante.models import Compte, Expediteur, MessageMss, Serveur, TypeBal
a = json.loads(sys.argv[1])
context = tls.make_contexte(Path(a["ca"]), Path(a["crl"]), accept_test=True)
serveurs = Serveur("localhost", a["imap"]), Serveur("localhost", a["smtp"])
compte = Compte(a["de"], TypeBal.PERSONNELLE, *serveurs)
client = MssanteClient(compte, lambda: a["jeton"], context, "AMBROISE-0.1")
sender = Expediteur(a["de"], "LIBRE", "Max", "Dr")
date = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
texte = "Bonjour,\\n\\nVoici la suite.\\n"
print("prêt", flush=True)
client.send(MessageMss(a["id"], date, sender, (a["a"],), "Avis sur une patiente – suite", texte))
"""


@pytest.mark.parametrize("rank", range(10))
def test_killed_sender_delivers_exactly_once_after_a_retry(
    sandbox: Sandbox, boxes: OpenBox, rank: int
) -> None:
    doctor = boxes(boites.MEDECIN)
    assert doctor._jeton is not None
    message = letter(f"tue-{rank}")
    assert message.identifiant == make_identifiant(f"tue-{rank}", AdresseMss(boites.MEDECIN.adresse))
    arguments = {
        "ca": str(sandbox.adresses.autorite),
        "crl": str(sandbox.adresses.revocations),
        "imap": doctor.compte.imap.port,
        "smtp": doctor.compte.smtp.port,
        "de": doctor.compte.adresse,
        "a": boites.CONFRERE.adresse,
        "id": message.identifiant,
        "jeton": doctor._jeton(),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, json.dumps(arguments)],
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": str(Path(__file__).parents[3] / "integrations")},
    )
    assert process.stdout is not None
    assert process.stdout.readline().decode() == "prêt\n"
    time.sleep(random.Random(rank).uniform(0, 0.35))  # the instant of the death is what the test draws
    process.kill()
    process.wait()
    process.stdout.close()
    counts = sandbox.compteurs["mssante"]
    deadline = time.monotonic() + ATTENTE_S
    while counts.received[message.identifiant] != counts.accepted[message.identifiant]:
        assert time.monotonic() < deadline  # the operator ends what it had taken before anyone asks again
        time.sleep(0.01)
    doctor.send(message)
    assert len(copies(boxes(boites.CONFRERE), message.identifiant)) == 1
    assert len(copies(doctor, message.identifiant, "Sent")) == 1
