"""``python -m tests.ui.walk_at_scale light|dark [FOLDER]``: walk every window in one theme.

The scale is that of QT_SCALE_FACTOR. With a folder, each window is also written there as PNG, as
``scripts/screenshots`` asks.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ambroise.settings import Reglages, Theme
from ambroise.ui.application import Interface
from ambroise.ui.captures import capture
from ambroise.ui.shell.lock import Unlocker
from tests.ui.accessibility import assert_accessible
from tests.ui.fakes import FakeServices
from tests.ui.samples import FICTIF, LIGHTS, SCREENS
from tests.ui.seat import make_cadre


def walk(theme: str, folder: Path | None = None) -> None:
    """Fail on the first defect of any window."""

    def look(name: str) -> None:
        assert_accessible(window)
        if folder is not None:
            capture(window, folder / f"{name}.png")

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([])
    with TemporaryDirectory() as profile:
        reglages = Reglages(theme=Theme.SOMBRE if theme == "dark" else Theme.CLAIR)
        services = FakeServices(Path(profile), reglages=reglages)
        interface = Interface(services, dict(SCREENS), make_cadre(services, application))
        window = interface.window
        window.resize(*((1280, 720) if folder is None else (1440, 900)))
        window.show()
        QTest.qWaitForWindowExposed(window)
        look("session")
        window.show_page(None)
        window.show_lights(LIGHTS)
        for key in SCREENS:
            window.go(key)
            look(key)
        window.show_patient(FICTIF)
        look("fictif")
        window.actions_["palette"].trigger()
        look("palette")
        window.palette_.dismiss()
        window.actions_["help"].trigger()
        look("touches")
        window.help.hide()
        window.set_session("Dr LIBRE Max", Unlocker("Code porteur", lambda _code: None))
        window.lock("La carte CPS a été retirée.")
        look("verrou")
        print(f"ratio {window.devicePixelRatioF():g}")  # noqa: T201 - read by the test
        window.close()


if __name__ == "__main__":
    walk(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else None)
