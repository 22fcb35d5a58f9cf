"""Draw each screen of the scenario as a person would see it, without a display."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from ambroise.demo.cabinet import Cabinet
from ambroise.demo.courrier import receive_courrier
from ambroise.demo.deroulement import require
from ambroise.demo.journee import fill_journee
from ambroise.demo.monde import Monde

TAILLE = (1440, 900)


def capture_scenario(monde: Monde, cabinet: Cabinet, folder: Path) -> list[Path]:
    """Open the doctor's window on what the scenario left, and write a picture of each screen.

    Raises:
        PreuveAbsente: a screen stayed empty.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from ambroise.bootstrap.interface.coquille import Coquille
    from ambroise.bootstrap.interface.ecrans import Ecrans
    from ambroise.ui.application import Interface, make_application
    from ambroise.ui.captures import capture

    assert cabinet.patient is not None
    app = monde.medecin
    fill_journee(app)
    receive_courrier(monde, cabinet)
    qt = make_application(app.reglages)
    ecrans = Ecrans(app)
    interface = Interface(Coquille(app, formation=True), ecrans.factories(), qt, ecrans.join)
    window = interface.window
    images: list[Path] = []

    def settle(ready: Callable[[], bool] = lambda: True) -> None:
        fin = time.monotonic() + 10
        calme = 0
        while calme < 5 or not ready():
            require(time.monotonic() < fin, "un écran ne finit pas de se dessiner")
            QApplication.processEvents()
            calme = 0 if interface.tasks.under_way else calme + 1
            time.sleep(0.01)

    def shoot(nom: str) -> None:
        settle()
        images.append(capture(window, folder / f"{len(images) + 1:02}-{nom}.png"))

    try:
        window.resize(*TAILLE)
        window.show()
        settle()
        shoot("journee")
        window.go("patients")
        shoot("patients")
        window.go("dossiers", cabinet.patient.id)
        shoot("dossier")
        window.command.emit("identite")
        shoot("identite")
        window.command.emit("ordonnance")
        shoot("ordonnance")
        window.go("envois")
        shoot("envois")
        window.go("messages")
        shoot("messages")
        window.lock("Capture de l’écran de verrouillage.")
        shoot("verrou")
    finally:
        window.close()
        interface.close()
        QApplication.processEvents()
    return images
