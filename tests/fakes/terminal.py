"""A terminal that stays open: runs ``ambroise`` commands one after the other in one process of its own.

``python -m tests.fakes.terminal`` reads ``[arguments, stdin]`` a line, answers ``[code, stdout, stderr]``:
the interpreter and its imports are paid once, the PC/SC socket is that of its environment.
"""

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.fakes.patience import ATTENTE_S

_ROOT = Path(__file__).parents[2]


class Terminal:
    """The parent's side."""

    def __init__(self, profil: Path, **environment: str) -> None:
        self.profil = profil
        self.environment = {
            **{k: v for k, v in os.environ.items() if k != "PCSCLITE_CSOCK_NAME"},
            "PYTHONPATH": os.pathsep.join(str(_ROOT / folder) for folder in ("desktop", "integrations", ".")),
            **environment,
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.terminal"],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=_ROOT,
        )

    def run(self, *arguments: str, stdin: str = "") -> tuple[int, dict[str, Any]]:
        """Run a command with ``--json`` and return its exit code and its object."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = [[*arguments, "--profile", str(self.profil), "--json"], stdin]
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        code, output, errors = json.loads(self._process.stdout.readline())
        assert output, errors
        return code, json.loads(output)

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start a command that lasts, in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "ambroise", *arguments, "--profile", str(self.profil)],
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(ATTENTE_S)
        self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _serve() -> None:
    from ambroise.__main__ import main

    requests, answers = sys.stdin, sys.stdout
    for line in requests:
        arguments, stdin = json.loads(line)
        output, errors = io.StringIO(), io.StringIO()
        sys.stdin = io.StringIO(stdin)
        with redirect_stdout(output), redirect_stderr(errors):
            code = main(arguments)
        answers.write(json.dumps([code, output.getvalue(), errors.getvalue()]) + "\n")
        answers.flush()


if __name__ == "__main__":
    _serve()
