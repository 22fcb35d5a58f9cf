"""Run the sandbox as a child process: ``python -m esante.sandbox DOSSIER``, until standard input closes."""

import json
import secrets
import signal
import sys
from pathlib import Path
from threading import Event, Thread

from esante.sandbox.serveur import Sandbox, write_ready_file


def main(folder: Path) -> int:
    """Start, say where the ready file is, and stop when the parent closes the pipe or dies."""
    stopping = Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    # Ctrl+C goes to the whole group: the parent decides, and its end closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch_parent() -> None:
        sys.stdin.buffer.read()
        stopping.set()

    Thread(target=watch_parent, daemon=True).start()
    for left_over in folder.glob("pret-*.json"):
        left_over.unlink(missing_ok=True)
    with Sandbox(folder) as sandbox:
        ready_file = folder / f"pret-{secrets.token_hex(4)}.json"
        write_ready_file(ready_file, sandbox.adresses)
        sys.stdout.write(json.dumps({"ready_file": str(ready_file)}) + "\n")
        sys.stdout.flush()
        stopping.wait()
        ready_file.unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
