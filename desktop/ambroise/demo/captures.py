"""Draw each screen of the scenario as a person would see it, without a display."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ambroise.bootstrap.application import Application
from ambroise.demo.cabinet import Cabinet
from ambroise.demo.courrier import receive_courrier
from ambroise.demo.deroulement import PATIENCE_S, require
from ambroise.demo.heure import at_work
from ambroise.demo.journee import fill_journee
from ambroise.demo.monde import CODE_PORTEUR, Monde
from ambroise.demo.semaine import fill_semaine
from ambroise.demo.verification import reread_pdf

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit

    from ambroise.ui.application import Interface

TAILLE = (1440, 900)


@dataclass
class Photographe:
    """Drives one window and writes what it shows; ``images`` is shared by all of them."""

    interface: "Interface"
    folder: Path
    images: list[Path] = field(default_factory=list)

    def settle(self, ready: Callable[[], bool] = lambda: True) -> None:
        """Let the window finish its work. Raises PreuveAbsente when it never does."""
        from PySide6.QtWidgets import QApplication

        fin = time.monotonic() + PATIENCE_S
        calme = 0
        while calme < 8 or not ready():
            require(time.monotonic() < fin, "un écran ne finit pas de se dessiner")
            QApplication.processEvents()
            calme = 0 if self.interface.tasks.under_way else calme + 1
            time.sleep(0.02)

    def shoot(self, nom: str) -> None:
        """Write the window as ``NN-nom.png``."""
        from ambroise.ui.captures import capture

        self.settle()
        chemin = self.folder / f"{len(self.images) + 1:02}-{nom}.png"
        self.images.append(capture(self.interface.window, chemin))

    def type_line(self, texte: str) -> None:
        """Type in the entry of the order screen and take the first result."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        champ = self._entry_field()
        champ.setText(texte)
        self.settle()
        QTest.keyClick(champ, Qt.Key.Key_Return)
        self.settle()

    def begin_line(self, texte: str) -> None:
        """Type without choosing: the results stay open."""
        self._entry_field().setText(texte)
        self.settle()

    def _entry_field(self) -> "QLineEdit":
        from ambroise.ui.ordonnances.screen import OrdonnanceScreen

        ecran = self.interface.window.current
        assert isinstance(ecran, OrdonnanceScreen)
        return ecran.entry.field


@contextmanager
def open_window(app: Application, folder: Path, images: list[Path]) -> Iterator[Photographe]:
    """Open the window of a seat, offscreen where there is no display, and close it."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from ambroise.bootstrap.interface.coquille import Coquille
    from ambroise.bootstrap.interface.ecrans import Ecrans
    from ambroise.ui.application import Interface
    from ambroise.ui.cadre import Cadre, make_application

    ecrans, coquille = Ecrans(app), Coquille(app)
    qt = make_application(app.reglages)
    cadre = Cadre(qt, app.reglages, app.profil.racine, formation=True, now=coquille.now)
    interface = Interface(coquille, ecrans.factories(), cadre, ecrans.join)
    ecrans.prepare()
    photographe = Photographe(interface, folder, images)
    try:
        interface.window.resize(*TAILLE)
        interface.window.show()
        photographe.settle()
        yield photographe
    finally:
        interface.window.close()
        interface.close()
        QApplication.processEvents()


def capture_scenario(monde: Monde, cabinet: Cabinet, folder: Path) -> list[Path]:
    """Open both seats on what the scenario left, and write a picture of each screen.

    Raises:
        PreuveAbsente: a screen never finishes.
    """
    assert cabinet.patient is not None
    images: list[Path] = []
    receive_courrier(monde, cabinet)
    with at_work():
        fill_semaine(monde.medecin, fill_journee(monde.medecin))
        with open_window(monde.medecin, folder, images) as photo:
            _shoot_day(photo)
    with open_window(monde.medecin, folder, images) as photo:
        _shoot_doctor(photo, cabinet)
    cabinet.prescribe_again()
    cabinet.drain()
    monde.change_cps("cps-tral")
    monde.pharmacien.session.open(CODE_PORTEUR)
    assert cabinet.signee is not None
    code = reread_pdf(cabinet.signee.acte.pdf).codes_of("QRCode")[0].decode()
    with open_window(monde.pharmacien, folder, images) as photo:
        _shoot_pharmacist(photo, code)
    monde.pharmacien.session.close()
    with open_window(monde.pharmacien, folder, images) as photo:
        photo.shoot("session")
    return images


def _shoot_day(photo: Photographe) -> None:
    window = photo.interface.window
    window.go("journee")
    photo.shoot("journee")
    window.go("agenda")
    photo.settle()
    window.screen_of("agenda").actions_["agenda_apres"].trigger()
    photo.shoot("agenda")


def _shoot_doctor(photo: Photographe, cabinet: Cabinet) -> None:
    assert cabinet.patient is not None
    window = photo.interface.window
    window.go("patients")
    photo.shoot("patients")
    window.go("dossiers", cabinet.patient.id)
    photo.shoot("dossier")
    window.command.emit("identite")
    photo.shoot("identite")
    window.command.emit("ordonnance")
    photo.settle()
    photo.type_line("clarithromycine 500 1-0-1 7j")
    photo.begin_line("doliprane 1000 1-1-1 5j")
    photo.shoot("ordonnance")
    window.go("envois")
    photo.shoot("envois")
    window.go("messages")
    photo.shoot("messages")
    window.go("dossiers", cabinet.patient.id)
    photo.settle()
    window.actions_["palette"].trigger()
    photo.settle()
    window.palette_.field.setText("adr")
    photo.shoot("palette")
    window.palette_.dismiss()
    photo.interface.theme.prefer("dark")
    photo.shoot("dossier-sombre")
    photo.interface.theme.prefer("light")


def _shoot_pharmacist(photo: Photographe, code: str) -> None:
    from ambroise.ui.comptoir.screen import ComptoirScreen

    window = photo.interface.window
    window.go("comptoir")
    photo.shoot("comptoir-attente")
    ecran = window.current
    assert isinstance(ecran, ComptoirScreen)
    ecran.scanned.emit(code)
    photo.shoot("comptoir")
    window.go("registre")
    photo.shoot("registre")
