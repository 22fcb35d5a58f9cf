"""The sandbox: one process, loopback only, every simulated service behind TLS, and a control API.

``Sandbox`` runs in the calling process (threads); ``serve`` is the body of ``ambroise sandbox serve``;
``SandboxProcess`` starts it as a child that dies with its parent.
"""

import json
import secrets
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

from esante.processus import python_environment
from esante.sandbox import OPTION
from esante.sandbox.autorite import Autorite
from esante.sandbox.controle import Controle
from esante.sandbox.ecoute import Application, Ecoute, TlsContexts
from esante.sandbox.registre import load_services
from esante.sandbox.service import Closable, Compteurs, Contexte, Reglages, Service, ServiceFactory


@dataclass(frozen=True)
class Adresses:
    """Where the sandbox answers, as the ready file says it."""

    services: dict[str, str]
    autorite: Path
    revocations: Path
    controle: str

    def as_json(self) -> dict[str, object]:
        """Return the ready file's content."""
        return {
            "services": self.services,
            "autorite": str(self.autorite),
            "revocations": str(self.revocations),
            "controle": self.controle,
        }


class Sandbox:
    """Every service in threads of this process; a context manager.

    ``autorite`` issues cards and organisation certificates; ``reglages[nom]`` and ``compteurs[nom]`` are the
    same objects the control API speaks of.
    """

    def __init__(self, folder: Path, services: Sequence[tuple[str, ServiceFactory]] | None = None) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        self.autorite = Autorite(folder / "autorite")
        self.reglages: dict[str, Reglages] = {}
        self.compteurs: dict[str, Compteurs] = {}
        self._stopping = Event()
        self._listeners: list[Ecoute] = []
        self._services: list[Service] = []
        self._factories = list(load_services() if services is None else services)
        self._adresses: Adresses | None = None

    @property
    def adresses(self) -> Adresses:
        """Where the services answer; the sandbox must be started."""
        if self._adresses is None:
            raise RuntimeError("la sandbox n’est pas démarrée")
        return self._adresses

    def start(self) -> Adresses:
        """Start every service and the control API; return when all answer."""
        urls: dict[str, str] = {}
        for nom, factory in self._factories:
            reglages, compteurs = Reglages(), Compteurs()
            self.reglages[nom], self.compteurs[nom] = reglages, compteurs
            folder = self.folder / nom
            folder.mkdir(mode=0o700, exist_ok=True)
            service = factory(Contexte(folder, self.autorite, reglages, compteurs, urls))
            self._services.append(service)
            app = Application(service, reglages, compteurs, self._stopping)
            listener = Ecoute(app, TlsContexts(self.autorite, service.certificat_client))
            self._listeners.append(listener)
            urls[nom] = f"https://localhost:{listener.port}"
        control = Ecoute(Controle(self.reglages, self.compteurs), None)
        self._listeners.append(control)
        for listener in self._listeners:
            listener.start()
        self._adresses = Adresses(
            urls,
            self.autorite.ca_file,
            self.autorite.crl_file,
            f"http://127.0.0.1:{control.port}/controle",
        )
        return self._adresses

    def rest(self) -> None:
        """Put every setting of every service at rest."""
        for reglages in self.reglages.values():
            reglages.__dict__.update(Reglages().__dict__)

    def stop(self) -> None:
        """Stop every listener; the state stays in the folder."""
        self._stopping.set()
        for listener in self._listeners:
            listener.stop()
        self._listeners.clear()
        for service in self._services:
            if isinstance(service, Closable):
                service.close()
        self._services.clear()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def serve(folder: Path, ready_file: Path | None = None, *others: Path, stop: Event | None = None) -> None:
    """Run the sandbox until ``stop`` is set, or until SIGTERM or SIGINT when none is given.

    The same content goes to ``ready_file`` and to each of ``others``.
    """
    ready_files = [path for path in (ready_file, *others) if path is not None]
    stopping = stop or Event()
    if stop is None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
    with Sandbox(folder) as sandbox:
        for path in ready_files:
            write_ready_file(path, sandbox.adresses)
        try:
            while not stopping.wait(3600):
                pass
        finally:
            for path in ready_files:
                path.unlink(missing_ok=True)


def write_ready_file(path: Path, adresses: Adresses) -> None:
    """Write the ready file whole or not at all."""
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    temporary.write_text(json.dumps(adresses.as_json(), ensure_ascii=False), encoding="utf-8")
    temporary.replace(path)


def read_ready_file(path: Path) -> Adresses:
    """Read back what :func:`write_ready_file` wrote.

    Copied to another machine, the authority and its lists are looked for beside it.
    """
    content = json.loads(path.read_text(encoding="utf-8"))

    def beside(name: str) -> Path:
        named = Path(content[name])
        return named if named.exists() else path.parent / named.name

    return Adresses(dict(content["services"]), beside("autorite"), beside("revocations"), content["controle"])


_COMMANDE = [sys.executable, *([OPTION] if getattr(sys, "frozen", False) else ["-m", "esante.sandbox"])]
"""How the child is started: the frozen program has no ``-m``, it answers its own option."""


class SandboxProcess:
    """The sandbox as a child process, stopped by its context manager or by the death of this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._adresses: Adresses | None = None

    @property
    def adresses(self) -> Adresses:
        """Where the services answer; the process must be started."""
        if self._adresses is None:
            raise RuntimeError("la sandbox n’est pas démarrée")
        return self._adresses

    @property
    def pid(self) -> int:
        """Process id of the child."""
        if self._process is None:
            raise RuntimeError("la sandbox n’est pas démarrée")
        return self._process.pid

    @property
    def autorite(self) -> Autorite:
        """The certificate authority of the same folder."""
        return Autorite(self.folder / "autorite")

    def start(self) -> Adresses:
        """Start the child and wait for its first line: it prints the ready file's content.

        Raises:
            RuntimeError: the child ended before it was ready.
        """
        self._process = subprocess.Popen(
            [*_COMMANDE, str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=python_environment(),
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self.stop()
            raise RuntimeError("la sandbox n’a pas démarré")
        self._adresses = read_ready_file(Path(json.loads(line)["ready_file"]))
        return self._adresses

    def stop(self) -> None:
        """Close the child's standard input, which ends it."""
        if self._process is None:
            return
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._process = None

    def kill(self) -> None:
        """Kill the child at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
