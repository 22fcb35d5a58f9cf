"""``ambroise sandbox serve`` says where the services are, answers, and stops cleanly."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event

import httpx

from esante.transport import tls_context
from tests.fakes.patience import PROGRAMME_S


def test_the_sandbox_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    ready = tmp_path / "pret.json"
    command = [sys.executable, "-m", "ambroise", "--profile", str(tmp_path / "profil"), "--json"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "AMBROISE_PASSPHRASE": "essai"}
    argv = [*command, "sandbox", "serve", "--ready-file", str(ready)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, env=env) as process:
        while not ready.exists():
            assert process.poll() is None
            Event().wait(0.05)
        said = json.loads(ready.read_text())
        assert {"insi", "insi_tlsm", "dmp", "ordonnance_numerique", "psc"} <= set(said["services"])
        context = tls_context(Path(said["autorite"]))
        for name in ("insi", "ordonnance_numerique"):
            with httpx.Client(verify=context, trust_env=False) as client:
                assert client.get(said["services"][name] + "/nulle-part").status_code == 404
        with httpx.Client(trust_env=False) as client:
            assert "insi" in client.get(said["controle"]).json()
            url = f"{said['controle']}/insi/compteurs"
            assert client.get(url).json()["requests"] == 1
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=PROGRAMME_S)
    assert process.returncode == 0
    assert json.loads(out) == {"ok": True}
    assert not ready.exists()
