"""A throw-away SoftHSM2 token laid out like a CPS: keys and certificates ending in 20 and 10."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from esante.sandbox.autorite import CertificatsCarte

_MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so")


@dataclass(frozen=True)
class SoftHsm:
    """Path of the module and the PIN of its token."""

    module: Path
    code: str = "4821"

    @classmethod
    def create(
        cls, folder: Path, certificats: CertificatsCarte, monkeypatch: pytest.MonkeyPatch
    ) -> "SoftHsm":
        module = next((Path(m) for m in _MODULES if Path(m).exists()), None)
        if module is None:
            assert os.environ.get("CI") != "true", "softhsm2 is missing"
            pytest.skip("softhsm2 est nécessaire")
        hsm = cls(module)
        (folder / "tokens").mkdir()
        configuration = folder / "softhsm2.conf"
        configuration.write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
        monkeypatch.setenv("SOFTHSM2_CONF", str(configuration))
        _run(
            "softhsm2-util",
            "--init-token",
            "--free",
            "--label",
            "CPS",
            "--so-pin",
            "12345678",
            "--pin",
            hsm.code,
        )
        for identifier, credential in (("20", certificats.authentification), ("10", certificats.signature)):
            key, certificate = folder / "key.pem", folder / "certificate.der"
            key.write_bytes(
                credential.key.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            )
            certificate.write_bytes(credential.certificate.public_bytes(serialization.Encoding.DER))
            options = ("--label", f"CPS_{identifier}", "--id", f"0042{identifier}")
            _run("softhsm2-util", "--import", str(key), "--token", "CPS", "--pin", hsm.code, *options)
            _run(
                *(
                    "pkcs11-tool",
                    "--module",
                    str(module),
                    "--token-label",
                    "CPS",
                    "--login",
                    "--pin",
                    hsm.code,
                ),
                *("--write-object", str(certificate), "--type", "cert", *options),
            )
            key.unlink()
        return hsm


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
