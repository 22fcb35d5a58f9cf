"""The token of a CPS in a process of its own: a module that hangs, crashes or lies costs that process only.

Foreign code in our address space can end it, hold a lock for ever or write a core file with the code porteur
in it; a thread protects from none of these, so the module gets a process (docs/decisions/012).
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import RLock, Thread
from typing import IO, Any

from esante.cartes.code_porteur import CodePorteur
from esante.cartes.jeton import CertificatCarte
from esante.errors import (
    CardAbsent,
    CodePorteurRefused,
    EsanteError,
    Malformed,
    Refused,
    Unreachable,
    Unsupported,
)
from esante.processus import python_environment

_ERRORS: dict[str, type[EsanteError]] = {
    error.__name__: error for error in (CardAbsent, Unreachable, Refused, Malformed, Unsupported)
}
_MAX_SIGNATURE, _MAX_OBJECT, _MAX_OBJECTS = 1024, 65_536, 256
_MAX_LINE = 32 * 1024 * 1024

OPTION = "--jeton-pkcs11"
"""First argument by which a frozen program is asked to run ``main`` instead of itself."""


class IsolatedJeton:
    """A ``Jeton`` whose PKCS#11 module runs in a child process.

    Args:
        module: path of the PKCS#11 library.
        lecteur: PC/SC name of the reader.
        others: the other readers, which OpenSC is told to leave alone.
        deadline: seconds after which a call is abandoned and the process ended.
    """

    def __init__(
        self, module: Path, lecteur: str | None = None, others: Iterable[str] = (), *, deadline: float = 20.0
    ) -> None:
        self._lock = RLock()
        self._deadline = deadline
        self._answers: SimpleQueue[bytes] = SimpleQueue()
        self._process = _spawn()
        assert self._process.stdout is not None
        Thread(target=_pump, args=(self._process.stdout, self._answers), name="pkcs11", daemon=True).start()
        try:
            self._call("open", str(module), lecteur, _neighbours(lecteur, others))
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """Process id of the child."""
        return self._process.pid

    def attempts_left(self) -> int | None:
        """See ``Jeton.attempts_left``."""
        left = self._call("attempts_left")
        return left if isinstance(left, int) else None

    def login(self, code_porteur: CodePorteur) -> None:
        """See ``Jeton.login``; the digits cross a private pipe, no argument list nor file."""
        self._call("login", code_porteur.reveal())

    def certificates(self) -> tuple[CertificatCarte, ...]:
        """See ``Jeton.certificates``."""
        found = self._call("certificates")
        return tuple(CertificatCarte(bytes(i), str(label), bytes(der)) for i, label, der in found)

    def data_objects(self) -> Mapping[str, bytes]:
        """See ``Jeton.data_objects``."""
        return {str(label): bytes(value) for label, value in self._call("data_objects")}

    def sign_digest(self, identifiant: bytes, digest_info: bytes) -> bytes:
        """See ``Jeton.sign_digest``."""
        return bytes(self._call("sign_digest", identifiant, digest_info))

    def sign_sha256(self, identifiant: bytes, data: bytes) -> bytes:
        """See ``Jeton.sign_sha256``."""
        return bytes(self._call("sign_sha256", identifiant, data))

    def close(self) -> None:
        """Log out and end the process, by force if it does not answer."""
        with self._lock:
            if self._process.poll() is None:
                with suppress(EsanteError):
                    self._deadline = min(self._deadline, 2.0)
                    self._call("close")
            self._end()

    def _call(self, name: str, *arguments: object) -> Any:
        with self._lock:
            assert self._process.stdin is not None
            try:
                self._process.stdin.write(pack([name, *arguments]))
                self._process.stdin.flush()
            except (OSError, ValueError):
                raise CardAbsent("la session de la carte est terminée") from None
            try:
                line = self._answers.get(timeout=self._deadline)
            except Empty:
                self._end()
                raise Unreachable("le module de la carte ne répond plus\u202f; il a été arrêté") from None
            if not line:
                self._end()
                raise Unreachable("le module de la carte s’est arrêté brutalement")
            kind, value, *_ = [*unpack(line), None]
        if kind == "ok":
            return value
        if kind == "CodePorteurRefused":
            raise CodePorteurRefused(value)
        raise _ERRORS.get(kind, Unreachable)(value)

    def _end(self) -> None:
        self._process.kill()
        self._process.wait(5)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError, ValueError):
                    stream.close()


def forbid_core_dumps() -> None:
    """Keep this process's memory, where a code porteur passes, out of core files and of other debuggers."""
    forbid_core_files()
    if sys.platform == "linux":
        import ctypes

        pr_set_dumpable = 4
        ctypes.CDLL(None).prctl(pr_set_dumpable, 0, 0, 0, 0)


def forbid_core_files() -> None:
    """Write no core file of this process: a code porteur passes through its memory too."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def opensc_configuration(ignored: Iterable[str]) -> str:
    """Return an OpenSC configuration for CPx cards: these readers left alone, no code porteur kept.

    Without it OpenSC probes every reader with every driver, 376 APDUs to a Vitale card next to the CPS, and
    keeps the code in memory to present it again by itself, to a card put back in the reader for instance.
    """
    names = ", ".join('"' + name.replace("\\", "").replace('"', "") + '"' for name in ignored)
    readers = f"  ignored_readers = {names};\n" if names else ""
    framework = "  framework pkcs15 {\n    use_pin_caching = false;\n  }\n"
    return f"app default {{\n{readers}  card_drivers = iasecc;\n{framework}}}\n"


def _neighbours(lecteur: str | None, others: Iterable[str]) -> tuple[str, ...]:
    """OpenSC ignores by part of a name: one that is part of the wanted reader's would hide it too."""
    return tuple(name for name in others if lecteur is not None and name != lecteur and name not in lecteur)


def main() -> None:
    """Body of the child process: one request a line, one answer a line, until the parent closes or dies."""
    forbid_core_dumps()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a module prints is no answer
    requests: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_pump, args=(sys.stdin.buffer, requests, True), daemon=True).start()
    jeton: Any = None
    while line := requests.get():
        name, *arguments = unpack(line)
        answer: list[object]
        try:
            if name == "open":
                jeton = _load(*arguments)
                answer = ["ok", None]
            else:
                answer = ["ok", _answer(jeton, name, arguments)]
        except Exception as exc:  # noqa: BLE001 - no traceback may leave this process
            answer = list(_refusal(exc))
        answers.write(pack(answer))
        answers.flush()
        if name == "close":
            return


def _pump(source: IO[bytes], target: SimpleQueue[bytes], exit_at_end: bool = False) -> None:
    """Hand the lines over; an empty one says the end.  The child leaves even when its module hangs."""
    with suppress(OSError, ValueError):
        while (line := source.readline(_MAX_LINE)).endswith(b"\n"):
            target.put(line)
    if exit_at_end:
        os._exit(0)
    target.put(b"")


def _spawn() -> subprocess.Popen[bytes]:
    """Start the child: this module in a bare interpreter, or the frozen program with its own option."""
    command = [sys.executable, OPTION]
    if not getattr(sys, "frozen", False):
        command = [sys.executable, "-P", "-c", "from esante.cartes.isolation import main; main()"]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=python_environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _load(module: str, lecteur: str | None, ignored: Iterable[str]) -> Any:
    from esante.cartes.pkcs11 import Pkcs11Jeton

    if "opensc" not in Path(module).name or "OPENSC_CONF" in os.environ:
        return Pkcs11Jeton(Path(module), lecteur)
    with tempfile.TemporaryDirectory(prefix="ambroise-opensc-") as folder:
        configuration = Path(folder) / "opensc.conf"
        configuration.write_text(opensc_configuration(ignored), encoding="utf-8")
        os.environ["OPENSC_CONF"] = str(configuration)
        return Pkcs11Jeton(Path(module), lecteur)


def _answer(jeton: Any, name: str, arguments: list[Any]) -> object:
    if name == "login":
        return jeton.login(CodePorteur(arguments[0]))
    if name == "certificates":
        return [
            (c.identifiant, c.libelle, _bounded(c.der, _MAX_OBJECT))
            for c in jeton.certificates()[:_MAX_OBJECTS]
        ]
    if name == "data_objects":
        objects = list(jeton.data_objects().items())[:_MAX_OBJECTS]
        return [(label, _bounded(value, _MAX_OBJECT)) for label, value in objects]
    if name in ("sign_digest", "sign_sha256"):
        return _bounded(getattr(jeton, name)(*arguments), _MAX_SIGNATURE)
    if name in ("attempts_left", "close"):
        return getattr(jeton, name)()
    raise Unsupported("demande inconnue")


def _bounded(value: bytes, limit: int) -> bytes:
    if len(value) > limit:
        raise Malformed("le module de la carte a rendu un objet démesuré")
    return value


def _refusal(exc: Exception) -> tuple[str, object]:
    if isinstance(exc, CodePorteurRefused):
        return "CodePorteurRefused", exc.attempts_left
    if not isinstance(exc, EsanteError):
        return "Unreachable", f"échec du module de la carte ({type(exc).__name__})"
    name = next((n for n, error in _ERRORS.items() if type(exc) is error), "Unreachable")
    return name, str(exc)


def pack(message: list[Any]) -> bytes:
    """Write one line of JSON; bytes as ``{"b": base64}``, so that nothing is executed to read it."""

    def default(value: object) -> object:
        assert isinstance(value, bytes)
        return {"b": base64.b64encode(value).decode()}

    return json.dumps(message, default=default).encode() + b"\n"


def unpack(line: bytes) -> list[Any]:
    """Read what ``pack`` wrote.

    Raises:
        Malformed: another thing.
    """
    try:
        message = json.loads(line, object_hook=lambda item: base64.b64decode(item["b"], validate=True))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Malformed("réponse illisible du module de la carte") from None
    if not isinstance(message, list) or len(message) < 1:
        raise Malformed("réponse illisible du module de la carte")
    return message
