"""Child of ``interface``: show one window, empty or ours, and print what it cost as JSON.

The clock starts with the interpreter: Python, PySide6, QApplication are in both figures.
"""

import json
import os
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application

ORIGIN = float(os.environ.get("BENCH_ORIGIN") or time.time())


def memory() -> float:
    """Return the resident memory of this process, in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


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
    drawn = {"total_s": time.time() - ORIGIN, "fenetre_s": time.perf_counter() - start}
    print(json.dumps({**drawn, "memoire_mio": memory()}))


def ours(profile: Path) -> None:
    """Show the window as the program does, then open the profile behind it until a session can be asked."""
    from PySide6.QtCore import QTimer

    import ambroise.__main__  # noqa: F401 - the program begins there
    from ambroise.bootstrap.interface.ouverture import Ouverture
    from ambroise.persistence.profile import open_profile
    from ambroise.ui.cadre import Cadre, make_application

    reglages = open_profile(profile).reglages
    application = make_application(reglages)
    start = time.perf_counter()
    cadre = Cadre(application, reglages, profile, formation=False, now=datetime.now)
    opening = Ouverture(cadre, lambda: _application(profile))
    opening.start()
    cadre.window.grab()
    drawn = {"total_s": time.time() - ORIGIN, "fenetre_s": time.perf_counter() - start}
    watch = QTimer(interval=5)
    watch.timeout.connect(lambda: opening.interface is not None and application.quit())
    watch.start()
    application.exec()
    application.processEvents()
    cadre.window.grab()
    print(json.dumps({**drawn, "session_s": time.time() - ORIGIN, "memoire_mio": memory()}))
    os._exit(0)  # the services that start next are no part of it


def _application(profile: Path) -> "Application":
    from ambroise.bootstrap.application import Application

    return Application(profile)


if __name__ == "__main__":
    ours(Path(sys.argv[2])) if sys.argv[1] == "ambroise" else empty()
