"""The cards of the catalogue as OpenSC's own tools see them through the real daemon."""

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from esante.cartes.jeton import SHA256_DIGEST_INFO
from esante.sandbox.autorite import Autorite
from esante.sandbox.cartes.catalogue import CODE_PORTEUR, create_card
from esante.sandbox.pcscd import PrivatePcscd
from tests.fakes.patience import PROGRAMME_S
from tests.integration.pcsc_fixtures import LECTEUR_CPS, Insert

CPS = ("cps-libre", "cps-tral", "cps-infirmcs", "cps-expiree")
BLOQUEE = "cps-bloquee"
OUTILS = ("pkcs15-tool", "pkcs11-tool", "openssl")
CARTE_INCONNUE = 70
"""Exit of ``pkcs15-tool`` for a card that no driver of OpenSC wants."""


@dataclass(frozen=True)
class Etabli:
    """The tools, looking at the readers of the test."""

    daemon: PrivatePcscd
    dossier: Path
    autorite: Autorite
    insert: Insert

    def put(self, nom: str) -> None:
        self.insert(LECTEUR_CPS, create_card(nom, self.autorite, self.dossier))

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        environment = {
            **os.environ,
            "PCSCLITE_CSOCK_NAME": str(self.daemon.socket_path),
            "CODE_PORTEUR": CODE_PORTEUR,
        }
        return subprocess.run(
            command,
            env=environment,
            cwd=self.dossier,
            capture_output=True,
            text=True,
            timeout=PROGRAMME_S,
            check=False,
        )

    def sign(self) -> "subprocess.CompletedProcess[str]":
        """Ask the signature key of the card to sign ``document``; OpenSC lets us hash for it."""
        listed = self.run("pkcs11-tool", "--list-objects", "--type", "cert").stdout
        identifiant = next(word for word in listed.split() if word.endswith("10") and len(word) == 12)
        return self.run(
            *("pkcs11-tool", "--login", "--pin", "env:CODE_PORTEUR"),
            *("--sign", "--mechanism", "RSA-PKCS", "--id", identifiant),
            *("--input-file", "condensat", "--output-file", "signature"),
        )


@pytest.fixture(scope="module")
def autorite_outils(tmp_path_factory: pytest.TempPathFactory) -> Autorite:
    return Autorite(tmp_path_factory.mktemp("autorite-outils"))


@pytest.fixture
def etabli(pcscd: PrivatePcscd, tmp_path: Path, autorite_outils: Autorite, insert: Insert) -> Etabli:
    if not all(shutil.which(tool) for tool in OUTILS):
        assert os.environ.get("CI") != "true", "opensc is missing"
        pytest.skip("les outils d’OpenSC sont nécessaires")
    (tmp_path / "document").write_bytes(b"ordonnance")
    (tmp_path / "condensat").write_bytes(SHA256_DIGEST_INFO + hashlib.sha256(b"ordonnance").digest())
    return Etabli(pcscd, tmp_path, autorite_outils, insert)


@pytest.mark.parametrize("nom", [*CPS, BLOQUEE])
def test_cps_is_accepted_by_pkcs15_tool(etabli: Etabli, nom: str) -> None:
    etabli.put(nom)
    dump = etabli.run("pkcs15-tool", "--dump")
    assert dump.returncode == 0, dump.stderr
    for told in ("CPS_PRIV_SIG", "CPS_PRIV_AUT", "CPS_ACTIVITY_16_PS", "CPS_SIT_FACT"):
        assert told in dump.stdout
    assert dump.stdout.count("ModLength      : 2048") == 2


@pytest.mark.parametrize("nom", CPS)
def test_signature_asked_by_pkcs11_tool_is_verified_by_openssl(etabli: Etabli, nom: str) -> None:
    etabli.put(nom)
    signed = etabli.sign()
    assert signed.returncode == 0, signed.stderr
    etabli.run("pkcs11-tool", "--read-object", "--type", "pubkey", "--label", "CPS_CERT_SIG", "-o", "cle.der")
    key = serialization.load_der_public_key((etabli.dossier / "cle.der").read_bytes())
    pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (etabli.dossier / "cle.pem").write_bytes(pem)
    verified = etabli.run(
        "openssl", "dgst", "-sha256", "-verify", "cle.pem", "-signature", "signature", "document"
    )
    assert verified.stdout.strip() == "Verified OK"


def test_blocked_card_opens_for_nobody(etabli: Etabli) -> None:
    etabli.put(BLOQUEE)
    refused = etabli.sign()
    assert refused.returncode != 0
    assert "CKR_PIN_LOCKED" in refused.stderr


@pytest.mark.parametrize("nom", ["cps4-libre", "cps-sans-contact", "vitale-adrun-zoe", "vitale-muette"])
def test_no_other_card_passes_for_a_cps(etabli: Etabli, nom: str) -> None:
    etabli.put(nom)
    refused = etabli.run("pkcs15-tool", "--dump")
    assert refused.returncode != 0
    assert "CPS_PRIV_SIG" not in refused.stdout
    if nom.startswith("cps"):
        assert refused.returncode == CARTE_INCONNUE, refused.stderr
