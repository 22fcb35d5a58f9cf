"""Join the sandbox that answers for a profile, or start one that dies with this process."""

import os
from dataclasses import dataclass
from pathlib import Path

from esante.sandbox.serveur import Adresses, SandboxProcess, read_ready_file

PRET = "AMBROISE_BAC_A_SABLE"
"""Ready file of a sandbox already running, to share it between seats (``ambroise sandbox serve``)."""


@dataclass
class BacASable:
    """A sandbox and whether this process owns it."""

    adresses: Adresses
    processus: SandboxProcess | None = None

    def close(self) -> None:
        """Stop the sandbox when it was started here."""
        if self.processus:
            self.processus.stop()


def open_sandbox(folder: Path, ready_file: Path | None = None) -> BacASable:
    """Join the sandbox named by ``ready_file`` or by the environment, else start one in ``folder``."""
    pret = ready_file or (Path(os.environ[PRET]) if PRET in os.environ else None)
    if pret:
        return BacASable(read_ready_file(pret))
    processus = SandboxProcess(folder)
    return BacASable(processus.start(), processus)
