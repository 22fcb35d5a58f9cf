"""The PS assertion is what another tool verifies, alone and inside the message that leaves."""

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from esante.confiance import load_confiance
from esante.errors import Unreachable
from esante.insi.authentification import AuthentificationCps
from esante.insi.client import InsiClient
from esante.insi.models import Logiciel, TraitsRecherche
from esante.saml import SAML
from esante.sandbox.autorite import Autorite
from esante.sandbox.professionnels import MAX_LIBRE
from esante.xml import serialize_xml


@pytest.fixture
def authentification(autorite: Autorite) -> AuthentificationCps:
    carte = autorite.carte(MAX_LIBRE).signature
    return AuthentificationCps(carte.key, carte.certificate, "991111111", "SA07", "SM26")


def sent(authentification: AuthentificationCps) -> bytes:
    recorded: list[bytes] = []

    def record(request: httpx.Request) -> httpx.Response:
        recorded.append(request.read())
        return httpx.Response(503)

    with httpx.Client(transport=httpx.MockTransport(record)) as http, pytest.raises(Unreachable):
        InsiClient(
            http, "https://localhost/lps", Logiciel("N", "L", "1", UUID(int=1)), authentification
        ).find_identite(TraitsRecherche("ADRUN", ("ZOE",), "F", "1975-12-31"))
    return recorded[0]


def verify(message: bytes, autorite: Autorite, folder: Path) -> subprocess.CompletedProcess[str]:
    xmlsec = shutil.which("xmlsec1")
    if xmlsec is None:
        if os.environ.get("CI") == "true":
            pytest.fail("xmlsec1 absent")
        pytest.skip("xmlsec1 absent : paquet xmlsec1")
    target = folder / "message.xml"
    target.write_bytes(message)
    confiance = load_confiance(autorite.ca_file)
    argv = [xmlsec, "--verify", "--id-attr:ID", f"{SAML}:Assertion"]
    for rank, certificate in enumerate((*confiance.ancres, *confiance.intermediaires)):
        file = folder / f"{rank}.pem"
        file.write_bytes(certificate.public_bytes(Encoding.PEM))
        argv += ["--trusted-pem" if certificate in confiance.ancres else "--untrusted-pem", str(file)]
    return subprocess.run([*argv, str(target)], capture_output=True, text=True, check=False)


def test_an_independent_verifier_agrees_on_the_assertion(
    authentification: AuthentificationCps, autorite: Autorite, tmp_path: Path
) -> None:
    token = authentification.token(UUID(int=5), datetime.now(UTC))
    done = verify(serialize_xml(token), autorite, tmp_path)
    assert done.returncode == 0, done.stderr


def test_an_independent_verifier_agrees_on_the_whole_message(
    authentification: AuthentificationCps, autorite: Autorite, tmp_path: Path
) -> None:
    message = sent(authentification)
    assert verify(message, autorite, tmp_path).returncode == 0
    altered = message.replace(b"991111111", b"991111112")
    assert altered != message
    assert verify(altered, autorite, tmp_path).returncode != 0
