"""Child of ``interface``: show one window, empty or ours, and print what it cost as JSON.

The clock starts with the interpreter: Python, PySide6, QApplication are in both figures.
"""

import json
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ORIGIN = float(os.environ.get("BENCH_ORIGIN") or time.time())


def memory() -> float:
    """Return the resident memory of this process, in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def report(construction: float) -> None:
    """Print the figures once the window is painted."""
    figures = {"total_s": time.time() - ORIGIN, "fenetre_s": construction, "memoire_mio": memory()}
    print(json.dumps(figures))


def empty() -> None:
    """Show a bare QMainWindow."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    application = QApplication([])
    start = time.perf_counter()
    window = QMainWindow()
    window.resize(1440, 900)
    window.show()
    application.processEvents()
    window.grab()
    report(time.perf_counter() - start)


def ours() -> None:
    """Show the first window of Ambroise on a seat in memory."""
    from PySide6.QtWidgets import QApplication

    application = QApplication([])
    start = time.perf_counter()
    from ambroise.ui.application import Interface
    from tests.ui.fakes import CPS, FakeServices
    from tests.ui.samples import SCREENS

    with TemporaryDirectory() as folder:
        services = FakeServices(Path(folder))
        services.sessions.open("1234")
        services.move(CPS)
        interface = Interface(services, dict(SCREENS), application)
        interface.window.resize(1440, 900)
        interface.window.show()
        application.processEvents()
        interface.window.grab()
        report(time.perf_counter() - start)
        interface.window.close()


if __name__ == "__main__":
    ours() if sys.argv[1:] == ["ambroise"] else empty()
