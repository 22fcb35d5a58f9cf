"""A counter at work: its screen, its controller, the fakes behind."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ambroise.ui.comptoir.choix import Choix
from ambroise.ui.comptoir.controller import ComptoirController
from ambroise.ui.comptoir.screen import ComptoirScreen
from ambroise.ui.comptoir.state import EtatComptoir
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.usecases.errors import CarteAbsente
from ambroise.usecases.ports_cartes import CarteVitale
from tests.fakes import comptoir as c
from tests.ui.ecrans import make_context, show


class Comptoir:
    """The counter with its controller and fakes."""

    def __init__(self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
        context, _ = make_context(tmp_path, tasks, errors)
        self.qtbot, self.tasks = qtbot, tasks
        self.screen = ComptoirScreen(context)
        self.service = c.FakeDispensations()
        self.carte = CarteVitale("Lecteur", "vitale2", (c.VITALE,))
        self.carte_absente = False
        self.controles = c.FakeControles()
        self.controller = ComptoirController(
            self.screen, self.service, c.FakeBoites(), self.read_card, self.controles
        )
        show(qtbot, self.screen)

    def read_card(self) -> CarteVitale:
        if self.carte_absente:
            raise CarteAbsente("Aucune carte Vitale.")
        return self.carte

    def beep(self, cip: str, **reste: str) -> None:
        self.controller.scan(c.code_boite(cip, **reste))

    @property
    def refusal(self) -> str:
        (banner,) = self.screen.banners.shown
        return banner.accessibleName()

    def scan(self) -> None:
        self.controller.scan(c.NUMERO)
        self.qtbot.waitUntil(lambda: self.controller.etat is not None)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        self.qtbot.keyClick(self.screen.focusWidget() or self.screen, key, modifiers)

    def answer(self, rang: int, digit: Qt.Key, done: Callable[[Choix], bool]) -> None:
        """Answer the open line by a digit and wait until the answer is taken."""
        ligne = c.LIGNES[rang - 1]
        assert self.etat.courante == ligne.id
        self.key(digit)
        self.qtbot.waitUntil(lambda: done(self.etat.choix_de(ligne)))

    @property
    def etat(self) -> EtatComptoir:
        assert self.controller.etat is not None
        return self.controller.etat
