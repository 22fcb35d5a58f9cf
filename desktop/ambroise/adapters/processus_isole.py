"""Start a module of this program in a process of its own, talked to through two private pipes."""

import os
import subprocess
import sys
from pathlib import Path

from esante.processus import python_environment


def spawn_module(module: str, option: str) -> subprocess.Popen[bytes]:
    """Run ``main`` of a module in a bare interpreter; a frozen program runs itself with ``option``."""
    command = [sys.executable, option]
    if not getattr(sys, "frozen", False):
        command = [sys.executable, "-P", "-c", f"from {module} import main; main()"]
    environment = python_environment()
    roots = (str(Path(__file__).parents[2]), environment["PYTHONPATH"])
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**environment, "PYTHONPATH": os.pathsep.join(roots)},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def be_nice() -> None:
    """Give way to whoever types, where the system allows it."""
    if hasattr(os, "nice"):
        os.nice(10)
