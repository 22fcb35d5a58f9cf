"""A PC/SC daemon of our own, on a socket of our own, whose readers take virtual cards.

``pcscd`` accepts a socket handed over as systemd does (LISTEN_FDS) and ``libpcsclite`` connects to the one
named by PCSCLITE_CSOCK_NAME: several daemons live side by side, without root where user namespaces are
allowed, and the daemon of the machine is left alone.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from esante.errors import Unreachable, Unsupported
from esante.processus import python_environment
from esante.sandbox import passeur
from esante.sandbox.cartes.carte import VirtualCard
from esante.sandbox.cartes.vpcd import VpcdLink

SOCKET_VARIABLE = "PCSCLITE_CSOCK_NAME"
_DRIVERS = (
    "/usr/lib/pcsc/drivers/serial/libifdvpcd.so",
    "/usr/lib/pcsc/drivers/libifdvpcd.so",
    "/usr/lib64/pcsc/drivers/serial/libifdvpcd.so",
    "/usr/local/lib/pcsc/drivers/serial/libifdvpcd.so",
)
_RUN_DIRECTORY = Path("/run/pcscd")
_PATIENCE_S = 20.0

# The shell gets the socket as its standard output, hands it over as descriptor 3 like systemd, and ends the
# daemon when our end of its standard input closes, however we die.
_SUPERVISOR = """
exec 8<&1 1>&2 9<&0
sh -c 'exec 3<&8 8<&- 9<&-; export LISTEN_FDS=1 LISTEN_PID=$$; exec "$@"' sh "$@" 8<&8 &
daemon=$!
exec 8<&-
read _ <&9
kill $daemon 2>/dev/null
wait $daemon
"""
_PREPARE = ("sh", "-c", 'mount -t tmpfs tmpfs /run && mkdir /run/pcscd && exec "$@"', "sh")
_USER, _ROOT = ("unshare", "-Urmn"), ("unshare", "-mn")
"""A mount and a network namespace of one's own: for anybody where user namespaces are allowed, for root."""


class PrivatePcscd:
    """Run ``pcscd`` with the named readers, each of two slots, until the ``with`` block ends.

    Args:
        readers: friendly names; PC/SC shows ``<name> 00 00`` and ``<name> 00 01``.
        socket_path: where clients connect.  ``libpcsclite`` reads its variable once a process: keep one path
            a process, and start daemons on it one after the other.
        isolate: run the daemon in namespaces of its own, where nobody else reaches its readers; by default
            wherever this system allows it.
        export: point this process, and its children, to this daemon.
    """

    def __init__(
        self,
        readers: Sequence[str],
        socket_path: Path | None = None,
        *,
        isolate: bool | None = None,
        export: bool = True,
    ) -> None:
        self._export = export
        self.names = tuple(readers)
        self._folder = Path(tempfile.mkdtemp(prefix="ambroise-pcscd-"))
        self.socket_path = socket_path or self._folder / "pcscd.comm"
        self._namespace = namespace() if isolate is not False else ()
        self._control: socket.socket | None = None
        self._ports: dict[str, int] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._links: dict[str, VpcdLink] = {}

    @property
    def slots(self) -> tuple[str, ...]:
        """The reader names as PC/SC clients see them."""
        return tuple(f"{name} 00 {slot:02d}" for name in self.names for slot in (0, 1))

    @property
    def is_running(self) -> bool:
        """Whether the daemon was started, and neither stopped nor ended by itself."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> Self:
        """Start the daemon and return when it listens to cards.

        Raises:
            Unsupported: ``pcscd`` or the vpcd driver is not installed.
            Unreachable: it did not start.
        """
        daemon, driver = find_pcscd(), find_vpcd()
        for _ in range(3):
            self._spawn(daemon, driver)
            if self._is_ready():
                if self._export:
                    os.environ[SOCKET_VARIABLE] = str(self.socket_path)
                return self
            self.stop()
        raise Unreachable("pcscd ne démarre pas\u00a0: " + self._log()[-300:])

    def stop(self) -> None:
        """Pull the cards out and end the daemon; ``start`` may be called again."""
        for link in self._links.values():
            link.remove()
        self._links.clear()
        process, self._process = self._process, None
        if process is not None:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(_PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)
        if self._control is not None:
            self._control.close()
            self._control = None
        with suppress(FileNotFoundError):
            self.socket_path.unlink()

    def insert(self, slot: str, card: VirtualCard) -> None:
        """Put a card in a slot, in place of the one that was there."""
        self.remove(slot)
        name, _, number = slot.rpartition(" 00 ")
        port = self._ports[name] + int(number)
        self._links[slot] = VpcdLink(card, lambda: self._connect(port)).insert()

    def remove(self, slot: str) -> None:
        """Pull the card out of a slot, if there is one."""
        link = self._links.pop(slot, None)
        if link is not None:
            link.remove()

    def close(self) -> None:
        """Stop and delete the folder."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _spawn(self, daemon: str, driver: str) -> None:
        configuration = self._folder / "reader.conf.d"
        configuration.mkdir(exist_ok=True)
        for number, name in enumerate(self.names):
            # The driver keeps its cards in a static array: entries that load the same file would share them.
            library = self._folder / f"libifdvpcd{number}.so"
            shutil.copy(driver, library)
            self._ports[name] = port = _free_pair()
            (configuration / f"vpcd{number}").write_text(
                f'FRIENDLYNAME "{name}"\nDEVICENAME /dev/null:0x{port:04X}\n'
                f"LIBPATH {library}\nCHANNELID 0x{port:04X}\n"
            )
        with socket.socket(socket.AF_UNIX) as listener, (self._folder / "pcscd.log").open("wb") as log:
            with suppress(FileNotFoundError):
                self.socket_path.unlink()
            listener.bind(str(self.socket_path))
            self.socket_path.chmod(0o600)
            listener.listen(16)
            command = ["sh", "-c", _SUPERVISOR, "sh"]
            command += [daemon, "--foreground", "--error", "--config", str(configuration)]
            with ExitStack() as stack:
                descriptors: tuple[int, ...] = ()
                if self._namespace:
                    self._control, theirs = socket.socketpair()
                    descriptors = (stack.enter_context(theirs).fileno(),)
                    command = [*self._namespace, *_PREPARE, *passeur.command(*descriptors), *command]
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=listener.fileno(),
                    stderr=log,
                    pass_fds=descriptors,
                    env=python_environment(),
                )

    def _connect(self, port: int) -> socket.socket:
        if self._control is not None:
            return passeur.dial(self._control, port)
        return socket.create_connection(("127.0.0.1", port), 5)

    def _is_ready(self, timeout: float = _PATIENCE_S) -> bool:
        """Whether every slot listens: the daemon opens its readers before it serves clients."""
        deadline = time.monotonic() + timeout
        waiting = {port + slot for port in self._ports.values() for slot in (0, 1)}
        while waiting and time.monotonic() < deadline:
            if not self.is_running:
                return False
            assert self._process is not None
            table = Path(f"/proc/{self._process.pid}/net/tcp")
            waiting = {port for port in waiting if not _is_listening(port, table)}
            if waiting:
                time.sleep(0.01)
        return not waiting

    def _log(self) -> str:
        with suppress(OSError):
            return (self._folder / "pcscd.log").read_text(errors="replace")
        return ""


def find_pcscd() -> str:
    """Return the path of the daemon.

    Raises:
        Unsupported: it is not installed.
    """
    path = shutil.which("pcscd") or shutil.which("pcscd", path="/usr/sbin:/sbin:/usr/local/sbin")
    if path is None:
        raise Unsupported("pcscd n’est pas installé (paquet pcscd)")
    return path


def find_vpcd() -> str:
    """Return the path of the virtual reader driver.

    Raises:
        Unsupported: it is not installed.
    """
    for path in _DRIVERS:
        if Path(path).exists():
            return path
    raise Unsupported("le lecteur virtuel n’est pas installé (paquet vsmartcard-vpcd)")


def is_available() -> bool:
    """Whether a private daemon can run here."""
    try:
        find_pcscd()
        find_vpcd()
    except Unsupported:
        return False
    return not _needs_namespace() or bool(namespace())


@cache
def namespace() -> tuple[str, ...]:
    """Return what gives a command namespaces of its own, empty where this system allows none."""
    for enter in (_USER, _ROOT):
        with suppress(OSError, subprocess.TimeoutExpired):
            attempt = [*enter, *_PREPARE, "true"]
            if not subprocess.run(attempt, capture_output=True, timeout=_PATIENCE_S, check=False).returncode:
                return enter
    return ()


def _needs_namespace() -> bool:
    """The daemon insists on its run directory; without the right to it, it gets one in a namespace."""
    return not os.access(_RUN_DIRECTORY if _RUN_DIRECTORY.exists() else _RUN_DIRECTORY.parent, os.W_OK)


def _free_pair() -> int:
    """Return a port free together with the next one, for the two slots."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            with suppress(OSError, OverflowError):
                second.bind(("127.0.0.1", port + 1))
                return port


def _is_listening(port: int, connections: Path) -> bool:
    """Look in the kernel's table of that network: connecting would insert a card."""
    wanted = f":{port:04X} "
    with suppress(OSError), connections.open() as table:
        return any(wanted in line.split("rem_address")[0][:40] and " 0A " in line for line in table)
    return True
