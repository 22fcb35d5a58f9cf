"""OpenSSH's own server on the loopback, one process a connection, allowed one key and SFTP only."""

import os
import shutil
import socket
import subprocess
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

import paramiko
import pytest

from ambroise.adapters.cibles.sftp import fingerprint

_SSHD = Path("/usr/sbin/sshd")


class ServeurSftp:
    """Listens on a port the system chose and hands each connection to ``sshd -i``."""

    def __init__(self, dossier: Path) -> None:
        if not _SSHD.exists() or shutil.which("ssh-keygen") is None:
            if os.environ.get("CI"):
                pytest.fail("OpenSSH manque")
            pytest.skip("OpenSSH manque")
        self._dossier = dossier
        self._sessions: list[subprocess.Popen[bytes]] = []
        self.cle = self._make_key("cle")
        self._hote = self._make_key("hote")
        self.empreinte = fingerprint(paramiko.PKey.from_path(self._hote))
        autorisees = dossier / "autorisees"
        shutil.copy(self.cle.with_suffix(".pub"), autorisees)
        self._reglages = dossier / "sshd_config"
        self._reglages.write_text(
            f"HostKey {self._hote}\nAuthorizedKeysFile {autorisees}\nStrictModes no\nUsePAM no\n"
            "PasswordAuthentication no\nPermitRootLogin yes\nSubsystem sftp internal-sftp\n"
            "ForceCommand internal-sftp\nLogLevel QUIET\n"
        )

    def __enter__(self) -> Self:
        if os.getuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        self._prise = socket.create_server(("127.0.0.1", 0))
        self.port = self._prise.getsockname()[1]
        self._fil = threading.Thread(target=self._serve, name="sshd", daemon=True)
        self._fil.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._prise.shutdown(socket.SHUT_RDWR)
        self._prise.close()
        self._fil.join(5)
        for session in self._sessions:
            session.terminate()
            session.wait(5)

    def make_other_key(self) -> Path:
        """Return a key this server does not know."""
        return self._make_key("inconnue")

    def _make_key(self, nom: str) -> Path:
        chemin = self._dossier / nom
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", chemin], check=True)
        return chemin

    def _serve(self) -> None:
        while True:
            try:
                connexion, _ = self._prise.accept()
            except OSError:
                return
            with connexion:
                commande = [str(_SSHD), "-i", "-f", str(self._reglages)]
                self._sessions.append(
                    subprocess.Popen(commande, stdin=connexion, stdout=connexion, stderr=subprocess.DEVNULL)
                )
