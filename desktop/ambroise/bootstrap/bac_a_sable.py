"""Join the sandbox that answers for a profile, or start one that dies with this process."""

import os
from dataclasses import dataclass
from pathlib import Path

import httpx

from esante.sandbox.serveur import Adresses, SandboxProcess, read_ready_file, serve

PRET = "AMBROISE_BAC_A_SABLE"
"""Ready file of a sandbox already running, to share it between seats (``ambroise sandbox serve``)."""


FICHIER_PRET = "pret.json"
"""Ready file that ``ambroise sandbox serve`` leaves in the profile's sandbox folder."""

_PATIENCE_S = 20.0


@dataclass
class BacASable:
    """A sandbox and whether this process owns it."""

    adresses: Adresses
    processus: SandboxProcess | None = None

    @property
    def partage(self) -> bool:
        """Whether it runs for other programs too."""
        return self.processus is None

    def close(self) -> None:
        """Stop the sandbox when it was started here."""
        if self.processus:
            self.processus.stop()


def open_sandbox(folder: Path, ready_file: Path | None = None) -> BacASable:
    """Join the sandbox that runs for this profile, else start one in ``folder``."""
    joined = join_sandbox(folder, ready_file)
    if joined is not None:
        return joined
    processus = SandboxProcess(folder)
    return BacASable(processus.start(), processus)


def join_sandbox(folder: Path, ready_file: Path | None = None) -> BacASable | None:
    """Join the sandbox named by ``ready_file``, by the environment or by the folder; ``None`` without one."""
    pret = ready_file or (Path(os.environ[PRET]) if PRET in os.environ else None)
    if pret:
        return BacASable(read_ready_file(pret))
    if (laisse := folder / FICHIER_PRET).exists():
        adresses = read_ready_file(laisse)
        if _answers(adresses):
            return BacASable(adresses)
    return None


def serve_sandbox(folder: Path, ready_file: Path | None) -> None:
    """Run the sandbox until stopped, its ready file where asked and where the profile's commands look."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    laisse = folder / FICHIER_PRET
    serve(folder, laisse, *([ready_file] if ready_file else []))


def _answers(adresses: Adresses) -> bool:
    """Whether the sandbox of a ready file still runs: it may have been killed and have left the file.

    Nobody listens any more at the address of one that was killed, which is told at once: one that is slow
    to answer is awaited, as a second one would serve the same folder.
    """
    try:
        answer = httpx.get(adresses.controle, timeout=_PATIENCE_S, trust_env=False)
    except httpx.TransportError:
        return False
    return answer.status_code == httpx.codes.OK
